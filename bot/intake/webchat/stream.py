"""The stream of replies: one poller for all browsers of a process, and the events of one browser.

The poller asks the database every quarter of a second what has changed for the browsers that listen, in three short
queries however many they are; only a browser with news then reads its rows.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker
from sse_starlette import JSONServerSentEvent, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from bot import log
from bot.intake.webchat.guard import Refused
from bot.intake.webchat.transcript import PUBLISHED, Cursor, Line
from bot.store.tables import Contact, Conversation, InboundMessage, OutboundMessage

logger = log.get("webchat")

POLL_SECONDS = 0.25
RETRY_MS = 2000
"""How long a browser waits before it connects again."""

MAX_WATCHERS = 2000
MAX_WATCHERS_EACH = 8
"""How many streams a process holds, and how many tabs one browser may have."""


@dataclass(frozen=True)
class Snapshot:
    """What can be seen of one chat from outside; a change of it means that there is news."""

    published: int = 0
    newest: int = 0
    typing: bool = False
    state: str = "bot"


class Watcher:
    """One listener's view of the hub."""

    def __init__(self, hub: Hub, key: str) -> None:
        self._hub = hub
        self._key = key
        self._event = asyncio.Event()
        self._seen: Snapshot | None = None

    def wake(self) -> None:
        """Called by the hub when the snapshot may have changed."""
        self._event.set()

    async def changed(self) -> Snapshot:
        """The newest snapshot, as soon as it differs from the one given last."""
        while True:
            self._event.clear()
            snapshot = self._hub.snapshot(self._key)
            if snapshot is not None and snapshot != self._seen:
                self._seen = snapshot
                return snapshot
            await self._event.wait()


class Hub:
    """Polls for all listeners while there are any, and sleeps when there are none."""

    def __init__(self, sessions: sessionmaker, poll_seconds: float = POLL_SECONDS) -> None:
        self._sessions = sessions
        self._poll_seconds = poll_seconds
        self._watchers: dict[str, set[Watcher]] = defaultdict(set)
        self._snapshots: dict[str, Snapshot] = {}
        self._task: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def watch(self, key: str) -> Iterator[Watcher]:
        """Listens to the contact with the address hash ``key``. Call ``admit`` first."""
        watcher = Watcher(self, key)
        self._watchers[key].add(watcher)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._poll())
        try:
            yield watcher
        finally:
            self._watchers[key].discard(watcher)
            if not self._watchers[key]:
                del self._watchers[key]
                self._snapshots.pop(key, None)
            if not self._watchers and self._task is not None:
                self._task.cancel()
                self._task = None

    def admit(self, key: str) -> None:
        """Raises ``Refused`` (429, 503) when this browser, or the process, has too many streams already."""
        if len(self._watchers.get(key, ())) >= MAX_WATCHERS_EACH:
            raise Refused(429, "too_fast", retry_after=30)
        if sum(len(each) for each in self._watchers.values()) >= MAX_WATCHERS:
            raise Refused(503, "full", retry_after=60)

    def snapshot(self, key: str) -> Snapshot | None:
        """What is known of a chat; None until the first look."""
        return self._snapshots.get(key)

    async def _poll(self) -> None:
        while True:
            try:
                found = await run_in_threadpool(look, self._sessions, list(self._watchers))
            except SQLAlchemyError as error:
                # The database is away: browsers keep their stream and get their replies when it is back.
                logger.error("webchat.poll", error=error)
                found = {}
            for key, snapshot in found.items():
                if key in self._watchers and self._snapshots.get(key) != snapshot:
                    self._snapshots[key] = snapshot
                    for watcher in self._watchers[key]:
                        watcher.wake()
            await asyncio.sleep(self._poll_seconds)


def look(sessions: sessionmaker, keys: list[str]) -> dict[str, Snapshot]:
    """The snapshot of each of the contacts with these address hashes."""
    with sessions() as session:
        published = {key: (count, newest) for key, count, newest in session.execute(_published(keys))}
        typing = set(session.execute(_thinking(keys)).scalars()) | set(session.execute(_on_its_way(keys)).scalars())
        states = _states(session, keys)
    return {key: Snapshot(*published.get(key, (0, 0)), typing=key in typing, state=states.get(key, "bot")) for key in keys}


def _of(keys: list[str], *columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(Contact)
        .join(Conversation, Conversation.contact_id == Contact.id)
        .where(Contact.channel == "web", Contact.address_hash.in_(keys))
    )


def _published(keys: list[str]) -> Any:
    columns = (Contact.address_hash, func.count(OutboundMessage.id), func.max(OutboundMessage.id))
    query = _of(keys, *columns).join(OutboundMessage, OutboundMessage.conversation_id == Conversation.id)
    return query.where(OutboundMessage.state.in_(PUBLISHED)).group_by(Contact.address_hash)


def _thinking(keys: list[str]) -> Any:
    """Chats with a message that the worker has not answered yet, unless a member of staff has the conversation."""
    query = _of(keys, Contact.address_hash).join(InboundMessage, InboundMessage.conversation_id == Conversation.id)
    return query.where(InboundMessage.state == "waiting", Conversation.state.in_(("bot", "waiting")))


def _on_its_way(keys: list[str]) -> Any:
    query = _of(keys, Contact.address_hash).join(OutboundMessage, OutboundMessage.conversation_id == Conversation.id)
    return query.where(OutboundMessage.state.in_(("waiting", "sending")), OutboundMessage.attempts <= 1)


def _states(session: Session, keys: list[str]) -> dict[str, str]:
    """The state of each contact's newest conversation."""
    return dict(session.execute(_of(keys, Contact.address_hash, Conversation.state).order_by(Conversation.id)).all())


async def follow(watcher: Watcher, cursor: Cursor, read: Callable[[Cursor], list[tuple[Line, Cursor]]]) -> AsyncIterator[ServerSentEvent]:
    """The events of one browser from ``cursor`` on: ``message`` (with the cursor as its id), ``typing`` and ``state``.

    ``read`` gives the replies after a cursor; it runs in a thread. It ends when the browser goes or the server stops.
    """
    yield ServerSentEvent(retry=RETRY_MS)
    typing, state = False, None
    while True:
        snapshot = await watcher.changed()
        try:
            news = await run_in_threadpool(read, cursor)
        except SQLAlchemyError as error:
            # Ends this stream: the browser connects again by itself, from the same place.
            logger.error("webchat.stream", error=error)
            return
        for line, cursor in news:
            yield JSONServerSentEvent(line.as_dict(), event="message", id=str(cursor))
        if snapshot.state != state:
            state = snapshot.state
            yield JSONServerSentEvent({"state": state}, event="state")
        if snapshot.typing != typing:
            typing = snapshot.typing
            yield JSONServerSentEvent({"on": typing}, event="typing")
