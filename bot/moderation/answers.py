"""What staff answer to a comment on a Page: in public as the Page, or once in private; and taking an answer back.

Nothing here is done by itself. What is taken waits for the dispatcher as an action of the case, its words sealed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.moderation import crossing, public_words
from bot.moderation.cases import BODY_PURPOSE, acts_of, last_hiding
from bot.moderation.classify import RedactorLike
from bot.moderation.staff_acts import HIDING
from bot.privacy.sealing import marks
from bot.privacy.sealing.vault import Vault, VaultError
from bot.store import audit
from bot.store.session import StoreSession
from bot.store.tables import ModerationAction, ModerationCase

LONGEST = {"messenger": 8000, "instagram": 300}
"""Characters of an answer in public."""
MOST_ADDRESSES = {"instagram": 1}
"""Web addresses in one."""
PRIVATE_WITHIN = dt.timedelta(days=7)
"""How long after a comment Meta lets us write to its author in private."""
FRESH = {"populate_existing": True}
_ADDRESS = re.compile(r"https?://|\bwww\.", re.IGNORECASE)


class NotTaken(Exception):
    """The answer was not taken. The message says why, in words for staff."""


class Changed(NotTaken):
    """The comment is another one than whoever answers it has read."""


class NothingToTakeBack(Exception):
    """No answer of ours stands in public, or it is being taken back already."""


def standing(acts: Sequence[ModerationAction]) -> ModerationAction | None:
    """Our answer that stands in public or is about to; None when there is none, or it was taken back."""
    newest = max((one for one in acts if one.act == "public_reply" and one.state != "failed"), key=lambda one: one.id, default=None)
    if newest is None or any(one.act == "take_back" and one.state != "failed" and one.id > newest.id for one in acts):
        return None
    return newest


def why_not_public(case: ModerationCase, acts: Sequence[ModerationAction]) -> str:
    """Why the comment cannot be answered in public, for staff; empty when it can."""
    hiding = last_hiding(acts)
    if not _is_ours_to_answer(case):
        return "Only a comment on our own Facebook Page or Instagram can be answered."
    if case.item.removed_at is not None:
        return "It cannot be answered: its writer removed it."
    if case.item.hidden or (hiding is not None and hiding.act == "hide" and hiding.state != "done"):
        return "It cannot be answered in public while it is hidden: an answer would point at what nobody should see."
    if case.state != "open":
        return "It is closed. Open it again to answer it."
    if standing(acts) is not None:
        return "It has been answered in public. Take that answer back first if you want to write another."
    return ""


def why_not_private(case: ModerationCase, acts: Sequence[ModerationAction], now: dt.datetime) -> str:
    """Why its writer cannot be written to in private, for staff; empty when they can."""
    if not _is_ours_to_answer(case):
        return "Only whoever wrote on our own Facebook Page or Instagram can be written to from here."
    if case.item.removed_at is not None:
        return "Its writer removed the comment, so nobody can be written to about it."
    if any(one.act == "private_reply" and one.state != "failed" for one in acts):
        return "Its writer has been written to in private. That is possible once for each comment."
    if case.state != "open":
        return "It is closed. Open it again to write to its writer."
    if now - case.item.occurred_at >= PRIVATE_WITHIN:
        return "Its writer can be written to in private for seven days after the comment, and these are over."
    return ""


def in_public(
    session: StoreSession,
    case: ModerationCase,
    staff_id: int,
    text: str,
    *,
    vault: Vault,
    redactor: RedactorLike,
    now: dt.datetime,
    seen: str = "",
) -> ModerationAction:
    """Takes an answer that everybody will read, to be posted as the Page. ``seen``: the mark of the comment that it answers.

    Raises ``NotTaken``, and of its kind ``Changed``.
    """
    text = text.strip()
    _hold(session, case)
    if problem := why_not_public(case, acts_of(session, case)):
        raise NotTaken(problem)
    _stands_still(session, case, vault, seen)
    if problem := _wrong_form(text, case.item.channel) or _in_words(session, case, text, vault, redactor):
        raise NotTaken(problem)
    return _take(session, case, "public_reply", "moderation_answer", staff_id, "Answers in public.", text, vault, now)


def in_private(
    session: StoreSession, case: ModerationCase, staff_id: int, text: str, *, vault: Vault, parts: int, now: dt.datetime, seen: str = ""
) -> ModerationAction:
    """Takes words for the comment's writer alone, of which Meta takes one message; ``parts`` is how many these are.

    ``seen`` and what it raises: as ``in_public``.
    """
    text = text.strip()
    _hold(session, case)
    if problem := why_not_private(case, acts_of(session, case), now):
        raise NotTaken(problem)
    _stands_still(session, case, vault, seen)
    if not text:
        raise NotTaken("Write something first.")
    if parts > 1:
        raise NotTaken(f"This would be {parts} messages, and only one may be sent. Make it shorter.")
    return _take(session, case, "private_reply", "moderation_private_reply", staff_id, "Writes in private.", text, vault, now)


def take_back(session: StoreSession, case: ModerationCase, staff_id: int, reason: str, now: dt.datetime) -> ModerationAction | None:
    """Takes our answer out of public again: one that has not gone is withdrawn, any other is deleted there (the action that does it).

    Raises ``NothingToTakeBack``, and ``ValueError`` without a reason.
    """
    reason = reason.strip()[:200]
    if not reason:
        raise ValueError("a reason is needed to take an answer back")
    _hold(session, case)
    answer = standing(acts_of(session, case))
    if answer is None:
        raise NothingToTakeBack("no answer of ours stands there")
    _record(session, case, "moderation_take_back", staff_id, "take_back", reason)
    withdrawn = update(ModerationAction).where(ModerationAction.id == answer.id, ModerationAction.state == "waiting")
    done = session.execute(
        withdrawn.values(state="failed", error="Withdrawn by staff before it was posted.").execution_options(synchronize_session="fetch")
    )
    if done.rowcount:
        return None
    return _queue(session, case, "take_back", staff_id, reason, None, now)


def _is_ours_to_answer(case: ModerationCase) -> bool:
    return case.item.channel in HIDING and case.item.kind == "comment"


def _stands_still(session: StoreSession, case: ModerationCase, vault: Vault, seen: str) -> None:
    if crossing.changed_since(session, case.item, vault, seen):
        raise Changed("The comment has changed.")


def _wrong_form(text: str, channel: str) -> str:
    longest, addresses = LONGEST[channel], MOST_ADDRESSES.get(channel)
    if not text:
        return "Write something first."
    if len(text) > longest:
        return f"This is {len(text):,} characters long. At most {longest:,} fit."
    if addresses is not None and len(_ADDRESS.findall(text)) > addresses:
        return "Instagram takes one web address in an answer. Leave the others out."
    return ""


def _in_words(session: StoreSession, case: ModerationCase, text: str, vault: Vault, redactor: RedactorLike) -> str:
    try:
        original = vault.open(session, case.item.text_sealed_id) or ""
    except VaultError:
        return "The comment cannot be opened, as its key is missing, so your answer cannot be compared with it."
    return public_words.problem(text, original, case.item.text_redacted or "", redactor)


def _hold(session: StoreSession, case: ModerationCase) -> None:
    # The row lock makes a colleague who answers at the same moment wait on PostgreSQL; SQLite has one writer anyway.
    # What was read before may have become something else meanwhile.
    session.flush()
    session.execute(select(ModerationCase).where(ModerationCase.id == case.id).with_for_update(), execution_options=FRESH).all()
    session.refresh(case.item)
    session.execute(select(ModerationAction).where(ModerationAction.case_id == case.id), execution_options=FRESH).all()


def _take(
    session: StoreSession, case: ModerationCase, act: str, noted: str, staff_id: int, reason: str, text: str, vault: Vault, now: dt.datetime
) -> ModerationAction:
    sealed_id = marks.seal_findable(session, vault, BODY_PURPOSE, text)
    session.flush()
    _record(session, case, noted, staff_id, act)
    return _queue(session, case, act, staff_id, reason, sealed_id, now)


def _queue(
    session: Session, case: ModerationCase, act: str, staff_id: int, reason: str, sealed_id: str | None, now: dt.datetime
) -> ModerationAction:
    row = ModerationAction(
        case_id=case.id, act=act, actor=f"staff:{staff_id}", reason=reason, body_sealed_id=sealed_id, available_at=now, created_at=now
    )
    session.add(row)
    session.flush()
    return row


def _record(session: Session, case: ModerationCase, noted: str, staff_id: int, act: str, reason: str | None = None) -> None:
    audit.record(
        session, actor=f"staff:{staff_id}", act=noted, subject="public_item", subject_id=case.item_id, reason=reason,
        detail={"act": act, "case": case.id},
    )  # fmt: skip
