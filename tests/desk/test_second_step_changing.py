"""Changing the second step: new recovery codes, another key, turning it off; and who may."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import func, select

from bot.store.session import transaction
from bot.store.tables import Sealed, Staff, StaffAuthenticator, StaffRecoveryCode
from tests.desk.conftest import House, log_in, post
from tests.desk.second_step import STEP, WRONG, give, gone_home, half_way, key_of, now_shown


@pytest.fixture
def anna(house: House) -> tuple[House, str, list[str]]:
    return gone_home(house)


def test_who_signed_in_long_ago_signs_in_again_first(house: House) -> None:
    """A browser left open is not enough to take an account over."""
    browser = house.signed_in()
    house.now += dt.timedelta(minutes=16)
    for path in ("/start", "", "/codes", "/off"):
        answer = post(browser, f"/desk/me/second-step{path}", "/desk/me", code=WRONG)
        assert answer.status_code == 403, path
        assert "sign in again" in answer.text
    assert browser.get("/desk/me/second-step").status_code == 403


def test_new_recovery_codes_replace_the_old(anna: tuple[House, str, list[str]]) -> None:
    house, key, old = anna
    browser = half_way(house)
    give(browser, now_shown(house, key))
    page = post(browser, "/desk/me/second-step/codes", "/desk/me").text
    new = re.findall(r'<li class="ref">([\d ]+)</li>', page)
    assert len(new) == 10
    assert give(half_way(house), old[0]).status_code == 422
    assert give(half_way(house), new[0]).status_code == 303
    assert len(house.audit("staff.recovery_codes")) == 1


def test_turning_it_off(anna: tuple[House, str, list[str]]) -> None:
    house, key, _ = anna
    browser = half_way(house)
    give(browser, now_shown(house, key))
    assert post(browser, "/desk/me/second-step/off", "/desk/me").headers["location"] == "/desk/me?done=second_step_off"
    assert browser.get("/desk/").status_code == 200
    assert log_in(house.browser(), "anna@example.org").headers["location"] == "/desk/"
    with house.sessions() as session:
        for table in (StaffAuthenticator, StaffRecoveryCode, Sealed):
            assert session.execute(select(func.count()).select_from(table)).scalar() == 0


def test_a_key_that_counts_is_not_replaced_in_silence(anna: tuple[House, str, list[str]]) -> None:
    house, key, _ = anna
    browser = half_way(house)
    give(browser, now_shown(house, key))
    assert post(browser, "/desk/me/second-step/start", "/desk/me").status_code == 409
    house.now += STEP
    assert give(half_way(house), now_shown(house, key)).status_code == 303


def test_beginning_again_makes_another_key(house: House) -> None:
    browser = house.signed_in()
    keys = []
    for _ in range(2):
        post(browser, "/desk/me/second-step/start", "/desk/me")
        keys.append(key_of(browser.get("/desk/me/second-step").text))
    assert keys[0] != keys[1]
    with house.sessions() as session:
        assert session.execute(select(func.count()).select_from(Sealed)).scalar() == 1


def test_whoever_has_no_password_needs_none(house: House) -> None:
    browser = house.signed_in()
    with transaction(house.sessions) as session:
        session.get(Staff, 1).password_hash = None
    assert "work account" in browser.get("/desk/me").text
    assert post(browser, "/desk/me/second-step/start", "/desk/me").status_code == 409
