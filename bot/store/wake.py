"""How one process tells another that there is work: ``NOTIFY`` on PostgreSQL, a short poll on SQLite.

A wake-up is only a hint. Whoever waits also looks by itself every ``POLL_SECONDS``, so a lost one costs time, never a
message.
"""

from __future__ import annotations

import select
import time
from typing import Any, Protocol

from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

INBOX = "quietword_inbox"
OUTBOX = "quietword_outbox"
POLL_SECONDS = 2.0
SQLITE_BUSY_POLL_SECONDS = 0.001
SQLITE_IDLE_POLL_SECONDS = 0.025
SQLITE_BUSY_FOR_SECONDS = 5.0
"""One look costs about ten microseconds: 1% of a core while people are talking, nothing to speak of when not."""


def notify(session: Session, name: str) -> None:
    """Wakes whoever waits on ``name`` once the caller's transaction commits."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"NOTIFY {name}"))


class Waiter(Protocol):
    """Waits for work."""

    def wait(self, timeout: float) -> None:
        """Returns when there may be work, at the latest after ``timeout`` seconds."""

    def close(self) -> None:
        """Lets go of what it waits on."""


_WORK = {
    INBOX: "SELECT 1 FROM inbound WHERE state = 'waiting' UNION ALL SELECT 1 FROM public_item WHERE state = 'waiting' LIMIT 1",
    OUTBOX: "SELECT 1 FROM outbound WHERE state = 'waiting' UNION ALL SELECT 1 FROM moderation_action WHERE state = 'waiting' LIMIT 1",
}
"""Most commits bring no work for most roles: one look at an index instead of a whole round."""


class PollWaiter:
    """SQLite: looks at the database's own change counter, which moves with every commit of another connection."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._connection: Any = engine.raw_connection()
        self._work = _WORK[name]
        self._seen = self._version()
        self._changed_at = time.monotonic()

    def wait(self, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            version = self._version()
            now = time.monotonic()
            if version != self._seen:
                self._seen, self._changed_at = version, now
                if self._connection.dbapi_connection.execute(self._work).fetchone():
                    return
            busy = now - self._changed_at < SQLITE_BUSY_FOR_SECONDS
            time.sleep(SQLITE_BUSY_POLL_SECONDS if busy else SQLITE_IDLE_POLL_SECONDS)  # the poll itself: SQLite cannot notify

    def close(self) -> None:
        self._connection.close()

    def _version(self) -> int:
        return int(self._connection.dbapi_connection.execute("PRAGMA data_version").fetchone()[0])


class ListenWaiter:
    """PostgreSQL: a connection of its own that listens."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine, self._name = engine, name
        self._connection: Any = None

    def wait(self, timeout: float) -> None:
        timeout = min(timeout, POLL_SECONDS)
        try:
            connection = self._listening()
            if connection.notifies or select.select([connection], [], [], timeout)[0]:
                connection.poll()
                connection.notifies.clear()
        except (DBAPIError, OSError, self._engine.dialect.dbapi.Error):
            # The look every POLL_SECONDS carries on by itself; the next call listens anew.
            self.close()
            time.sleep(timeout)  # the poll that stands in for the lost connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection = None

    def _listening(self) -> Any:
        if self._connection is None:
            self._connection = self._engine.raw_connection()
            driver = self._connection.dbapi_connection
            driver.autocommit = True
            with driver.cursor() as cursor:
                cursor.execute(f"LISTEN {self._name}")
        return self._connection.dbapi_connection


def make_waiter(engine: Engine, name: str) -> Waiter:
    """The waiter that fits the database."""
    return PollWaiter(engine, name) if engine.dialect.name == "sqlite" else ListenWaiter(engine, name)
