"""Moderation cases: what is done about a public item without a person. What staff do stands in ``staff_acts``.

Only three things are ever done without a person: hiding personal details, one private reply, and a danger card in
private. Everything else goes on the list for staff, and nothing is posted in public at all (policy section 5).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages import Channel
from bot.moderation.classify import Verdict
from bot.moderation.replies import PrivateReplies
from bot.organisation import Organisation
from bot.privacy.sealing.vault import Vault
from bot.store import audit
from bot.store.tables import ModerationAction, ModerationCase, PublicPost

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


LOOK = "look"
"""A case of ours beside the contract's comment actions: no rule can judge a picture, so a person looks at it."""
_LOOK_AT = {"photo": "Holds a photo, which only a person can look at", "video": "Holds a video, which only a person can look at"}
_NO_WORDS = "Has no words: perhaps a sticker, or a picture that we were not told of"
_NOT_JUDGED = "Could not be judged, though it was tried several times: read it and judge it yourself"


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
    verdict = _with_media(item, verdict)
    case = _open(session, item, verdict, now)
    if case is None or item.removed_at is not None:
        return case
    if verdict.action in HIDES or (verdict.action in ("crisis", "hate") and verdict.holds_details):
        _hide(session, case, item, now)
    if verdict.action in INVITES or (verdict.action == "crisis" and verdict.sign is not None):
        _reply_once(session, case, item, verdict, vault=vault, organisation=organisation, now=now)
    return case


def look(session: Session, item: PublicPost, now: dt.datetime) -> None:
    """Puts an item without words on the list for staff, with what is known of it. In the caller's transaction."""
    session.flush()
    _open(session, item, Verdict(LOOK, (_LOOK_AT.get(item.media or "", _NO_WORDS),)), now)


def give_up(session: Session, item: PublicPost, now: dt.datetime) -> None:
    """Puts an item that cannot be judged on the list for staff; where the door saw danger in it, on top. In the caller's transaction."""
    _open(session, item, Verdict("crisis" if item.danger else LOOK, (_NOT_JUDGED,)), now)


def _with_media(item: PublicPost, verdict: Verdict) -> Verdict:
    """The verdict on the words, and that there is a picture beside them, which may show what the words do not say."""
    ground = _LOOK_AT.get(item.media or "")
    if ground is None:
        return verdict
    return replace(verdict, action=LOOK if verdict.action == "none" else verdict.action, grounds=(*verdict.grounds, ground))


def _open(session: Session, item: PublicPost, verdict: Verdict, now: dt.datetime) -> ModerationCase | None:
    """The item's case, new or judged again; None when there is nothing to do and no case from before."""
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
    return case


def _judge_again(session: Session, case: ModerationCase, item: PublicPost, verdict: Verdict) -> None:
    """An edited item keeps its case; a new reason to act opens it again."""
    if case.action == verdict.action and list(case.grounds) == list(verdict.grounds):
        return
    case.action, case.grounds = verdict.action, list(verdict.grounds)
    if verdict.action != "none":
        case.state, case.closed_at, case.closed_by_id = "open", None, None
    _record(session, item, "moderation_judged_again", verdict.action)


def _hide(session: Session, case: ModerationCase, item: PublicPost, now: dt.datetime) -> None:
    last = last_hiding(acts_of(session, case))
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
    if any(action.act == "private_reply" for action in acts_of(session, case)):
        return
    replies = PrivateReplies.load()
    if verdict.sign is not None and verdict.action == "crisis":
        body, source = replies.crisis(verdict.sign.category, Channel(item.channel), organisation, soft=verdict.sign.chance is not None)
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


def last_hiding(acts: Sequence[ModerationAction]) -> ModerationAction | None:
    """The newest hiding or showing that did not fail."""
    valid = (action for action in acts if action.act in ("hide", "unhide") and action.state != "failed")
    return max(valid, key=lambda action: action.id, default=None)


def acts_of(session: Session, case: ModerationCase) -> list[ModerationAction]:
    query = select(ModerationAction).where(ModerationAction.case_id == case.id).order_by(ModerationAction.id)
    return list(session.execute(query).scalars())


def _record(session: Session, item: PublicPost, act: str, action: str, **detail: str) -> None:
    audit.record(session, actor="system", act=act, subject="public_item", subject_id=item.id, detail={"action": action, **detail})
