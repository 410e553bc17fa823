"""Setting the second step up and coming in with it, as a member of staff does: for the tests of it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pyotp
from starlette.testclient import TestClient

from tests.desk.conftest import House, field_of, log_in, post

STEP = dt.timedelta(seconds=30)
WRONG = "000000"


def key_of(page: str) -> str:
    found = re.search(r'id="key"[^>]*>([A-Z2-7 ]+)</textarea>', page)
    assert found, page
    return found[1].replace(" ", "")


def now_shown(house: House, key: str, steps: int = 0) -> str:
    """What the app shows, ``steps`` away from now."""
    return pyotp.TOTP(key).at(house.now + steps * STEP)


def set_up(house: House, browser: TestClient) -> tuple[str, list[str]]:
    """The key and the recovery codes of somebody who turns the second step on."""
    assert post(browser, "/desk/me/second-step/start", "/desk/me").headers["location"] == "/desk/me/second-step"
    key = key_of(browser.get("/desk/me/second-step").text)
    answer = post(browser, "/desk/me/second-step", "/desk/me", code=now_shown(house, key))
    assert answer.status_code == 200, answer.text
    house.now += STEP
    return key, re.findall(r'<li class="ref">([\d ]+)</li>', answer.text)


def give(browser: TestClient, code: str) -> Any:
    """Types a code on the page between password and desk."""
    token = field_of(browser.get("/desk/login/code").text, "csrf")
    return browser.post("/desk/login/code", data={"csrf": token, "code": code})


def gone_home(house: House) -> tuple[House, str, list[str]]:
    """Anna has a second step and has gone home: with her the key of it and the recovery codes."""
    browser = house.signed_in()
    key, codes = set_up(house, browser)
    post(browser, "/desk/logout")
    return house, key, codes


def half_way(house: House) -> TestClient:
    """A browser in which Anna's password was given."""
    browser = house.browser()
    assert log_in(browser, "anna@example.org").headers["location"] == "/desk/login/code"
    return browser
