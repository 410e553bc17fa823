"""SQLite's one writer: threads queue, each gets its turn, and whoever fails leaves the queue."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from bot.app import House
from bot.store import audit, one_writer
from bot.store.session import make_engine, make_sessions, transaction
from bot.store.tables import Audit


def written(house: House) -> int:
    with house.sessions() as session:
        return int(session.execute(select(func.count()).select_from(Audit)).scalar_one())


def note(house: House, act: str) -> None:
    with transaction(house.sessions) as session:
        session.begin_write()
        audit.record(session, actor="system", act=act, subject="x", subject_id=1)


def test_many_threads_all_write(sqlite_house: House) -> None:
    def work() -> None:
        for number in range(10):
            note(sqlite_house, f"number {number}")

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert written(sqlite_house) == 80


def test_a_writer_that_fails_leaves_the_queue(sqlite_house: House) -> None:
    def fail() -> None:
        with transaction(sqlite_house.sessions) as session:
            session.begin_write()
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError):
        fail()
    note(sqlite_house, "after")
    assert written(sqlite_house) == 1


def test_a_session_closed_in_the_middle_leaves_the_queue(sqlite_house: House) -> None:
    session = sqlite_house.sessions()
    session.begin_write()
    session.close()
    note(sqlite_house, "after")
    assert written(sqlite_house) == 1


def test_who_waits_too_long_is_told(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_writer, "BUSY_TIMEOUT_MS", 30)
    elsewhere = make_engine(sqlite_house.settings.database_url)  # as another process has it
    with sqlite_house.sessions() as holder:
        holder.begin_write()
        for sessions in (sqlite_house.sessions, make_sessions(elsewhere)):
            with sessions() as second, pytest.raises(OperationalError, match="locked"):
                second.begin_write()
        holder.rollback()
    note(sqlite_house, "after")
    elsewhere.dispose()
    assert written(sqlite_house) == 1
