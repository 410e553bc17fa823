"""Engines and sessions: one code for SQLite (WAL) and PostgreSQL.

SQLite has one writer. A session here therefore reads without a transaction, and takes the write lock
(``BEGIN IMMEDIATE``) at its first write: a turn may think for as long as it likes and holds the lock only while it
commits. What a session read before its first write may have changed since; whoever needs certainty calls
``begin_write`` first and reads afterwards (``bot.dialogue.turns`` does so before it commits).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker
from sqlalchemy.pool import QueuePool

from bot.store import durable
from bot.store.one_writer import BUSY_TIMEOUT_MS, OneWriter

_WRITERS: WeakKeyDictionary[Engine, OneWriter] = WeakKeyDictionary()


def make_engine(database_url: str) -> Engine:
    """An engine for the URL, with SQLite set up as the module says. No error of it quotes what was to be stored."""
    if not database_url.startswith("sqlite"):
        return create_engine(database_url, future=True, hide_parameters=True, pool_pre_ping=True, pool_size=10, max_overflow=20)
    engine = create_engine(
        database_url,
        future=True,
        hide_parameters=True,
        # The default for files is a new connection for every session, which costs more than most of our queries.
        poolclass=QueuePool,
        pool_size=10,
        max_overflow=20,
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        # Not FULL: the session waits for the disk itself, when it has let go of the lock (``bot.store.durable``).
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        # Erased text is overwritten in the file, not merely unlinked.
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()

    _WRITERS[engine] = OneWriter(engine)
    return engine


_HAS_WRITTEN = "has written"
_KEPT_BACK = "kept back until the commit"
_COMMITTED = "has committed"
_NEED_NOT_WAIT = "need not wait for the disk"
_DRIVER = "the driver's connection"


class RunsMany(Protocol):
    """A statement that is made ready (``bot.store.ready``)."""

    def run_many(self, session: StoreSession, rows: Sequence[dict[str, Any]]) -> None:
        """Executes it once for each row."""


class StoreSession(Session):
    """A session that takes SQLite's write lock at the first write, and not before; what it commits is on the disk."""

    def need_not_wait(self) -> None:
        """From here on commits return before the disk has them; killing the process loses them no more than others.

        For a turn, whose replies are not sent before the disk has been waited for; for notes of what was sent, without which
        we ask the platform again; and for signs of life. PostgreSQL waits all the same.
        """
        self.info[_NEED_NOT_WAIT] = True

    def keep_back(self, statement: RunsMany, *rows: dict[str, Any]) -> None:
        """Writes ``rows`` just before the commit: SQLite's write lock is not taken while its holder still thinks."""
        self.info.setdefault(_KEPT_BACK, []).append((statement, rows))

    def begin_write(self) -> None:
        """From here on what is read is what will be committed upon (SQLite); nothing to do on PostgreSQL."""
        dialect, driver = self.driver()
        if dialect.name == "sqlite":
            self.info[_HAS_WRITTEN] = True
            if not driver.in_transaction:
                connection = self.connection()
                _WRITERS[connection.engine].begin(connection)

    def driver(self) -> tuple[Dialect, Any]:
        """The dialect and the driver's own connection of the present transaction, for statements made ready: looked for once."""
        found = self.info.get(_DRIVER)
        if found is None:
            connection = self.connection()
            found = self.info[_DRIVER] = (connection.dialect, connection.connection.dbapi_connection)
        return found  # type: ignore[no-any-return]


@event.listens_for(StoreSession, "before_flush")
def _lock_before_flush(session: StoreSession, *_: Any) -> None:
    if session.new or session.dirty or session.deleted:
        session.begin_write()


@event.listens_for(StoreSession, "do_orm_execute")
def _lock_before_bulk_write(state: Any) -> None:
    if state.is_update or state.is_delete or state.is_insert:
        state.session.begin_write()


@event.listens_for(StoreSession, "before_commit")
def _write_kept_back(session: StoreSession) -> None:
    for statement, rows in session.info.pop(_KEPT_BACK, ()):
        statement.run_many(session, rows)


@event.listens_for(StoreSession, "after_commit")
def _note_commit(session: StoreSession) -> None:
    if not session.in_nested_transaction():  # a savepoint may yet be rolled back with the rest
        session.info[_COMMITTED] = True


@event.listens_for(StoreSession, "after_rollback")
def _forget_kept_back(session: StoreSession) -> None:
    session.info.pop(_KEPT_BACK, None)


@event.listens_for(StoreSession, "after_transaction_end")
def _wait_for_disk(session: StoreSession, transaction: SessionTransaction) -> None:
    # By now the connection is back in its pool, and SQLite's lock is free.
    if transaction.parent is not None:
        return
    session.info.pop(_DRIVER, None)
    written, committed = session.info.pop(_HAS_WRITTEN, False), session.info.pop(_COMMITTED, False)
    if written and committed and not session.info.get(_NEED_NOT_WAIT):
        durable.to_disk(session.get_bind())


def make_sessions(engine: Engine) -> sessionmaker:  # type: ignore[type-arg]
    """Sessions whose objects stay readable after commit."""
    return sessionmaker(bind=engine, class_=StoreSession, expire_on_commit=False, future=True)


@contextmanager
def transaction(sessions: sessionmaker) -> Iterator[StoreSession]:  # type: ignore[type-arg]
    """A session that commits at the end, or rolls everything back when anything raises."""
    with sessions() as session:
        with session.begin():
            yield session
