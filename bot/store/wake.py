"""How one process tells another that there is work: ``NOTIFY`` on PostgreSQL, a named pipe for each waiter beside SQLite's file.

A wake-up is only a hint. Whoever waits also looks by itself, so a lost one costs time, never a message.
"""

from __future__ import annotations

import asyncio
import os
import select
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import event, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, SessionTransaction

from bot.store.session import StoreSession

INBOX = "quietword_inbox"
OUTBOX = "quietword_outbox"
POLL_SECONDS = 2.0
"""How often a listener on PostgreSQL looks by itself."""
_TO_WAKE = "to wake"


def notify(session: Session, name: str) -> None:
    """Wakes whoever waits on ``name`` once the caller's transaction commits."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"NOTIFY {name}"))
    else:
        session.info.setdefault(_TO_WAKE, set()).add(name)


# Before whatever else listens: the committer may wait for the disk yet, and whoever is woken works meanwhile.
@event.listens_for(StoreSession, "after_transaction_end", insert=True)
def _ring(session: StoreSession, transaction: SessionTransaction) -> None:
    if transaction.parent is not None or _TO_WAKE not in session.info:
        return
    names = tuple(f"{name}." for name in session.info.pop(_TO_WAKE))
    with suppress(FileNotFoundError), os.scandir(_folder(session.get_bind().url.database)) as pipes:
        for pipe in pipes:
            if pipe.name.startswith(names):
                _write_to(pipe.path)


def _write_to(pipe: str) -> None:
    try:
        descriptor = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        # Nobody reads any more: its process has died.
        with suppress(OSError):
            os.unlink(pipe)
        return
    try:
        with suppress(BlockingIOError, BrokenPipeError):  # full of wake-ups already, or just closed
            os.write(descriptor, b"!")
    finally:
        os.close(descriptor)


class Waiter(Protocol):
    """Waits for work."""

    def wait(self, timeout: float) -> None:
        """Returns when there may be work, at the latest after ``timeout`` seconds."""

    async def woken(self, timeout: float) -> None:
        """``wait`` for an event loop, one at a time."""

    def close(self) -> None:
        """Lets go of what it waits on."""


class PipeWaiter:
    """SQLite: all processes share a machine, so each waiter has a named pipe that the others write to."""

    def __init__(self, engine: Engine, name: str) -> None:
        folder = _folder(engine.url.database)
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"{name}.{os.getpid()}-{id(self):x}"
        draft = folder / f"new.{self._path.name}"  # under its name only when it is open: a pipe without a reader is cleared away
        draft.unlink(missing_ok=True)
        os.mkfifo(draft, 0o600)
        # Opened for writing too: a pipe whose writers have all gone would count as readable for ever.
        self._pipe = os.open(draft, os.O_RDWR | os.O_NONBLOCK)
        draft.replace(self._path)

    def wait(self, timeout: float) -> None:
        if select.select([self._pipe], [], [], timeout)[0]:
            self._empty()

    async def woken(self, timeout: float) -> None:
        loop = asyncio.get_running_loop()
        rung = asyncio.Event()
        loop.add_reader(self._pipe, rung.set)
        try:
            await asyncio.wait_for(rung.wait(), timeout)
        except asyncio.TimeoutError:
            return
        finally:
            loop.remove_reader(self._pipe)
        self._empty()

    def _empty(self) -> None:
        with suppress(BlockingIOError):
            os.read(self._pipe, 4096)

    def close(self) -> None:
        self._path.unlink(missing_ok=True)
        os.close(self._pipe)


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

    async def woken(self, timeout: float) -> None:
        await asyncio.to_thread(self.wait, timeout)

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
    return PipeWaiter(engine, name) if engine.dialect.name == "sqlite" else ListenWaiter(engine, name)


@lru_cache(maxsize=8)
def _folder(database: str | None) -> Path:
    """Where the pipes of a SQLite database's waiters are."""
    return Path(database or "").resolve().parent / "wake"
