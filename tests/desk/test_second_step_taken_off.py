"""The second step of a colleague, taken off by a manager."""

from __future__ import annotations

import pytest

from bot.desk import second_step
from tests.desk.conftest import House, log_in, post
from tests.desk.second_step import give, gone_home, half_way, now_shown, set_up


@pytest.fixture
def anna(house: House) -> tuple[House, str, list[str]]:
    return gone_home(house)


def test_at_the_desk(anna: tuple[House, str, list[str]]) -> None:
    house, key, _ = anna
    browser = half_way(house)
    give(browser, now_shown(house, key))
    manager = house.signed_in("Mona Example", "manager")
    page = manager.get("/desk/people").text
    assert "second step on" in page
    answer = post(manager, "/desk/people/1/second-step/off", "/desk/people")
    assert answer.headers["location"] == "/desk/people?done=second_step_taken_off"
    assert browser.get("/desk/").status_code == 303, "signed out"
    assert log_in(house.browser(), "anna@example.org").headers["location"] == "/desk/"
    assert [row.actor for row in house.audit("staff.second_step_off")] == ["staff:2"]
    assert post(manager, "/desk/people/1/second-step/off", "/desk/people").status_code == 409
    assert post(manager, "/desk/people/2/second-step/off", "/desk/people").status_code == 409


def test_not_an_admins_by_a_manager_nor_by_others(house: House) -> None:
    admin = house.signed_in("Ada Example", "admin")
    set_up(house, admin)
    manager, staff = house.signed_in("Mona Example", "manager"), house.signed_in("Sam Example")
    assert post(manager, "/desk/people/1/second-step/off", "/desk/people").status_code == 403
    assert post(staff, "/desk/people/1/second-step/off").status_code == 403
    with house.sessions() as session:
        assert second_step.of(session, 1) is not None
