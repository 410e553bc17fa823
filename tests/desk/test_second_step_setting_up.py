"""Setting the second step up: the key, the picture of it, the first code, the recovery codes."""

from __future__ import annotations

import html
import re

import pyotp

from tests.desk.conftest import House, log_in, post
from tests.desk.second_step import WRONG, key_of, now_shown


def test_setting_it_up(house: House) -> None:
    other = house.signed_in()
    browser = house.browser()
    log_in(browser, "anna@example.org")
    assert "Set it up" in browser.get("/desk/me").text
    assert post(browser, "/desk/me/second-step/start", "/desk/me").status_code == 303
    page = browser.get("/desk/me/second-step").text
    key = key_of(page)
    assert len(key) == 32
    assert "<svg" in page
    assert html.unescape(re.search(r'href="(otpauth:[^"]+)"', page)[1]) == pyotp.TOTP(key).provisioning_uri(  # type: ignore[index]
        name="anna@example.org", issuer_name=f"Quiet Word, {house.organisation.short_name}"
    )
    assert " style=" not in page, "the policy forbids it"
    answer = post(browser, "/desk/me/second-step", "/desk/me", code=WRONG)
    assert answer.status_code == 422
    assert "That code is not right" in answer.text
    assert log_in(house.browser(), "anna@example.org").headers["location"] == "/desk/", "not before it is confirmed"
    answer = post(browser, "/desk/me/second-step", "/desk/me", code=now_shown(house, key))
    codes = re.findall(r'<li class="ref">([\d ]+)</li>', answer.text)
    assert len(set(codes)) == 10
    assert browser.get("/desk/").status_code == 200
    assert other.get("/desk/").status_code == 303, "other browsers are signed out"
    assert "10 of 10 recovery codes" in browser.get("/desk/me").text
    assert not any(code in browser.get(path).text for path in ("/desk/me", "/desk/me/second-step") for code in codes), "shown once"
    assert post(browser, "/desk/me/second-step", "/desk/me", code=now_shown(house, key)).status_code == 303
    assert len(house.audit("staff.second_step_on")) == 1


def test_the_picture_holds_the_key(house: House) -> None:
    """Read back module by module: what a camera would see is the address that the page links to."""
    import segno

    browser = house.signed_in()
    post(browser, "/desk/me/second-step/start", "/desk/me")
    page = browser.get("/desk/me/second-step").text
    address = html.unescape(re.search(r'href="(otpauth:[^"]+)"', page)[1])  # type: ignore[index]
    drawn = re.search(r'class="qrline" stroke="#000" d="([^"]+)"', page)
    assert drawn
    assert drawn[1] in segno.make(address, error="m", micro=False).svg_inline(scale=4, border=4, dark="#000", light="#fff")
    assert 'fill="#fff"' in page
