"""An act in public that is given up: on the audit trail, and before the eyes of whoever asked for it."""

from __future__ import annotations

from bot.store import audit
from bot.store.session import StoreSession
from bot.store.tables import ModerationAction
from connectors.errors import GiveToStaff, SendError


class NotWanted(GiveToStaff):
    """Not posted, because staff took it back before it was there."""


def note(session: StoreSession, action: ModerationAction, error: SendError) -> None:
    """Records that the act failed, by ``error``.

    What staff asked for opens its case again: they closed it in the belief that it was done. What is ``NotWanted`` any more does not.
    """
    case = action.case
    act = f"comment_{action.act}_failed"
    audit.record(session, actor="system", act=act, subject="public_item", subject_id=case.item_id, reason=action.error)
    wanted = action.actor.startswith("staff:") and not isinstance(error, NotWanted) and case.item.removed_at is None
    if wanted and case.state == "closed":
        case.state, case.closed_at, case.closed_by_id = "open", None, None
        detail = {"action": case.action, "case": case.id}
        audit.record(session, actor="system", act="moderation_reopen", subject="public_item", subject_id=case.item_id, detail=detail)
