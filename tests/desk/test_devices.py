"""Browsers that signed in before: a stranger's wrong passwords do not shut their owner out, and guess no faster."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.desk import accounts, devices
from bot.desk.throttle import LIMIT, Throttle, whence
from bot.desk.tokens import hash_token
from bot.store.session import transaction
from bot.store.tables import StaffDevice
from tests.desk.conftest import PASSWORD, House, log_in, post

MINUTE = dt.timedelta(minutes=1)
WRONG = "wrong wrong wrong"


def guess(browser: TestClient, times: int = accounts.FREE_TRIES, email: str = "anna@example.org") -> None:
    for _ in range(times):
        assert log_in(browser, email, WRONG).status_code == 422


def signed_out(house: House, name: str = "Anna Example") -> TestClient:
    """A browser in which somebody signed in and out again."""
    browser = house.signed_in(name)
    assert post(browser, "/desk/logout").status_code == 303
    return browser


def test_a_strangers_guesses_do_not_shut_out_the_browser_that_signed_in_before(house: House) -> None:
    anna, stranger = signed_out(house), house.browser()
    guess(stranger)
    assert log_in(stranger, "anna@example.org").status_code == 422, "even the right password waits"
    assert log_in(house.browser(), "anna@example.org").status_code == 422, "wherever the stranger goes"
    assert log_in(anna, "anna@example.org").status_code == 303


def test_the_owner_coming_in_gives_a_stranger_no_new_tries(house: House) -> None:
    anna, stranger = signed_out(house), house.browser()
    guess(stranger)
    assert log_in(anna, "anna@example.org").status_code == 303
    account = house.account(1)
    assert (account.failed_logins, account.locked_until) == (5, house.now + MINUTE)
    house.now += MINUTE
    guess(stranger, 1)
    assert house.account(1).locked_until == house.now + 2 * MINUTE


def test_a_known_browser_rests_by_itself(house: House) -> None:
    anna = signed_out(house)
    other = house.browser()
    assert log_in(other, "anna@example.org").status_code == 303
    assert post(other, "/desk/logout").status_code == 303
    guess(anna)
    assert log_in(anna, "anna@example.org").status_code == 422
    assert log_in(other, "anna@example.org").status_code == 303, "another browser of hers goes on"
    assert house.account(1).failed_logins == 0
    house.now += MINUTE + dt.timedelta(seconds=1)
    assert log_in(anna, "anna@example.org").status_code == 303
    assert [row.detail["in"] for row in house.audit("login.locked")] == ["a browser it knows"]


def test_a_known_browser_is_known_to_its_own_account_only(house: House) -> None:
    anna = signed_out(house)
    house.staff("Ben Example")
    guess(house.browser(), email="ben@example.org")
    assert log_in(anna, "ben@example.org").status_code == 422
    guess(anna, 1, "ben@example.org")
    with house.sessions() as session:
        assert session.execute(select(StaffDevice)).scalar_one().failed_logins == 0


def test_two_people_share_a_browser(house: House) -> None:
    browser = signed_out(house)
    house.staff("Ben Example")
    assert log_in(browser, "ben@example.org").status_code == 303
    assert post(browser, "/desk/logout").status_code == 303
    for email in ("anna@example.org", "ben@example.org"):
        guess(house.browser(), email=email)
        assert log_in(browser, email).status_code == 303
        assert post(browser, "/desk/logout").status_code == 303


def test_wrong_passwords_from_an_address_do_not_keep_out_who_is_known_there(house: House) -> None:
    anna, stranger = signed_out(house), house.browser()
    for number in range(LIMIT):
        guess(stranger, 1, f"guess{number}@example.org")
    assert log_in(stranger, "anna@example.org").status_code == 429
    assert log_in(anna, "ben@example.org").status_code == 429, "known to Anna's account, and to no other"
    assert log_in(anna, "anna@example.org").status_code == 303


@pytest.mark.parametrize("how", ["altered", "too old", "a new password"])
def test_a_browser_becomes_a_stranger_again(house: House, how: str) -> None:
    anna = signed_out(house)
    if how == "altered":
        cookie = next(one for one in anna.cookies.jar if "known" in one.name)
        anna.cookies.set(cookie.name, cookie.value[:-1] + "x", domain=cookie.domain, path=cookie.path)
    elif how == "too old":
        house.now += devices.KEPT
    else:
        with transaction(house.sessions) as session:
            link = accounts.new_link(session, house.account(1), house.now)
            accounts.choose_password(session, link.token, PASSWORD, house.now)
    guess(house.browser())
    assert log_in(anna, "anna@example.org").status_code == 422


def test_the_cookie_goes_to_the_login_form_only_and_is_kept_as_a_hash(house: House) -> None:
    house.staff("Anna Example")
    answer = log_in(house.browser(), "anna@example.org")
    cookie = next(value for value in answer.headers.get_list("set-cookie") if "-known-" in value)
    parts = {part.strip().lower() for part in cookie.split(";")}
    assert {"httponly", "path=/desk/login", "samesite=strict", f"max-age={180 * 86400}"} <= parts
    token = cookie.split("=", 1)[1].split(";")[0]
    with house.sessions() as session:
        assert session.execute(select(StaffDevice)).scalar_one().token_hash == hash_token(token) != token


def test_signing_in_again_makes_no_second_row(house: House) -> None:
    anna = signed_out(house)
    house.now += dt.timedelta(days=100)
    assert log_in(anna, "anna@example.org").status_code == 303
    with house.sessions() as session:
        assert session.execute(select(StaffDevice)).scalar_one().expires_at == house.now + devices.KEPT


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_an_address_is_counted_by(host: str, key: str) -> None:
    assert whence(host) == key


def test_asking_makes_the_throttle_remember_nothing(house: House) -> None:
    throttle = Throttle()
    for number in range(100):
        assert not throttle.tired(f"192.0.2.{number}", house.now)
    assert not throttle._failures
