"""One browser, one chat: the cookie, and what another browser can see with or without one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.intake.webchat.page import LEAVE_TO
from bot.intake.webchat.session import COOKIE


def cookie_header(client: Any, url: str = "/chat/") -> str:
    return str(client.get(url).headers["set-cookie"])


def test_the_cookie_is_out_of_reach(house: Any, make_house: Callable[..., Any]) -> None:
    header = cookie_header(house.browser())
    assert header.startswith(f"{COOKIE}=")
    for attribute in ("HttpOnly", "Path=/chat/", "SameSite=lax"):
        assert attribute in header
    assert "Secure" not in header
    assert "Max-Age" not in header
    assert "expires" not in header.lower()
    assert "Secure" in cookie_header(make_house(PUBLIC_URL="https://chat.example.org").browser())


def test_the_session_stays_the_same_and_is_never_in_the_page(house: Any) -> None:
    client = house.browser()
    client.get("/chat/")
    session_id = house.session_of(client)
    house.reply(session_id, "Hello")
    again = client.get("/chat/")
    assert "set-cookie" not in again.headers
    assert session_id not in again.text
    assert session_id not in client.get("/chat/history").text


def forged(value: str) -> list[str]:
    name, signature = value.split(".")
    other = "A" if name[0] != "A" else "B"
    return [f"{other}{name[1:]}.{signature}", f"{name}.{signature[:-2]}AA", name, f"{name}.", f".{signature}", "", "é", f"{value}x"]


@pytest.mark.parametrize("number", range(8))
def test_a_forged_cookie_opens_nothing(house: Any, number: int) -> None:
    client = house.browser()
    client.get("/chat/")
    house.reply(house.session_of(client), "A private answer")
    value = forged(client.cookies[COOKIE])[number]
    thief = house.browser(headers={"Cookie": f"{COOKIE}={value}".encode()})
    for method, url in (("GET", "/chat/events"), ("GET", "/chat/history"), ("POST", "/chat/messages")):
        answer = thief.request(method, url, json={"id": "12345678", "text": "x"} if method == "POST" else None)
        assert (answer.status_code, answer.json()["error"]) == (403, "ended")
    page = thief.get("/chat/")
    assert page.status_code == 200
    assert "A private answer" not in page.text
    assert COOKIE in page.headers["set-cookie"]
    assert house.session_of(client) not in page.headers["set-cookie"]


def test_another_browser_reads_nothing(house: Any) -> None:
    mine, other = house.browser(), house.browser()
    mine.get("/chat/")
    other.get("/chat/")
    house.reply(house.session_of(mine), "A private answer")
    assert "A private answer" in mine.get("/chat/").text
    assert "A private answer" in mine.get("/chat/history").text
    assert "A private answer" not in other.get("/chat/").text
    assert other.get("/chat/history").json()["lines"] == []


def test_without_a_session_there_is_no_history_and_no_stream(house: Any) -> None:
    for url in ("/chat/history", "/chat/events"):
        assert house.browser().get(url).status_code == 403


def test_leaving_ends_the_session_and_goes_to_a_neutral_page(house: Any) -> None:
    client = house.browser()
    client.get("/chat/")
    house.reply(house.session_of(client), "A private answer")
    answer = client.post("/chat/leave")
    assert (answer.status_code, answer.headers["location"]) == (303, LEAVE_TO)
    assert f'{COOKIE}=""' in answer.headers["set-cookie"]
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert COOKIE not in client.cookies
    beacon = client.post("/chat/leave", headers={"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "empty"})
    assert (beacon.status_code, "Max-Age=0" in beacon.headers["set-cookie"]) == (204, True)
    assert "A private answer" not in client.get("/chat/").text
