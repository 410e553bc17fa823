"""The second step in a real browser: every page of it by keyboard, with axe-core, wide and narrow."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyotp

from tests.desk.chromium import OpenDesk, fits, violations
from tests.desk.conftest import PASSWORD, House


def test_setting_it_up_and_coming_in_with_the_keyboard(
    full: House,
    address: str,
    open_desk: OpenDesk,
    screen: dict[str, Any],
) -> None:
    page = open_desk("Ada Example", role="admin", **screen)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    def well() -> None:
        assert violations(page) == [], page.url
        assert fits(page), page.url

    page.click("text=Add a second step")
    page.wait_for_url(f"{address}/me")
    well()
    page.focus("text=Set it up")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/me/second-step")
    well()
    box = page.locator(".qr svg").bounding_box()
    assert box is not None
    assert box["width"] >= 150, "large enough for a camera"
    key = page.input_value("#key").replace(" ", "")
    page.focus("#code")
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert] >> text=That code is not right")
    assert page.evaluate("document.activeElement.id") == "code", "where the next one is typed"
    well()
    page.keyboard.type(pyotp.TOTP(key).at(full.now))
    page.keyboard.press("Enter")
    page.wait_for_selector("h1 >> text=Your recovery codes")
    well()
    codes = page.locator(".recovery li").all_text_contents()
    assert len(codes) == 10
    page.click("text=I have kept them")
    page.wait_for_url(f"{address}/")
    assert not page.locator("text=Add a second step").count()
    page.click("#sign-out")
    page.wait_for_url(f"{address}/login")
    full.now += dt.timedelta(seconds=30)
    page.focus("#email")  # where the page puts the focus itself, sooner or later
    page.keyboard.type("ada@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/login/code")
    well()
    page.focus("#code")
    page.keyboard.type("123")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert] >> text=That code is not right")
    well()
    page.focus("#code")
    page.keyboard.type(codes[0])
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/me?done=recovery")
    well()
    assert page.is_visible("text=9 of 10 recovery codes")
    assert [words for words in complaints if "422" not in words] == []
