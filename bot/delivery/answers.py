"""Answers in public that staff wrote: posted once, looked for before they are posted again, and taken back.

Meta takes no key of ours with a comment, and its webhook tells of our own only by their words. So whatever may have gone is looked for
under the comment first (docs/decisions/0025): in public nobody should read us twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Protocol

from sqlalchemy import select

from bot.delivery import failed
from bot.store.session import StoreSession
from bot.store.tables import ModerationAction, ModerationCase, PublicPost
from connectors.errors import Ambiguous, GiveToStaff, SendError

LOOK_YOURSELF = "It may have been posted: look on the platform before you answer again."
AGAIN_SOON = dt.timedelta(seconds=5)
"""How long taking back waits for an answer that is just being posted."""


class NotInSight(GiveToStaff):
    """Not posted, because the comment was hidden or removed meanwhile."""


class PerhapsPosted(Exception):
    """An answer may be there although this try failed with ``error``. It stays as under way, and is looked for."""

    def __init__(self, error: SendError) -> None:
        super().__init__(str(error))
        self.error = error


@dataclass(frozen=True)
class Begun:
    """An act that is under way: what, to which comment of which account, and the words.

    ``perhaps_sent``: an earlier try may have got through. ``known``: ids of our other answers there. ``answer_id``: what is taken back.
    ``not_now``: why it must not be posted any more, though one that has got through already stands.
    """

    act: str
    comment_id: str
    account: str
    words: str = field(repr=False)
    parent_id: str | None = None
    answer_id: str = ""
    perhaps_sent: bool = False
    not_now: GiveToStaff | None = None
    known: frozenset[str] = frozenset()


class Answers(Protocol):
    """What is asked of the Page's connector here."""

    async def public_reply(self, comment_id: str, text: str, account: str | None = None) -> str: ...
    async def find_public_reply(
        self, comment_id: str, text: str, known: Collection[str], parent_id: str | None = None, account: str | None = None
    ) -> str | None: ...


def begin(session: StoreSession, action: ModerationAction, begun: Begun, look_from: dt.datetime) -> Begun | None:
    """Notes that an answer is under way; None when it must not go any more. Should we die now, it is looked for at ``look_from``."""
    item = action.case.item
    perhaps_sent = action.state == "sending"
    not_now = _why_not_now(session, action)
    if not_now is not None and (item.removed_at is not None or not perhaps_sent):
        action.state, action.error = "failed", str(not_now)
        failed.note(session, action, not_now)
        return None
    action.state, action.available_at = "sending", look_from
    known = _known(session, item) if perhaps_sent else frozenset()
    return replace(begun, parent_id=item.parent_id, perhaps_sent=perhaps_sent, not_now=not_now, known=known)


async def post(page: Answers, do: Begun) -> str:
    """Posts the answer and gives its id; one that an earlier try posted is found and not posted again.

    Raises ``PerhapsPosted`` where it may be there, otherwise ``SendError``.
    """
    if do.perhaps_sent:
        try:
            found = await page.find_public_reply(do.comment_id, do.words, do.known, do.parent_id, do.account)
        except SendError as error:
            raise PerhapsPosted(error) from None
        if found is not None:
            return found
        if do.not_now is not None:
            raise do.not_now
    try:
        return await page.public_reply(do.comment_id, do.words, do.account)
    except Ambiguous as error:
        raise PerhapsPosted(error) from None


def begin_taking_back(session: StoreSession, action: ModerationAction, begun: Begun, now: dt.datetime) -> Begun | None:
    """Notes that our answer is being taken back; None when it was never posted, or is just being posted, which is waited for."""
    mine = (ModerationAction.case_id == action.case_id, ModerationAction.act == "public_reply", ModerationAction.id < action.id)
    answer = session.execute(select(ModerationAction).where(*mine).order_by(ModerationAction.id.desc()).limit(1)).scalar_one_or_none()
    if answer is not None and answer.state in ("waiting", "sending"):
        action.available_at = max(now, answer.available_at) + AGAIN_SOON
        return None
    if answer is None or answer.state != "done" or not answer.provider_id:
        action.state, action.error = "failed", "There was nothing to take back: the answer was not posted."
        return None
    action.state = "sending"
    return replace(begun, answer_id=answer.provider_id)


def _why_not_now(session: StoreSession, answer: ModerationAction) -> GiveToStaff | None:
    item = answer.case.item
    if item.removed_at is not None or item.hidden:
        return NotInSight("Not posted: the comment is not in sight any more.")
    if _is_taken_back(session, answer):
        return failed.NotWanted("Not posted: it was taken back before it was there.")
    return None


def _is_taken_back(session: StoreSession, answer: ModerationAction) -> bool:
    later = (ModerationAction.case_id == answer.case_id, ModerationAction.act == "take_back", ModerationAction.id > answer.id)
    return session.execute(select(ModerationAction.id).where(*later, ModerationAction.state != "failed")).first() is not None


def _known(session: StoreSession, item: PublicPost) -> frozenset[str]:
    """Ids of the answers that we know to have posted under the same post: none of them is the one that is looked for."""
    ours = (
        select(ModerationAction.provider_id)
        .join(ModerationCase, ModerationCase.id == ModerationAction.case_id)
        .join(PublicPost, PublicPost.id == ModerationCase.item_id)
        .where(ModerationAction.act == "public_reply", ModerationAction.provider_id.is_not(None))
        .where(PublicPost.channel == item.channel, PublicPost.account == item.account, PublicPost.post_id == item.post_id)
    )
    return frozenset(session.execute(ours).scalars())
