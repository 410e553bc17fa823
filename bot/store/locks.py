"""One holder at a time, across processes, and free again the instant the holder dies.

The worker holds a conversation while it thinks and the dispatcher while it sends; neither may keep a database
transaction open meanwhile. PostgreSQL has session-level advisory locks for this, which end with their connection.
SQLite has none, but there all processes share a machine, so the operating system's byte-range locks on one file do
the same and end with their process. No lease, so nothing to wait for after a crash. See docs/decisions/0002.
"""

from __future__ import annotations

import fcntl
import os
import threading
from pathlib import Path
from typing import Protocol

from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

TURN = 1
"""Lock space of the worker: one turn at a time in a conversation."""
SEND = 2
"""Lock space of the dispatcher: one send at a time in a conversation."""
COMMENT = 3
"""Lock space of moderation: one judgement, or one act on the platform, at a time for a public item."""
RETENTION = 5
"""Lock space of the retention schedule: one process at a time carries it out."""
WATCH = 6
"""Lock space of the watch over the channels: one process watches, for as long as it lives."""
MIGRATE = 4
"""Lock space of migrations: one process at a time brings the database up to date."""


class Locks(Protocol):
    """Locks named by a space and a number. A process never blocks on one: it tries."""

    def try_lock(self, space: int, number: int) -> bool:
        """True when this process now holds the lock and nobody held it before, itself included."""

    def unlock(self, space: int, number: int) -> None:
        """Gives a held lock back."""

    def close(self) -> None:
        """Gives every lock back."""


class FileLocks:
    """Byte-range locks: byte ``number`` of the file ``space``."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._files: dict[int, int] = {}
        self._held: set[tuple[int, int]] = set()
        self._mutex = threading.Lock()

    def try_lock(self, space: int, number: int) -> bool:
        with self._mutex:
            # The kernel lets a process lock again what it holds, so our own holdings are kept here.
            if (space, number) in self._held:
                return False
            try:
                fcntl.lockf(self._file(space), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
            except (BlockingIOError, PermissionError):
                return False
            self._held.add((space, number))
            return True

    def unlock(self, space: int, number: int) -> None:
        with self._mutex:
            fcntl.lockf(self._file(space), fcntl.LOCK_UN, 1, number)
            self._held.discard((space, number))

    def close(self) -> None:
        with self._mutex:
            for descriptor in self._files.values():
                os.close(descriptor)
            self._files.clear()
            self._held.clear()

    def _file(self, space: int) -> int:
        if space not in self._files:
            self._files[space] = os.open(self._folder / f"{space}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        return self._files[space]


class LocksLost(Exception):
    """The connection that held the locks is gone: somebody else may hold them now. The process must start afresh."""


class AdvisoryLocks:
    """PostgreSQL advisory locks on one connection of their own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._held: set[tuple[int, int]] = set()
        self._mutex = threading.Lock()

    def try_lock(self, space: int, number: int) -> bool:
        with self._mutex:
            if (space, number) in self._held:
                return False
            if self._call("pg_try_advisory_lock", space, number):
                self._held.add((space, number))
                return True
            return False

    def unlock(self, space: int, number: int) -> None:
        with self._mutex:
            self._held.discard((space, number))
            self._call("pg_advisory_unlock", space, number)

    def close(self) -> None:
        with self._mutex:
            self._held.clear()
            if self._connection is not None:
                self._connection.invalidate()
                self._connection.close()
                self._connection = None

    def _call(self, function: str, space: int, number: int) -> bool:
        try:
            if self._connection is None:
                self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            # One 64-bit key: the space in the top byte, the number below it.
            key = (space << 56) | number
            return bool(self._connection.execute(text(f"SELECT {function}(:key)"), {"key": key}).scalar())
        except DBAPIError as error:
            raise LocksLost("the database connection that holds this process's locks was lost") from error


def make_locks(engine: Engine, var: Path) -> Locks:
    """The locks that fit the database."""
    return FileLocks(var / "locks") if engine.dialect.name == "sqlite" else AdvisoryLocks(engine)
