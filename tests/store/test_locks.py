"""Locks: one holder, across threads and processes, free the instant the holder is gone."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from bot.app import House
from bot.store.locks import SEND, TURN, make_locks
from bot.store.session import make_engine


def test_a_held_lock_is_refused_to_its_own_holder_and_free_after_unlock(house: House) -> None:
    assert house.locks.try_lock(TURN, 7)
    assert not house.locks.try_lock(TURN, 7)
    assert house.locks.try_lock(TURN, 8), "another conversation is free"
    assert house.locks.try_lock(SEND, 7), "another space is free"
    house.locks.unlock(TURN, 7)
    assert house.locks.try_lock(TURN, 7)


def hold(database_url: str, var: Path, ready: multiprocessing.synchronize.Event) -> None:
    locks = make_locks(make_engine(database_url), var)
    assert locks.try_lock(TURN, 7)
    ready.set()
    signal.pause()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_holder_lets_go(house: House, how: signal.Signals) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    holder = context.Process(target=hold, args=(house.settings.database_url, house.settings.var, ready))
    holder.start()
    assert ready.wait(30)
    assert not house.locks.try_lock(TURN, 7)
    assert holder.pid is not None
    os.kill(holder.pid, how)
    holder.join(10)
    for _ in range(200):  # PostgreSQL notices the closed connection within milliseconds
        if house.locks.try_lock(TURN, 7):
            return
        signal.sigtimedwait([], 0.02)
    pytest.fail("the lock outlived its holder")
