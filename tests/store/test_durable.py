"""What is committed is on the disk before anybody is told so; who need not wait does not; and no lock is held meanwhile."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from bot.app import House
from bot.store import audit, durable
from bot.store.session import StoreSession, make_engine, make_sessions, transaction
from bot.store.tables import Base, TrackerEvent

Sessions = Callable[[], StoreSession]


@pytest.fixture
def sessions(tmp_path: Path) -> Sessions:
    engine = make_engine(f"sqlite:///{tmp_path / 'q.db'}")
    Base.metadata.create_all(engine)
    return make_sessions(engine)


@pytest.fixture
def syncs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The files the disk was waited for, by their numbers, in order."""
    found: list[int] = []

    def flush(descriptor: int) -> None:
        found.append(os.fstat(descriptor).st_ino)

    monkeypatch.setattr(durable, "_flush", flush)
    return found


def write(session: StoreSession) -> None:
    session.add(TrackerEvent(sender_id="1", seq=1, event={}))


def test_a_commit_waits_for_the_disk_once(sessions: Sessions, syncs: list[int], tmp_path: Path) -> None:
    with sessions() as session, session.begin():
        with session.begin_nested():
            write(session)
        assert syncs == []
    assert syncs == [(tmp_path / "q.db-wal").stat().st_ino]


def test_reading_waits_for_nothing(sessions: Sessions, syncs: list[int]) -> None:
    with sessions() as session, session.begin():
        session.query(TrackerEvent).all()
    assert syncs == []


def test_what_is_rolled_back_waits_for_nothing_and_the_next_commit_does(sessions: Sessions, syncs: list[int]) -> None:
    with sessions() as session:
        session.begin_write()
        with session.begin_nested():
            write(session)
        session.rollback()
        assert syncs == []
        write(session)
        session.commit()
        assert len(syncs) == 1
        session.begin_write()
        session.rollback()
    assert len(syncs) == 1


def test_who_need_not_wait_does_not(sessions: Sessions, syncs: list[int]) -> None:
    with sessions() as session:
        session.need_not_wait()
        write(session)
        session.commit()
    assert syncs == []


def test_others_can_write_while_one_waits(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []

    def flush(_descriptor: int) -> None:
        if not written:
            written.append(True)
            with sessions() as other, other.begin():
                other.add(TrackerEvent(sender_id="2", seq=1, event={}))

    monkeypatch.setattr(durable, "_flush", flush)
    with sessions() as session, session.begin():
        write(session)
    with sessions() as session:
        assert session.query(TrackerEvent).count() == 2


def test_a_disk_that_fails_is_the_databases_failure(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    def flush(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(durable, "_flush", flush)
    with pytest.raises(OperationalError), sessions() as session, session.begin():
        write(session)


def test_a_log_that_cannot_be_opened_is_the_databases_failure(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(24, "Too many open files")

    with sessions() as session:
        write(session)
        session.flush()
        monkeypatch.setattr(durable.os, "open", refuse)
        with pytest.raises(OperationalError):
            session.commit()


def test_the_first_is_served_at_once_and_one_wait_serves_all_who_come_meanwhile(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    monkeypatch.setattr(durable, "to_disk", lambda _engine: calls.append(1))
    on_disk = durable.OnDisk(house.engine)

    async def ask() -> None:
        await asyncio.gather(*(on_disk.reached() for _ in range(20)))
        await on_disk.reached()

    asyncio.run(ask())
    assert len(calls) == (0 if house.engine.dialect.name == "postgresql" else 3)


@pytest.mark.parametrize("kind", [OperationalError, RuntimeError])
def test_whoever_waits_hears_of_what_went_wrong(house: House, monkeypatch: pytest.MonkeyPatch, kind: type[Exception]) -> None:
    if house.engine.dialect.name == "postgresql":
        pytest.skip("PostgreSQL waits for its disk itself")

    def fail(_engine: object) -> None:
        raise kind("sync", None, OSError(5, "Input/output error"))

    monkeypatch.setattr(durable, "to_disk", fail)
    on_disk = durable.OnDisk(house.engine)

    async def ask() -> list[object]:
        return await asyncio.gather(on_disk.reached(), on_disk.reached(), return_exceptions=True)

    assert [type(found) for found in asyncio.run(ask())] == [kind, kind]


def test_the_promise_is_kept_with_what_the_house_itself_writes(house: House, syncs: list[int]) -> None:
    with transaction(house.sessions) as session:
        audit.record(session, actor="system", act="test", subject="x", subject_id=1)
    assert len(syncs) == (0 if house.engine.dialect.name == "postgresql" else 1)
