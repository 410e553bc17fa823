"""Who is asked for a second step: everybody, where the organisation says so; otherwise those who look after accounts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from bot.organisation import Organisation
from bot.store.session import transaction
from bot.store.tables import StaffSession
from tests.desk.conftest import ROOT, House, post
from tests.desk.second_step import set_up


@pytest.fixture
def strict(house: House) -> House:
    """An organisation that asks everybody for it."""
    desk = house.app.routes[0].app.state.desk  # type: ignore[attr-defined]
    desk.organisation = replace(desk.organisation, second_step_required=True)
    return house


def test_nothing_opens_before_it_is_set_up(strict: House) -> None:
    strict.conversation()
    browser = strict.signed_in(role="admin")
    for path in ("/", "/conversations", "/conversations/C-2222-3333", "/people", "/trail", "/data"):
        assert browser.get(f"/desk{path}").headers["location"] == "/desk/me", path
    assert browser.get("/desk/alarms", headers={"HX-Request": "true"}).status_code == 204
    assert browser.get("/desk/events").status_code == 204
    assert post(browser, "/desk/conversations/C-2222-3333/close", "/desk/me").headers["location"] == "/desk/me"
    assert strict.state() == "bot"
    assert "asks everybody for a second step" in browser.get("/desk/me").text
    set_up(strict, browser)
    assert browser.get("/desk/").status_code == 200


def test_one_may_leave(strict: House) -> None:
    assert post(strict.signed_in(), "/desk/logout", "/desk/me").headers["location"] == "/desk/login"


def test_turned_off_it_is_asked_for_again(strict: House) -> None:
    browser = strict.signed_in()
    set_up(strict, browser)
    post(browser, "/desk/me/second-step/off", "/desk/me")
    assert browser.get("/desk/").headers["location"] == "/desk/me"


def test_work_accounts_are_not_asked(strict: House) -> None:
    browser = strict.signed_in()
    with transaction(strict.sessions) as session:
        session.execute(update(StaffSession).values(way="issuer"))
    assert browser.get("/desk/").status_code == 200


@pytest.mark.parametrize(("role", "asked"), [("admin", True), ("manager", True), ("staff", False)])
def test_those_who_look_after_accounts_are_asked(house: House, role: str, asked: bool) -> None:
    browser = house.signed_in(role=role)
    assert ("Add a second step" in browser.get("/desk/").text) is asked
    set_up(house, browser)
    assert "Add a second step" not in browser.get("/desk/").text


@pytest.mark.parametrize(("words", "required"), [("optional", False), ("required", True)])
def test_the_organisation_says_whether_it_must_be(words: str, required: bool, tmp_path: Any) -> None:
    text = (ROOT / "organisation.yml").read_text(encoding="utf-8")
    path = tmp_path / "organisation.yml"
    path.write_text(text.replace("second_step: optional", f"second_step: {words}"), encoding="utf-8")
    assert Organisation.load(path).second_step_required is required
    path.write_text(text.replace("second_step: optional", "second_step: maybe"), encoding="utf-8")
    with pytest.raises(Exception, match="second_step"):
        Organisation.load(path)
