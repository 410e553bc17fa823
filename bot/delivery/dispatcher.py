"""The dispatcher's loop: many conversations at once, each in order, one reply of it at a time.

An urgent reply (a danger card) does not wait behind a reply that is held back by a retry; every other one does.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from typing import Any, Protocol

import uvloop
from sqlalchemy import bindparam, func, literal, or_, select, union_all
from sqlalchemy.orm import sessionmaker

from bot import log
from bot.delivery.acts import Acts
from bot.delivery.sending import Outcome, Sending
from bot.store import heartbeats, wake
from bot.store.locks import SEND, Locks
from bot.store.ready import Ready
from bot.store.session import StoreSession
from bot.store.tables import Contact, Conversation, OutboundMessage, utcnow

logger = log.get("dispatch")

AT_ONCE = 32
"""Conversations sent to at the same time by one process; the platforms' own limits are per second and far above."""


def _firsts(*conditions: Any) -> Any:
    """The oldest open reply of each conversation, as far as it is due: (conversation, reply)."""
    oldest = (
        select(OutboundMessage.conversation_id, func.min(OutboundMessage.id).label("first"))
        .where(or_(OutboundMessage.state == "waiting", OutboundMessage.state == "sending"), *conditions)
        .group_by(OutboundMessage.conversation_id)
        .subquery()
    )
    return (
        select(oldest.c.conversation_id, oldest.c.first)
        .join(OutboundMessage, OutboundMessage.id == oldest.c.first)
        .where(OutboundMessage.available_at <= bindparam("now"))
        .order_by(oldest.c.first)
        .limit(4 * AT_ONCE)
    )


_URGENT, _FIRST = _firsts(OutboundMessage.urgent.is_(True)), _firsts()
_READY = Ready(
    union_all(*(select(query.subquery(), literal(rank).label("rank")) for rank, query in enumerate((_URGENT, _FIRST)))).order_by(
        "rank", "first"
    )
)
"""Urgent ones first: asked whenever there may be something to send."""


def _with_accounts(query: Any) -> Any:
    """The same with the channel and our account of each: asked only while a channel is held back."""
    joined = query.join(Conversation, Conversation.id == OutboundMessage.conversation_id).join(
        Contact, Contact.id == Conversation.contact_id
    )
    return joined.add_columns(Contact.channel, Contact.account)


_FIRST_BY_ACCOUNT = _with_accounts(_FIRST)


class Beside(Protocol):
    """Something that runs beside the sending, for as long as the process does, and keeps its own errors."""

    async def run(self) -> None: ...


class Dispatcher:
    """Runs until told to stop."""

    def __init__(
        self, sessions: sessionmaker, sending: Sending, acts: Acts, locks: Locks, waiter: wake.Waiter, beside: Sequence[Beside] = ()
    ) -> None:  # type: ignore[type-arg]
        self._sessions = sessions
        self._sending = sending
        self._acts = acts
        self._locks = locks
        self._waiter = waiter
        self._beside = beside
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._wake: asyncio.Future[None] | None = None

    def run(self, stop: threading.Event) -> None:
        """Works until ``stop`` is set; what is on its way then is finished."""
        uvloop.install()  # calls to the platforms are most of the work here, and cost half as much on it
        asyncio.run(self._run(stop))

    async def _run(self, stop: threading.Event) -> None:
        self._sending.throttle.start_afresh()
        beside = [asyncio.ensure_future(task.run()) for task in self._beside]
        last_beat, woken = 0.0, True
        while not stop.is_set():
            if time.monotonic() - last_beat > heartbeats.EVERY_SECONDS:
                heartbeats.beat(self._sessions, "dispatch")
                last_beat = time.monotonic()
            self.start_ready()
            await asyncio.sleep(0)  # the replies just started are on their way before anything else is looked at
            # What there is to do on our page is news of somebody's commit, not of a reply of ours that went.
            acted = woken and await self._acts.step()
            if not acted:
                woken = await self._idle()
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, *self._busy.values(), return_exceptions=True)
        heartbeats.last_beat(self._sessions, "dispatch")
        await self._sending.aclose()

    async def _idle(self) -> bool:
        """Returns when there may be something to do: True when somebody's commit, or the time, says so."""
        if self._wake is None or self._wake.done():
            self._wake = asyncio.ensure_future(self._waiter.woken(1.0))
        # A finished conversation may have more to send, or a place has become free: no need to wait for a new row.
        await asyncio.wait([self._wake, *self._busy.values()], return_when=asyncio.FIRST_COMPLETED)
        return self._wake.done()

    async def drain(self) -> None:
        """Sends until nothing is ready any more. For tests and one-off commands."""
        while self.start_ready() or self._busy or await self._acts.step():
            if self._busy:
                await asyncio.wait(self._busy.values(), return_when=asyncio.FIRST_COMPLETED)

    def start_ready(self) -> int:
        """Starts a task for each conversation that has something due and is free; returns how many."""
        started = 0
        for conversation_id, outbound_id in self._ready():
            if len(self._busy) >= AT_ONCE:
                break
            if conversation_id in self._busy or not self._locks.try_lock(SEND, conversation_id):
                continue
            self._busy[conversation_id] = asyncio.get_running_loop().create_task(self._send(conversation_id, outbound_id))
            started += 1
        return started

    def _ready(self) -> list[tuple[int, int]]:
        now = {"now": utcnow()}
        with self._sessions() as session:
            if not self._sending.throttle.wary:
                return [(row[0], row[1]) for row in _READY.all(session, **now)]
            urgent = [(row[0], row[1]) for row in session.execute(_URGENT, now)]
            return urgent + self._not_held(session, now)

    def _not_held(self, session: StoreSession, now: dict[str, Any]) -> list[tuple[int, int]]:
        """What may go while a channel is held back; of a channel that has yet to prove itself one reply."""
        throttle = self._sending.throttle
        query = _FIRST_BY_ACCOUNT
        for channel, account in throttle.held():
            query = query.where(or_(Contact.channel != channel, Contact.account != account))
        return [
            (conversation_id, first)
            for conversation_id, first, channel, account in session.execute(query, now)
            if conversation_id not in self._busy and throttle.admits((channel, account))
        ]

    async def _send(self, conversation_id: int, outbound_id: int) -> None:
        try:
            outcome = await self._sending.send(outbound_id)
            if outcome is Outcome.LATER:
                logger.info("send.later", outbound=outbound_id)
        except Exception as error:  # the boundary of one reply: it stays in the outbox, the others go on
            logger.error("send.crashed", outbound=outbound_id, error=error)
            await asyncio.sleep(1.0)  # holds this conversation back, so that a broken database is not hammered
        finally:
            self._locks.unlock(SEND, conversation_id)
            self._busy.pop(conversation_id, None)
