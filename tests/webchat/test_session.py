"""One browser, one chat: the cookie, and what another browser can see with or without one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.intake.webchat import leaving
from bot.intake.webchat.leaving import LEFT
from bot.intake.webchat.page import LEAVE_TO
from bot.intake.webchat.session import COOKIE, FRAMED_COOKIE
from bot.store.tables import Audit, Contact

FRAME = {"Sec-Fetch-Dest": "iframe"}
SECURE = "https://chat.example.org"


def cookie_header(client: Any, url: str = "/chat/", **headers: str) -> str:
    return str(client.get(url, headers=headers).headers["set-cookie"])


def https_browser(house: Any) -> Any:
    """A browser that sends back cookies marked Secure."""
    client = house.browser(base_url="https://testserver")
    client.headers["Origin"] = "https://testserver"
    return client


def test_the_cookie_is_out_of_reach(house: Any) -> None:
    header = cookie_header(house.browser())
    assert header.startswith(f"{COOKIE}=")
    for attribute in ("HttpOnly", "Path=/chat/", "SameSite=Lax"):
        assert attribute in header
    for attribute in ("Secure", "Max-Age", "expires", "Domain", "Partitioned"):
        assert attribute.lower() not in header.lower()


def test_on_https_no_neighbouring_host_can_plant_a_cookie(make_house: Callable[..., Any]) -> None:
    header = cookie_header(make_house(PUBLIC_URL=SECURE).browser())
    assert header.startswith(f"__Host-{COOKIE}=")
    for attribute in ("HttpOnly", "Path=/;", "SameSite=Lax", "Secure"):
        assert attribute in header
    assert "Domain" not in header


def test_a_frame_of_another_site_has_a_cookie_of_its_own(make_house: Callable[..., Any]) -> None:
    header = cookie_header(make_house(PUBLIC_URL=SECURE).browser(), **FRAME)
    assert header.startswith(f"__Host-{FRAMED_COOKIE}=")
    for attribute in ("HttpOnly", "Path=/;", "SameSite=None", "Secure", "Partitioned"):
        assert attribute in header


def test_without_https_a_frame_gets_the_windows_cookie(house: Any) -> None:
    assert cookie_header(house.browser(), **FRAME).startswith(f"{COOKIE}=")
    thief = house.browser(headers={"Cookie": f"__Host-{FRAMED_COOKIE}=x"})
    assert thief.get("/chat/history").json()["error"] == "ended"


def test_a_frame_talks_with_its_own_cookie_and_leaves_with_both(make_house: Callable[..., Any]) -> None:
    house = make_house(PUBLIC_URL=SECURE)
    frame = https_browser(house)
    frame.get("/chat/", headers=FRAME)
    assert frame.post("/chat/messages", json={"id": "message-1", "text": "Hello"}).status_code == 200
    assert [line["text"] for line in frame.get("/chat/history").json()["lines"]] == ["Hello"]
    # No site protects this cookie by SameSite: without a word on where a POST comes from it is not taken.
    frame.headers.pop("Origin")
    assert frame.post("/chat/messages", json={"id": "message-2", "text": "Hello"}).status_code == 403
    gone = frame.post("/chat/leave")
    assert [header.partition("=")[0] for header in gone.headers.get_list("set-cookie")] == [f"__Host-{COOKIE}", f"__Host-{FRAMED_COOKIE}"]
    assert all("Max-Age=0" in header for header in gone.headers.get_list("set-cookie"))
    assert "Partitioned" in gone.headers.get_list("set-cookie")[1]


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


def test_leaving_goes_to_a_neutral_page_and_takes_the_cookie(house: Any) -> None:
    client = house.browser()
    client.get("/chat/")
    answer = client.post("/chat/leave")
    assert (answer.status_code, answer.headers["location"]) == (303, LEAVE_TO)
    assert f"{COOKIE}=;" in answer.headers["set-cookie"]
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert COOKIE not in client.cookies
    beacon = client.post("/chat/leave", headers={"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "empty"})
    assert (beacon.status_code, "Max-Age=0" in beacon.headers["set-cookie"]) == (204, True)


def test_after_leaving_the_old_cookie_opens_nothing(house: Any) -> None:
    client = house.browser()
    client.get("/chat/")
    session_id, value = house.session_of(client), client.cookies[COOKIE]
    house.reply(session_id, "A private answer")
    assert [client.post("/chat/leave").status_code for _ in range(2)] == [303, 303]
    with house.sessions() as store:
        assert [contact.opt_out_reason for contact in store.execute(select(Contact)).scalars()] == [LEFT]
        assert [row.act for row in store.execute(select(Audit)).scalars()] == ["web_chat.left"]
    # A browser that restores its windows restores their cookies.
    back = house.browser(headers={"Cookie": f"{COOKIE}={value}"})
    for method, url in (("GET", "/chat/events"), ("GET", "/chat/history"), ("POST", "/chat/messages")):
        answer = back.request(method, url, json={"id": "12345678", "text": "x"} if method == "POST" else None)
        assert (answer.status_code, answer.json()["error"]) == (403, "ended")
    page = back.get("/chat/")
    assert "A private answer" not in page.text
    assert session_id not in page.headers["set-cookie"]
    assert house.acceptance.events == []


def test_a_form_sent_after_the_end_begins_a_new_chat_and_keeps_the_words(house: Any) -> None:
    client = house.browser(headers={"Cookie": f"{COOKIE}=forged", "Content-Type": "application/x-www-form-urlencoded"})
    answer = client.post("/chat/messages", content="id=form-0001&text=My+long+story")
    assert answer.status_code == 403
    assert "My long story</textarea>" in answer.text
    assert "we have started a new one" in answer.text
    assert COOKIE in answer.headers["set-cookie"]


def test_leaving_works_while_the_database_is_away(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise OperationalError("", {}, Exception())

    client = house.browser()
    client.get("/chat/")
    monkeypatch.setattr(leaving, "end", broken)
    answer = client.post("/chat/leave")
    assert (answer.status_code, COOKIE in client.cookies) == (303, False)


def test_a_chat_is_kept_on_the_device_only_when_the_person_says_so(house: Any) -> None:
    client = house.browser(headers={"Content-Type": "application/x-www-form-urlencoded"})
    client.get("/chat/")
    session_id = house.session_of(client)
    house.reply(session_id, "Hello")
    kept = client.post("/chat/keep", content="keep=yes")
    assert (kept.status_code, kept.headers["location"]) == (303, "/chat/#latest")
    assert f"Max-Age={7 * 86_400}" in kept.headers["set-cookie"]
    assert house.session_of(client) == session_id
    page = client.get("/chat/")
    assert f"Max-Age={7 * 86_400}" in page.headers["set-cookie"], "counts from the last look"
    assert 'data-kept="yes"' in page.text
    forgotten = client.post("/chat/keep", content="keep=no")
    assert "Max-Age" not in forgotten.headers["set-cookie"]
    assert 'data-kept="no"' in client.get("/chat/").text
    assert "set-cookie" not in client.get("/chat/").headers


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ("keep=maybe", {}, 400),
        ("", {}, 400),
        ("keep=yes", {"Content-Type": "text/plain"}, 415),
        ("keep=yes", {"Origin": "https://evil.example"}, 403),
        ("keep=yes", {"Cookie": f"{COOKIE}=forged"}, 403),
        ("keep=yes" + "&x=" + "y" * 5000, {}, 413),
    ],
)
def test_keeping_is_refused_with_a_page(house: Any, body: str, headers: dict[str, str], status: int) -> None:
    client = house.browser()
    client.get("/chat/")
    if "Cookie" in headers:
        client.cookies.clear()
    answer = client.post("/chat/keep", content=body, headers={"Content-Type": "application/x-www-form-urlencoded", **headers})
    assert answer.status_code == status
    assert "Sorry" in answer.text
