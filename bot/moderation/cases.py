"""Moderation cases: what is done about a public item, and undoing it.

Only three things are ever done without a person: hiding personal details, one private reply, and a danger card in
private. Everything else goes on the list for staff, and nothing is posted in public at all (policy section 5).
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.messages import Channel
from bot.moderation.classify import Verdict
from bot.moderation.replies import PrivateReplies
from bot.organisation import Organisation
from bot.privacy.vault import Vault
from bot.store import audit
from bot.store.tables import ModerationAction, ModerationCase, PublicPost, utcnow

BODY_PURPOSE = "moderation.body"
HIDES = frozenset({"hide_own_details", "hide_others_details"})
INVITES = HIDES | {"steer_experience"}

REASONS = {
    "hide": "Personal details stood in public.",
    "hide_own_details": "Invites the writer to a private channel.",
    "hide_others_details": "Invites the writer to a private channel.",
    "steer_experience": "Invites the writer to tell more in private.",
    "crisis": "Sends the fixed danger card in private.",
}


class NothingToUndo(Exception):
    """Nothing of the case is hidden or about to be: a private reply cannot be taken back."""


def decide(
    session: Session,
    item: PublicPost,
    verdict: Verdict,
    text: str,
    *,
    vault: Vault,
    organisation: Organisation,
    now: dt.datetime,
) -> ModerationCase | None:
    """Opens the item's case, or brings it up to date after an edit, and queues what is done without a person.

    ``text`` is the comment as written; none of it goes into grounds, reasons, replies or the audit trail. Returns the
    case; None when there is nothing to do and no case from before. All in the caller's transaction.
    """
    case = session.execute(select(ModerationCase).where(ModerationCase.item_id == item.id)).scalar_one_or_none()
    if case is None and verdict.action == "none":
        return None
    if case is None:
        case = ModerationCase(item_id=item.id, action=verdict.action, grounds=list(verdict.grounds), opened_at=now)
        session.add(case)
        session.flush()
        _record(session, item, "moderation_case", verdict.action)
    else:
        _judge_again(session, case, item, verdict)
    if item.removed_at is not None:
        return case
    if verdict.action in HIDES or (verdict.action in ("crisis", "hate") and verdict.holds_details):
        _hide(session, case, item, now)
    if verdict.action in INVITES or (verdict.action == "crisis" and verdict.sign is not None):
        _reply_once(session, case, item, verdict, vault=vault, organisation=organisation, now=now)
    return case


def undo(session: Session, case: ModerationCase, staff_id: int, reason: str) -> ModerationAction:
    """Shows the item again: a hiding that has not begun is withdrawn, and showing is queued for the platform.

    Raises ``NothingToUndo`` when nothing was hidden, and ``ValueError`` without a reason.
    """
    if not reason.strip():
        raise ValueError("a reason is needed to undo")
    hidden = [action for action in _acts(session, case) if action.state != "failed" and action.act in ("hide", "unhide")]
    if not hidden or hidden[-1].act == "unhide":
        raise NothingToUndo("nothing of this case is hidden")
    # Both, because the dispatcher may have taken the hiding up this very moment; showing what is in sight does no harm.
    withdrawn = update(ModerationAction).where(ModerationAction.id == hidden[-1].id, ModerationAction.state == "waiting")
    session.execute(
        withdrawn.values(state="failed", error="Withdrawn by staff before it was done.").execution_options(synchronize_session="fetch")
    )
    actor = f"staff:{staff_id}"
    row = ModerationAction(case_id=case.id, act="unhide", actor=actor, reason=reason.strip()[:200], available_at=utcnow())
    session.add(row)
    audit.record(
        session, actor=actor, act="moderation_undo", subject="public_item", subject_id=case.item_id, reason=reason.strip()[:200],
        detail={"act": "unhide", "case": case.id},
    )  # fmt: skip
    session.flush()
    return row


def close(session: Session, case: ModerationCase, staff_id: int, reason: str | None = None, *, now: dt.datetime | None = None) -> None:
    """Takes a case off the list of open ones, on the audit trail. Closing a closed case changes nothing."""
    if case.state == "closed":
        return
    case.state, case.closed_at, case.closed_by_id = "closed", now or utcnow(), staff_id
    audit.record(
        session, actor=f"staff:{staff_id}", act="moderation_close", subject="public_item", subject_id=case.item_id,
        reason=(reason or "").strip()[:200] or None, detail={"action": case.action, "case": case.id},
    )  # fmt: skip


def _judge_again(session: Session, case: ModerationCase, item: PublicPost, verdict: Verdict) -> None:
    """An edited item keeps its case; a new reason to act opens it again."""
    if case.action == verdict.action and list(case.grounds) == list(verdict.grounds):
        return
    case.action, case.grounds = verdict.action, list(verdict.grounds)
    if verdict.action != "none":
        case.state, case.closed_at, case.closed_by_id = "open", None, None
    _record(session, item, "moderation_judged_again", verdict.action)


def _hide(session: Session, case: ModerationCase, item: PublicPost, now: dt.datetime) -> None:
    shown_or_hidden = [action for action in _acts(session, case) if action.act in ("hide", "unhide") and action.state != "failed"]
    last = shown_or_hidden[-1] if shown_or_hidden else None
    under_way = last is not None and last.act == "hide" and last.state != "done"
    if under_way or (item.hidden and (last is None or last.act == "hide")):
        return
    session.add(ModerationAction(case_id=case.id, act="hide", actor="system", reason=REASONS["hide"], available_at=now, created_at=now))
    _record(session, item, "moderation_hide", case.action)
    session.flush()


def _reply_once(
    session: Session,
    case: ModerationCase,
    item: PublicPost,
    verdict: Verdict,
    *,
    vault: Vault,
    organisation: Organisation,
    now: dt.datetime,
) -> None:
    """The platform allows one private reply an item: ours is queued once, whatever became of it, edits included."""
    if any(action.act == "private_reply" for action in _acts(session, case)):
        return
    replies = PrivateReplies.load()
    if verdict.sign is not None and verdict.action == "crisis":
        body, source = replies.crisis(verdict.sign.category, Channel(item.channel), organisation)
    else:
        body, source = replies.invitation(verdict.action, organisation), f"private_reply.en@{replies.version}"
    sealed_id = vault.seal(session, BODY_PURPOSE, body)
    session.flush()
    session.add(
        ModerationAction(
            case_id=case.id, act="private_reply", actor="system", reason=REASONS[verdict.action], body_sealed_id=sealed_id,
            available_at=now, created_at=now,
        )
    )  # fmt: skip
    _record(session, item, "moderation_private_reply", verdict.action, words=source)
    session.flush()


def _acts(session: Session, case: ModerationCase) -> list[ModerationAction]:
    query = select(ModerationAction).where(ModerationAction.case_id == case.id).order_by(ModerationAction.id)
    return list(session.execute(query).scalars())


def _record(session: Session, item: PublicPost, act: str, action: str, **detail: str) -> None:
    audit.record(session, actor="system", act=act, subject="public_item", subject_id=item.id, detail={"action": action, **detail})
