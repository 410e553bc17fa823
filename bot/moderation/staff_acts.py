"""What staff do about a public item: hiding it, showing it again, closing its case and opening it again; each on the audit trail."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.moderation.cases import acts_of, last_hiding
from bot.store import audit
from bot.store.tables import ModerationAction, ModerationCase, utcnow

HIDING = ("messenger", "instagram")
"""Channels on whose public side we can hide what somebody wrote."""


class NothingToUndo(Exception):
    """Nothing of the case is hidden or about to be: a private reply cannot be taken back."""


class CannotHide(Exception):
    """The item is hidden already, or about to be, or its writer removed it, or the platform lets us hide nothing there."""


def can_hide(case: ModerationCase) -> bool:
    """Whether staff can hide the item: it is in sight, and stands where we may hide."""
    item, last = case.item, last_hiding(case.actions)
    in_sight = not item.hidden and (last is None or last.act == "unhide" or last.state == "done")
    return item.channel in HIDING and item.kind == "comment" and item.removed_at is None and in_sight


def can_undo(case: ModerationCase) -> bool:
    """Whether something is hidden, or about to be, that can be shown again. A private invitation cannot be taken back."""
    last = last_hiding(case.actions)
    return last is not None and last.act == "hide"


def hide(session: Session, case: ModerationCase, staff_id: int, reason: str, now: dt.datetime) -> ModerationAction:
    """Queues a hiding that a member of staff asks for. Raises ``CannotHide``, and ``ValueError`` without a reason."""
    if not reason.strip():
        raise ValueError("a reason is needed to hide")
    if not can_hide(case):
        raise CannotHide("there is nothing to hide")
    return _staff_act(session, case, "hide", "moderation_hide", staff_id, reason, now)


def undo(session: Session, case: ModerationCase, staff_id: int, reason: str) -> ModerationAction:
    """Shows the item again: a hiding that has not begun is withdrawn, and showing is queued for the platform.

    Raises ``NothingToUndo`` when nothing was hidden, and ``ValueError`` without a reason.
    """
    if not reason.strip():
        raise ValueError("a reason is needed to undo")
    last = last_hiding(acts_of(session, case))
    if last is None or last.act == "unhide":
        raise NothingToUndo("nothing of this case is hidden")
    # Both, because the dispatcher may have taken the hiding up this very moment; showing what is in sight does no harm.
    withdrawn = update(ModerationAction).where(ModerationAction.id == last.id, ModerationAction.state == "waiting")
    session.execute(
        withdrawn.values(state="failed", error="Withdrawn by staff before it was done.").execution_options(synchronize_session="fetch")
    )
    return _staff_act(session, case, "unhide", "moderation_undo", staff_id, reason, utcnow())


def close(session: Session, case: ModerationCase, staff_id: int, reason: str | None = None, *, now: dt.datetime | None = None) -> None:
    """Takes a case off the list of open ones, on the audit trail. Closing a closed case changes nothing."""
    if case.state == "closed":
        return
    case.state, case.closed_at, case.closed_by_id = "closed", now or utcnow(), staff_id
    audit.record(
        session, actor=f"staff:{staff_id}", act="moderation_close", subject="public_item", subject_id=case.item_id,
        reason=(reason or "").strip()[:200] or None, detail={"action": case.action, "case": case.id},
    )  # fmt: skip


def reopen(session: Session, case: ModerationCase, staff_id: int) -> None:
    """Puts a closed case back on the list of open ones, on the audit trail. Reopening an open case changes nothing."""
    if case.state == "open":
        return
    case.state, case.closed_at, case.closed_by_id = "open", None, None
    audit.record(
        session, actor=f"staff:{staff_id}", act="moderation_reopen", subject="public_item", subject_id=case.item_id,
        detail={"action": case.action, "case": case.id},
    )  # fmt: skip


def _staff_act(
    session: Session, case: ModerationCase, act: str, noted: str, staff_id: int, reason: str, now: dt.datetime
) -> ModerationAction:
    """Queues what a member of staff asks for, on the audit trail as ``noted``."""
    actor, reason = f"staff:{staff_id}", reason.strip()[:200]
    row = ModerationAction(case_id=case.id, act=act, actor=actor, reason=reason, available_at=now)
    session.add(row)
    audit.record(
        session, actor=actor, act=noted, subject="public_item", subject_id=case.item_id, reason=reason, detail={"act": act, "case": case.id}
    )
    session.flush()
    return row
