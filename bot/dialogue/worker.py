"""The worker's loop: claims the oldest waiting conversation, takes its next message, and starts again.

A conversation is held by one worker at a time and its messages are taken in the order of their arrival; a message
that keeps failing, or ending its worker, is given to a person, so that it never stands in the way of the next one for long.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import sessionmaker

from bot import log, metrics
from bot.dialogue import fixed
from bot.dialogue.comments import Comments
from bot.dialogue.last_look import LastLook
from bot.dialogue.turns import TurnOvertaken, Turns
from bot.handover import service as handover
from bot.services import Services
from bot.store import heartbeats, wake
from bot.store.locks import TURN, Locks
from bot.store.outbox import put_reply
from bot.store.ready import Ready
from bot.store.session import StoreSession, transaction
from bot.store.tables import Conversation, InboundMessage, utcnow
from bot.store.under_way import MESSAGE, UnderWay

logger = log.get("worker")

CANDIDATES = 64
RETRY_AFTER = (1.0, 5.0, 20.0)
"""Seconds before the second, third and fourth attempt at a turn; after the last the message goes to a person."""


_OLDEST = (
    select(InboundMessage.conversation_id, func.min(InboundMessage.id).label("first"))
    .where(InboundMessage.state == "waiting")
    .group_by(InboundMessage.conversation_id)
    .subquery()
)
_DUE = Ready(
    select(_OLDEST.c.conversation_id, _OLDEST.c.first)
    .join(InboundMessage, InboundMessage.id == _OLDEST.c.first)
    .where(InboundMessage.available_at <= bindparam("now"))
    .order_by(_OLDEST.c.first)
    .limit(CANDIDATES)
)


class Worker:
    """Runs until told to stop."""

    def __init__(
        self,
        sessions: sessionmaker,  # type: ignore[type-arg]
        services: Services,
        turns: Turns,
        comments: Comments,
        locks: Locks,
        under_way: UnderWay,
        waiter: wake.Waiter,
    ) -> None:
        self._sessions = sessions
        self._services = services
        self._turns = turns
        self._comments = comments
        self._locks = locks
        self._under_way = under_way
        self._waiter = waiter
        self._last_look = LastLook(sessions, services)
        self._loop = asyncio.new_event_loop()
        self._found: deque[tuple[int, int]] = deque()

    def run(self, stop: threading.Event) -> None:
        """Works until ``stop`` is set; finishes the turn it is in."""
        self._under_way.left_behind(self._count)
        last_beat = 0.0
        while not stop.is_set():
            if time.monotonic() - last_beat > heartbeats.EVERY_SECONDS:
                heartbeats.beat(self._sessions, "worker")
                last_beat = time.monotonic()
            if not self.step():
                self._waiter.wait(1.0)
        heartbeats.last_beat(self._sessions, "worker")
        self.close()

    def close(self) -> None:
        """Lets go of the event loop, of what wakes it, and of the note of what it is at."""
        self._loop.close()
        self._waiter.close()
        self._under_way.close()

    def step(self) -> bool:
        """Takes one message, or one public item, if any is waiting and free; False when there is nothing to do.

        One look finds the first waiting message of many conversations, and serves as many steps: each message is read
        again when its turn comes, and who writes meanwhile is behind them anyway.
        """
        self._found = self._found or deque(self._candidates())
        while self._found:
            conversation_id, inbound_id = self._found.popleft()
            if not self._locks.try_lock(TURN, conversation_id):
                continue
            try:
                with self._under_way.at(MESSAGE, inbound_id):
                    self._take(inbound_id)
            finally:
                self._locks.unlock(TURN, conversation_id)
            return True
        return self._comments.step()

    def drain(self) -> int:
        """Works until nothing is ready any more; returns how many steps that took. For tests and one-off commands."""
        steps = 0
        while self.step():
            steps += 1
        return steps

    def _candidates(self) -> list[tuple[int, int]]:
        """(conversation, first waiting message) of conversations with work that is due, oldest message first."""
        with self._sessions() as session:
            return [(row[0], row[1]) for row in _DUE.all(session, now=utcnow())]

    def _take(self, inbound_id: int) -> None:
        started = time.perf_counter()
        try:
            self._loop.run_until_complete(self._turns.take(inbound_id))
            metrics.TURN.observe(time.perf_counter() - started)
        except TurnOvertaken:
            logger.info("turn.overtaken", inbound=inbound_id)
        except Exception as error:  # the boundary of a turn: whatever went wrong is recorded, retried, then given to a person
            metrics.TURN_FAILED.labels(type(error).__name__).inc()
            logger.error("turn.failed", inbound=inbound_id, error=error.__cause__ or error)
            self._put_off(inbound_id)

    def _count(self, kind: str, number: int) -> None:
        """A worker ended in the middle of this, perhaps because of it: an attempt like any other."""
        metrics.TURN_FAILED.labels("WorkerEnded").inc()
        logger.error("worker.ended_during", kind=kind, number=number)
        if kind == MESSAGE:
            self._put_off(number, looks=False)
        else:
            self._comments.put_off(number)

    def _put_off(self, inbound_id: int, *, looks: bool = True) -> None:
        with self._still_waiting(inbound_id) as (_, message):
            if message is None:
                return
            message.attempts += 1
            if message.attempts <= len(RETRY_AFTER):
                message.available_at = utcnow() + dt.timedelta(seconds=RETRY_AFTER[message.attempts - 1])
                return
        self._give_up(inbound_id, looks=looks)

    def _give_up(self, inbound_id: int, *, looks: bool) -> None:
        """The message goes to a person. What danger is in it was found by a turn that wrote nothing: it ``looks`` for it again,
        unless reading may be what ends the worker."""
        found = self._last_look.find(inbound_id) if looks else None
        with self._still_waiting(inbound_id) as (session, message):
            if message is None:
                return
            now = utcnow()
            message.state, message.done_at = "failed", now
            conversation = session.get(Conversation, message.conversation_id)
            self._last_look.tell(session, found, message, conversation, now)
            if conversation.state != "staff":
                put_reply(session, self._services.vault, conversation, fixed.TURN_FAILED, author="bot", inbound=message, now=now)
                handover.request(session, conversation, "turn_failed", organisation=self._services.organisation, now=now)
                wake.notify(session, wake.OUTBOX)

    @contextmanager
    def _still_waiting(self, inbound_id: int) -> Iterator[tuple[StoreSession, InboundMessage | None]]:
        """A transaction that has the write lock, and the message in it; None when it waits no longer."""
        with transaction(self._sessions) as session:
            session.begin_write()
            message = session.get(InboundMessage, inbound_id)
            yield session, message if message.state == "waiting" else None
