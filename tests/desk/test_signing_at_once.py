"""Signing in on both databases, and many requests at the same moment: what is good once is good for one of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy.orm import sessionmaker

from bot.desk import accounts, devices, second_step, sign_on
from bot.privacy.sealing.vault import Vault
from bot.store.session import make_engine, make_sessions, transaction
from bot.store.tables import Staff, StaffAuthenticator

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.timezone.utc)
PASSWORD = "three green teapots"
AT_ONCE = 8


@pytest.fixture
def sessions(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[sessionmaker]:  # type: ignore[type-arg]
    """A database with Anna, who has a password."""
    monkeypatch.setattr(accounts, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(accounts, "_DUMMY", accounts._hasher.hash("nobody"))
    engine = make_engine(database_url)
    made = make_sessions(engine)
    with transaction(made) as session:
        link = accounts.add_staff(session, "anna@example.org", "Anna Example", "staff", NOW)
        accounts.choose_password(session, link.token, PASSWORD, NOW)
    yield made
    engine.dispose()


@pytest.fixture
def vault() -> Vault:
    return Vault([b"k" * 32])


def at_once(act: Callable[[], Any]) -> list[Any]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [one.result() for one in [pool.submit(act) for _ in range(AT_ONCE)]]


def with_second_step(sessions: sessionmaker, vault: Vault) -> tuple[str, list[str]]:  # type: ignore[type-arg]
    with transaction(sessions) as session:
        anna = session.get(Staff, 1)
        second_step.start(session, vault, anna, NOW)
        key = second_step.pending_key(session, vault, 1)
        assert key is not None
        codes = second_step.confirm(session, vault, anna, pyotp.TOTP(key).at(NOW), NOW, "")
    return key, codes


@pytest.mark.parametrize("kind", ["code", "recovery"])
def test_one_code_lets_one_request_in(sessions: sessionmaker, vault: Vault, kind: str) -> None:  # type: ignore[type-arg]
    key, codes = with_second_step(sessions, vault)
    later = NOW + dt.timedelta(seconds=30)
    code = pyotp.TOTP(key).at(later) if kind == "code" else codes[0]

    def give() -> str | None:
        with transaction(sessions) as session:
            session.begin_write()
            return second_step.check(session, vault, 1, code, later)

    assert sorted(at_once(give), key=str) == sorted([None] * (AT_ONCE - 1) + [kind], key=str)
    if kind == "code":
        with sessions() as session:
            assert session.get(StaffAuthenticator, 1).last_step == int(later.timestamp()) // second_step.STEP_SECONDS


def test_guessing_many_at_once_is_no_faster(sessions: sessionmaker, vault: Vault) -> None:  # type: ignore[type-arg]
    with_second_step(sessions, vault)

    def guess() -> str | None:
        with transaction(sessions) as session:
            session.begin_write()
            return second_step.check(session, vault, 1, "000000", NOW)

    assert at_once(guess) == [None] * AT_ONCE
    with sessions() as session:
        assert session.get(StaffAuthenticator, 1).failed == accounts.FREE_TRIES, "counted one by one, and none after the rest began"


def test_wrong_passwords_at_once_are_all_counted(sessions: sessionmaker) -> None:  # type: ignore[type-arg]
    assert at_once(lambda: accounts.log_in(sessions, "anna@example.org", "wrong wrong wrong", NOW)) == [None] * AT_ONCE
    assert accounts.log_in(sessions, "nobody@example.org", PASSWORD, NOW) is None
    assert accounts.log_in(sessions, "anna@example.org", PASSWORD, NOW) is None
    with sessions() as session:
        assert session.get(Staff, 1).failed_logins == accounts.FREE_TRIES
    with transaction(sessions) as session:
        cookie = devices.remember(session, 1, (), NOW)
    assert cookie is not None
    assert accounts.log_in(sessions, "anna@example.org", PASSWORD, NOW, (cookie,)) == 1
    assert devices.is_known(sessions, "Anna@example.org", (cookie,), NOW)


def test_one_answer_of_the_issuer_is_taken_once(sessions: sessionmaker, vault: Vault) -> None:  # type: ignore[type-arg]
    with transaction(sessions) as session:
        attempt = sign_on.begin(session, vault, NOW)

    def take() -> bool:
        try:
            with transaction(sessions) as session:
                session.begin_write()
                sign_on.take(session, vault, attempt.cookie, attempt.state, NOW)
        except sign_on.AttemptOver:
            return False
        return True

    assert sum(at_once(take)) == 1


def test_taken_off_nothing_is_left(sessions: sessionmaker, vault: Vault) -> None:  # type: ignore[type-arg]
    with_second_step(sessions, vault)
    with transaction(sessions) as session:
        cookie = second_step.begin(session, 1, NOW)
        assert second_step.waiting(session, cookie, NOW) is not None
        assert second_step.take_off(session, vault, 1, actor="system")
        assert second_step.waiting(session, cookie, NOW) is None
        assert second_step.codes_left(session, 1) == 0
        assert not second_step.take_off(session, vault, 1, actor="system")
