"""Wake-ups: a commit ends the wait of the right waiter, on both databases; a rollback and a dead waiter do no harm."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import House
from bot.store import wake
from bot.store.session import transaction

LONG = 30.0
"""Seconds a waiter would wait if nothing woke it: a test that lasts so long has failed."""


@pytest.fixture
def waiter(house: House) -> Iterator[wake.Waiter]:
    found = wake.make_waiter(house.engine, wake.INBOX)
    found.wait(0.0)  # PostgreSQL listens from the first wait on
    yield found
    found.close()


def tell(house: House, name: str) -> None:
    with transaction(house.sessions) as session:
        session.begin_write()
        with session.begin_nested():
            wake.notify(session, name)


def seconds_until_woken(waiter: wake.Waiter, timeout: float) -> float:
    begun = time.monotonic()
    waiter.wait(timeout)
    return time.monotonic() - begun


def test_a_commit_wakes_who_waits(house: House, waiter: wake.Waiter) -> None:
    thread = threading.Thread(target=tell, args=(house, wake.INBOX))
    thread.start()
    # PostgreSQL looks by itself every two seconds; a wake-up is there at once.
    assert seconds_until_woken(waiter, LONG) < wake.POLL_SECONDS
    thread.join()


def test_a_commit_before_the_wait_is_not_missed(house: House, waiter: wake.Waiter) -> None:
    tell(house, wake.INBOX)
    assert seconds_until_woken(waiter, LONG) < wake.POLL_SECONDS


def test_news_for_others_and_old_news_wake_nobody(house: House, waiter: wake.Waiter) -> None:
    tell(house, wake.INBOX)
    waiter.wait(LONG)
    tell(house, wake.OUTBOX)
    assert seconds_until_woken(waiter, 0.05) >= 0.05


def test_a_waiter_that_died_is_cleared_away(sqlite_house: House) -> None:
    folder = Path(sqlite_house.engine.url.database or "").parent / "wake"
    living = wake.make_waiter(sqlite_house.engine, wake.INBOX)
    (name,) = [pipe.name for pipe in folder.iterdir()]
    dead = folder / f"{name}0"
    os.mkfifo(dead)
    tell(sqlite_house, wake.INBOX)
    assert [pipe.name for pipe in folder.iterdir()] == [name]
    assert seconds_until_woken(living, LONG) < wake.POLL_SECONDS
    living.close()
    assert list(folder.iterdir()) == []
