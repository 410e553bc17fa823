"""One poller for all browsers of a process: it asks the database what has changed for those that listen.

Every quarter of a second, in four short queries however many they are; only a browser with news then reads its rows.
It also counts who listens, so that neither one browser nor one address can take all the places.
"""

from __future__ import annotations

import asyncio
import contextlib
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import sessionmaker
from starlette.concurrency import run_in_threadpool

from bot import log
from bot.intake.webchat.guard import Refused
from bot.intake.webchat.leaving import LEFT
from bot.intake.webchat.transcript import IS_PUBLISHED, of_contact
from bot.store.tables import Contact, Conversation, InboundMessage, OutboundMessage

logger = log.get("webchat")

POLL_SECONDS = 0.25
MAX_WATCHERS = 2000
MAX_WATCHERS_EACH = 8
MAX_WATCHERS_AN_ADDRESS = 200
"""How many streams a process holds, how many tabs one browser may have, and how many one address (a library is one)."""

SPARE_FILES = 256
"""Open files that streams leave to everything else the process does."""


@dataclass(frozen=True)
class Snapshot:
    """What can be seen of one chat from outside; a change of it means that there is news."""

    published: int = 0
    newest: int = 0
    typing: bool = False
    state: str = "bot"
    left: bool = False


class Watcher:
    """One listener's view of the hub."""

    def __init__(self, hub: Hub, key: str, address: str) -> None:
        self._hub = hub
        self.key = key
        self.address = address
        self._event = asyncio.Event()
        self._seen: Snapshot | None = None

    def wake(self) -> None:
        """Called by the hub when the snapshot may have changed."""
        self._event.set()

    async def changed(self) -> Snapshot:
        """The newest snapshot, as soon as it differs from the one given last."""
        while True:
            self._event.clear()
            snapshot = self._hub.snapshot(self.key)
            if snapshot is not None and snapshot != self._seen:
                self._seen = snapshot
                return snapshot
            await self._event.wait()


class Hub:
    """Polls for all listeners while there are any, and sleeps when there are none."""

    def __init__(self, sessions: sessionmaker, poll_seconds: float = POLL_SECONDS) -> None:  # type: ignore[type-arg]
        self._sessions = sessions
        self._poll_seconds = poll_seconds
        self._watchers: dict[str, set[Watcher]] = defaultdict(set)
        self._addresses: Counter[str] = Counter()
        self._snapshots: dict[str, Snapshot] = {}
        self._task: asyncio.Task[None] | None = None

    @property
    def listening(self) -> int:
        """How many listeners there are."""
        return sum(self._addresses.values())

    def join(self, key: str, address: str) -> Watcher:
        """Listens to the contact with the address hash ``key``; ``part`` must follow.

        Raises ``Refused`` (429, 503) when this browser, this address or the process has too many listeners already.
        """
        if len(self._watchers.get(key, ())) >= MAX_WATCHERS_EACH or self._addresses[address] >= MAX_WATCHERS_AN_ADDRESS:
            raise Refused(429, "too_fast", retry_after=30)
        if self.listening >= most_watchers():
            raise Refused(503, "full", retry_after=60)
        watcher = Watcher(self, key, address)
        self._watchers[key].add(watcher)
        self._addresses[address] += 1
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._poll())
        return watcher

    def part(self, watcher: Watcher) -> None:
        """Stops listening. Doing so twice changes nothing."""
        if watcher not in self._watchers.get(watcher.key, ()):
            return
        self._watchers[watcher.key].remove(watcher)
        self._addresses[watcher.address] -= 1
        if not self._addresses[watcher.address]:
            del self._addresses[watcher.address]
        if not self._watchers[watcher.key]:
            del self._watchers[watcher.key]
            self._snapshots.pop(watcher.key, None)
        if not self._watchers and self._task is not None:
            self._task.cancel()
            self._task = None

    @contextlib.contextmanager
    def watch(self, key: str, address: str) -> Iterator[Watcher]:
        """``join`` and ``part``."""
        watcher = self.join(key, address)
        try:
            yield watcher
        finally:
            self.part(watcher)

    def snapshot(self, key: str) -> Snapshot | None:
        """What is known of a chat; None until the first look."""
        return self._snapshots.get(key)

    async def _poll(self) -> None:
        while True:
            started = time.monotonic()
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
            # However many listen, looking takes at most a fifth of the time.
            await asyncio.sleep(max(self._poll_seconds, 4 * (time.monotonic() - started)))


def most_watchers() -> int:
    """How many streams this process may hold: ``MAX_WATCHERS``, or fewer where the system gives it few open files."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MAX_WATCHERS if files == resource.RLIM_INFINITY else max(1, min(MAX_WATCHERS, files - SPARE_FILES))


def look(sessions: sessionmaker, keys: list[str]) -> dict[str, Snapshot]:  # type: ignore[type-arg]
    """The snapshot of each of the contacts with these address hashes."""
    asked = {"keys": keys}
    with sessions() as session:
        published = {key: (count, newest) for key, count, newest in session.execute(_PUBLISHED, asked)}
        typing = set(session.execute(_THINKING, asked).scalars()) | set(session.execute(_ON_ITS_WAY, asked).scalars())
        # In the order of their making: the last one of a contact is its newest conversation.
        states = {key: (state, reason == LEFT) for key, state, reason in session.execute(_STATES, asked)}
    found = {}
    for key in keys:
        (count, newest), (state, left) = published.get(key, (0, 0)), states.get(key, ("bot", False))
        found[key] = Snapshot(count, newest, key in typing, state, left)
    return found


def _of(*columns: Any) -> Any:
    keys = bindparam("keys", expanding=True)
    return select(*columns).select_from(Contact).join(Conversation, Conversation.contact_id == Contact.id).where(of_contact(keys))


# Built once: they are asked four times a second for as long as anybody listens.
_PUBLISHED = (
    _of(Contact.address_hash, func.count(OutboundMessage.id), func.max(OutboundMessage.id))
    .join(OutboundMessage, OutboundMessage.conversation_id == Conversation.id)
    .where(IS_PUBLISHED)
    .group_by(Contact.address_hash)
)

_THINKING = (
    _of(Contact.address_hash)
    .join(InboundMessage, InboundMessage.conversation_id == Conversation.id)
    .where(InboundMessage.state == "waiting", InboundMessage.kind.in_(("text", "button")), Conversation.state.in_(("bot", "waiting")))
)
"""Chats with a message that the worker has not answered yet, unless a member of staff has the conversation."""

_ON_ITS_WAY = (
    _of(Contact.address_hash)
    .join(OutboundMessage, OutboundMessage.conversation_id == Conversation.id)
    .where(OutboundMessage.state.in_(("waiting", "sending")), OutboundMessage.attempts <= 1)
)

_STATES = _of(Contact.address_hash, Conversation.state, Contact.opt_out_reason).order_by(Conversation.id)
