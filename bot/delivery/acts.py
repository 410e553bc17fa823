"""Acts in public places: hiding a comment, showing it again, writing to its author in private, posting the answer of a member of
staff and taking it back, inviting a group's member to a private chat. Done once, in order, with proof.

They are calls to the same platforms as replies, and share their share: an account that is held back by ``throttle`` does
none but danger cards. A platform that lets us write but do nothing in public is told to staff, and holds no reply back.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Sequence
from typing import Any, Protocol

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import sessionmaker

from bot import log, metrics
from bot.delivery import answers, failed, stopped
from bot.delivery.answers import Begun
from bot.delivery.failing import backoff
from bot.delivery.sending import TellsUsage
from bot.delivery.throttle import Account, Throttle
from bot.messages import Channel
from bot.privacy.sealing.vault import Vault
from bot.store import audit
from bot.store.locks import COMMENT, Locks
from bot.store.ready import Ready
from bot.store.session import StoreSession, transaction
from bot.store.tables import ModerationAction, ModerationCase, PublicPost, utcnow
from connectors.errors import Ambiguous, Bug, Retryable, SendError, StopChannel, Throttled

logger = log.get("acts")

ATTEMPTS = 8


class Page(Protocol):
    """What a platform lets us do about something written on our page."""

    async def hide(self, comment_id: str, account: str | None = None) -> None: ...
    async def unhide(self, comment_id: str, account: str | None = None) -> None: ...
    async def private_reply(self, comment_id: str, text: str, key: str, account: str | None = None) -> str: ...
    async def public_reply(self, comment_id: str, text: str, account: str | None = None) -> str: ...
    async def find_public_reply(
        self, comment_id: str, text: str, known: Collection[str], parent_id: str | None = None, account: str | None = None
    ) -> str | None: ...
    async def take_back(self, answer_id: str, account: str | None = None) -> None: ...


class Groups(Protocol):
    """What a platform lets us do in a group that we are in."""

    async def invite(self, place: str, text: str, names: list[str]) -> str | None: ...


PAGE_ACTS = ("hide", "unhide", "private_reply", "public_reply", "take_back")
GROUP_ACTS = ("invite",)
GROUP_PATIENCE = dt.timedelta(hours=1)
"""After this an invitation would answer what nobody remembers."""


_DANGER_CARD = and_(ModerationAction.act == "private_reply", ModerationCase.action == "crisis")


def _due(acts: Sequence[str]) -> Any:
    """The actions of these kinds that are due: (action, public item, channel, account, whether it is a danger card)."""
    return (
        select(ModerationAction.id, PublicPost.id, PublicPost.channel, PublicPost.account, _DANGER_CARD)
        .join(ModerationCase, ModerationCase.id == ModerationAction.case_id)
        .join(PublicPost, PublicPost.id == ModerationCase.item_id)
        .where(or_(*(ModerationAction.act == act for act in acts)))
        .where(or_(ModerationAction.state == "waiting", ModerationAction.state == "sending"))
        .where(ModerationAction.available_at <= bindparam("now"))
        .order_by(ModerationAction.id)
        .limit(16)
    )


class Acts:
    """Carries out queued moderation actions through the connectors of the page and of groups, so far as they are on."""

    def __init__(
        self,
        sessions: sessionmaker,  # type: ignore[type-arg]
        vault: Vault,
        locks: Locks,
        page: Page | None,
        groups: Groups | None = None,
        throttle: Throttle | None = None,
        grace_seconds: float = 20.0,
    ) -> None:
        self._sessions = sessions
        self._vault = vault
        self._locks = locks
        self._page = page
        self._groups = groups
        self._throttle = throttle or Throttle(sessions)
        self._grace = dt.timedelta(seconds=grace_seconds)
        can = [*(PAGE_ACTS if page is not None else ()), *(GROUP_ACTS if groups is not None else ())]
        self._query: Any = _due(can) if can else None
        self._due = Ready(self._query) if can else None

    async def step(self) -> bool:
        """Does one action that is due; False when there is none."""
        for action_id, item_id, channel, account, card in self._ready():
            if not self._locks.try_lock(COMMENT, item_id):
                continue
            try:
                if card or self._throttle.admits((channel, account)):
                    await self._do(action_id, (channel, account))
                    return True
            finally:
                self._locks.unlock(COMMENT, item_id)
        return False

    def _ready(self) -> Sequence[Any]:
        """What is due; of an account that is held back, danger cards alone."""
        if self._due is None:
            return []
        with self._sessions() as session:
            if not self._throttle.wary:
                return self._due.all(session, now=utcnow())
            query = self._query
            for channel, account in self._throttle.held():
                query = query.where(or_(PublicPost.channel != channel, PublicPost.account != account, _DANGER_CARD))
            return session.execute(query, {"now": utcnow()}).all()  # type: ignore[no-any-return]

    async def _do(self, action_id: int, ours: Account) -> None:
        ready: Begun | None = None
        try:
            ready = self._begin(action_id)
            if ready is None:
                self._throttle.not_tried(ours)
                return
            provider_id = await self._perform(ready, f"moderation-{action_id}")
        except answers.PerhapsPosted as unsure:
            self._failed(action_id, ours, unsure.error, perhaps_posted=True)
        except SendError as error:
            self._failed(action_id, ours, error)
        except Exception as error:  # the boundary of one act: it is given up, the others and all replies go on
            logger.error("act.crashed", action=action_id, error=error)
            bug = Bug(f"{type(error).__name__} in our own code")
            self._failed(action_id, ours, bug, perhaps_posted=ready is not None and ready.act == "public_reply")
        else:
            self._went(ours)
            if ready.act in GROUP_ACTS and provider_id is None:
                self._withdraw(action_id)
            else:
                self._done(action_id, ours, provider_id)

    def _went(self, ours: Account) -> None:
        """The platform took something: its account works, though it may ask for fewer calls."""
        self._throttle.went(ours)
        connector = self._groups if ours[0] == Channel.TELEGRAM else self._page
        if isinstance(connector, TellsUsage) and (seconds := connector.take_rest()):
            self._throttle.rest(ours, seconds)

    async def _perform(self, do: Begun, key: str) -> str | None:
        if do.act in GROUP_ACTS:
            assert self._groups is not None
            invitation = json.loads(do.words)
            return await self._groups.invite(invitation["place"], invitation["text"], invitation["names"])
        assert self._page is not None
        if do.act == "hide":
            await self._page.hide(do.comment_id, do.account)
        elif do.act == "unhide":
            await self._page.unhide(do.comment_id, do.account)
        elif do.act == "take_back":
            await self._page.take_back(do.answer_id, do.account)
        elif do.act == "public_reply":
            return await answers.post(self._page, do)
        else:
            return await self._page.private_reply(do.comment_id, do.words, key, do.account)
        return None

    def _begin(self, action_id: int) -> Begun | None:
        """Notes that the act is under way. None when it is done, or when only a person may repeat it.

        Hiding twice does no harm. A private reply is allowed once per comment, and one whose end we did not see may
        have gone: the platform refuses a second one with its own code, which we then read as done. An invitation in a
        group is never written twice, and not when the talk there has gone on. An answer in public is looked for first.
        """
        with transaction(self._sessions) as session:
            session.begin_write()
            # Held: staff may be withdrawing it this very moment, and on PostgreSQL we would read it as it was before.
            action = session.get(ModerationAction, action_id, with_for_update=True)
            if action is None or action.state not in ("waiting", "sending"):
                return None
            if action.act in GROUP_ACTS and (action.state == "sending" or utcnow() - action.created_at > GROUP_PATIENCE):
                action.state, action.error = "failed", "Not repeated: it may have been sent, or is too late."
                self._let_go(session, action)
                return None
            item = action.case.item
            begun = Begun(action.act, item.item_id, item.account, self._vault.open(session, action.body_sealed_id) or "")
            if action.act == "public_reply":
                return answers.begin(session, action, begun, utcnow() + self._grace)
            if action.act == "take_back":
                return answers.begin_taking_back(session, action, begun, utcnow())
            action.state = "sending"
            return begun

    def _done(self, action_id: int, ours: Account, provider_id: str | None) -> None:
        with transaction(self._sessions) as session:
            session.begin_write()
            action = session.get(ModerationAction, action_id)
            action.state, action.done_at, action.error, action.provider_id = "done", utcnow(), None, provider_id
            if action.act in ("hide", "unhide"):
                session.get(PublicPost, action.case.item_id).hidden = action.act == "hide"
            self._let_go(session, action)
            stopped.over(session, action.act, ours)
            audit.record(
                session,
                actor=action.actor,
                act=f"comment_{action.act}",
                subject="public_item",
                subject_id=action.case.item_id,
                reason=action.reason,
            )
        metrics.SENT.labels("page", action.act).inc()

    def _withdraw(self, action_id: int) -> None:
        """Forgets an invitation that was not for us to give: somebody spoke to another bot."""
        with transaction(self._sessions) as session:
            session.begin_write()
            action = session.get(ModerationAction, action_id)
            case, item = action.case, action.case.item
            self._let_go(session, action)
            session.delete(action)
            session.flush()
            if session.execute(select(ModerationAction.id).where(ModerationAction.case_id == case.id)).first() is None:
                session.delete(case)
                session.flush()
                session.delete(item)

    def _let_go(self, session: StoreSession, action: ModerationAction) -> None:
        """Erases where and what an invitation was, once that is over. What was written to a person in private stays on record."""
        if action.act in GROUP_ACTS:
            gone, action.body_sealed_id = action.body_sealed_id, None
            session.flush()
            self._vault.erase(session, gone)

    def _failed(self, action_id: int, ours: Account, error: SendError, perhaps_posted: bool = False) -> None:
        logger.warning("act.failed", action=action_id, kind=type(error).__name__, code=error.code)
        with transaction(self._sessions) as session:
            session.begin_write()
            action = session.get(ModerationAction, action_id)
            action.error = str(error)[:200]
            if isinstance(error, Throttled | StopChannel):
                self._wait(session, action, ours, error)
                action.state = "sending" if perhaps_posted else "waiting"
                return
            action.attempts += 1
            again = isinstance(error, Retryable) and action.attempts < ATTEMPTS
            perhaps_sent = isinstance(error, Ambiguous) and (
                action.act in GROUP_ACTS or (action.act == "private_reply" and action.attempts > 1)
            )
            if again and not perhaps_sent:
                wait = getattr(error, "retry_after", None) or backoff(action.attempts + 2)
                # Left as under way, it is looked for before it is posted again, and not before the platform can show it.
                wait = max(wait, self._grace.total_seconds()) if perhaps_posted else wait
                action.state, action.available_at = "sending" if perhaps_posted else "waiting", utcnow() + dt.timedelta(seconds=wait)
            elif action.attempts > 1 and error.code in ("10900", "10902"):
                # "Already replied": an earlier attempt whose answer we did not see had gone through.
                action.state, action.done_at = "done", utcnow()
            else:
                action.state = "failed"
                action.error = f"{answers.LOOK_YOURSELF} {action.error}"[:200] if perhaps_posted else action.error
            if action.state == "failed":
                self._let_go(session, action)
                failed.note(session, action, error)
        if not isinstance(error, Retryable | Bug):
            self._throttle.went(ours)  # the platform looked at this one act: its account works

    def _wait(self, session: StoreSession, action: ModerationAction, ours: Account, error: SendError) -> None:
        """Keeps an act until its account works again, which is no fault of the act: it is never given up for it.

        A missing permission for one kind of act says nothing of replies, which go on; a token that no longer holds stops
        them by itself, with their next try.
        """
        now = utcnow()
        if isinstance(error, Throttled):
            until = now + dt.timedelta(seconds=self._throttle.failed(session, ours, error))
        else:
            self._throttle.not_tried(ours)
            until = stopped.stop(session, action.act, ours, error, now)
        action.available_at = until
