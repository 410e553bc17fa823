"""Messages in: who may send, what is taken, and what is said when it is not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from starlette.requests import Request

from bot.intake.webchat import guard, incoming, transcript
from bot.intake.webchat.guard import Refused
from bot.intake.webchat.session import COOKIE
from bot.messages import Inbound, InboundKind

ID = "0b7f9a52-2f2e-4a63-9a4e-51d3b7a0a001"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def post(client: Any, body: Any, **headers: str) -> Any:
    return client.post("/chat/messages", content=json.dumps(body), headers={**JSON, **headers})


def test_a_text_is_accepted_for_the_session_of_the_cookie(house: Any) -> None:
    client = house.browser()
    client.get("/chat/")
    answer = post(client, {"id": ID, "text": "Hello\nthere"})
    assert (answer.status_code, answer.json()) == (200, {"id": ID, "repeated": False, "line": "own-1"})
    (event,) = house.acceptance.events
    assert isinstance(event, Inbound)
    assert (event.kind, event.text, event.sender.address) == (InboundKind.TEXT, "Hello\nthere", house.session_of(client))


def test_a_first_message_makes_the_session(house: Any) -> None:
    client = house.browser()
    answer = post(client, {"id": ID, "text": "Hello"})
    assert answer.status_code == 200
    assert house.acceptance.events[0].sender.address == house.session_of(client)


def test_the_same_id_is_one_message(house: Any) -> None:
    client = house.browser()
    client.get("/chat/")
    assert [post(client, {"id": ID, "text": "Hello"}).json()["repeated"] for _ in range(3)] == [False, True, True]
    assert len(house.acceptance.events) == 1


def test_an_unknown_button_is_taken_and_left_to_the_worker(house: Any) -> None:
    client = house.browser()
    assert post(client, {"id": ID, "button": "q.1.0.abcdefghijkl"}).status_code == 200
    assert (house.acceptance.events[0].kind, house.acceptance.events[0].payload) == (InboundKind.BUTTON, "q.1.0.abcdefghijkl")


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (b"{broken", 400, "bad_message"),
        (b"", 400, "bad_message"),
        (b"[1]", 400, "bad_message"),
        (b"null", 400, "bad_message"),
        (b"[" * 9000, 400, "bad_message"),
        (b"\xff\xfe", 400, "bad_message"),
        (b'{"text": "no id"}', 400, "bad_message"),
        (b'{"id": 7, "text": "a number"}', 400, "bad_message"),
        (b'{"id": "a b", "text": "an odd id"}', 400, "bad_message"),
        (b'{"id": "12345678", "text": 5}', 400, "bad_message"),
        (b'{"id": "12345678", "button": ["x"]}', 400, "bad_message"),
        (b'{"id": "12345678", "button": "' + b"x" * 200 + b'"}', 400, "bad_message"),
        (b'{"id": "12345678"}', 400, "empty"),
        (b'{"id": "12345678", "text": ""}', 400, "empty"),
        (b'{"id": "12345678", "text": " \\n\\t "}', 400, "empty"),
        (b'{"id": "12345678", "text": "\\u200b\\u200d\\ufeff\\u0000"}', 400, "empty"),
        (b'{"id": "12345678", "text": "both", "button": "q.1.0.abcdefghijkl"}', 400, "bad_message"),
        (b'{"id": "12345678", "button": ""}', 400, "bad_message"),
        (b'{"id": "' + b"a" * 65 + b'", "text": "a long id"}', 400, "bad_message"),
        (b'{"id": "1234567\\n8", "text": "an id with a line break"}', 400, "bad_message"),
        (b'{"id": "12345678", "text": NaN}', 400, "bad_message"),
        (b'{"id": "12345678", "text": "' + b"x" * 17_000 + b'"}', 413, "too_long"),
        (b"x" * 2_000_000, 413, "too_long"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(house: Any, body: bytes, status: int, error: str) -> None:
    client = house.browser()
    answer = client.post("/chat/messages", content=body, headers=JSON)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["message"].endswith(".")
    assert house.acceptance.events == []


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        "x" * 10_000,
        "مرحبا",
        "\u202edlrow olleh",
        "zero\u200bwidth",
        "nul\x00byte",
        "\U0001f600" * 100,
        "\U0001fae0",  # an emoji that this Python's tables do not know yet
        "half \ud83d",
        "e\u0301" * 50,
    ],
)
def test_odd_text_is_text(house: Any, text: str) -> None:
    client = house.browser()
    assert post(client, {"id": ID, "text": text}).status_code == 200
    (event,) = house.acceptance.events
    assert event.kind is InboundKind.TEXT
    assert client.get("/chat/").status_code == 200
    assert client.get("/chat/history").status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "application/xml", "application/jsonp", ""])
def test_other_content_types_are_refused(house: Any, kind: str) -> None:
    # text/plain above all: it is what another site's page may send without asking.
    answer = house.browser().post("/chat/messages", content=b'{"id": "12345678", "text": "x"}', headers={"Content-Type": kind})
    assert (answer.status_code, house.acceptance.events) == (415, [])


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("GET", "/chat/messages"),
        ("PUT", "/chat/messages"),
        ("DELETE", "/chat/messages"),
        ("OPTIONS", "/chat/messages"),
        ("POST", "/chat/"),
        ("POST", "/chat/events"),
        ("POST", "/chat/history"),
        ("GET", "/chat/leave"),
        ("GET", "/chat/keep"),
    ],
)
def test_other_methods_are_refused(house: Any, method: str, url: str) -> None:
    client = house.browser()
    client.get("/chat/")
    answer = client.request(method, url)
    assert answer.status_code == 405
    assert "access-control-allow-origin" not in answer.headers
    assert COOKIE in client.cookies


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("url", ["/chat/events", "/chat/history"])
def test_another_sites_page_cannot_hold_a_stream_open(house: Any, url: str, site: str) -> None:
    client = house.browser()
    client.get("/chat/")
    answer = client.get(url, headers={"Sec-Fetch-Site": site})
    assert (answer.status_code, answer.json()["error"]) == (403, "other_site")


def test_the_same_id_in_two_chats_is_two_messages(house: Any) -> None:
    answers = [post(house.browser(), {"id": ID, "text": text}).json() for text in ("Mine", "Yours")]
    assert [answer["repeated"] for answer in answers] == [False, False]
    assert [event.text for event in house.acceptance.events] == ["Mine", "Yours"]


def test_nothing_that_is_sent_comes_back_in_a_header(house: Any) -> None:
    client = house.browser()
    client.get("/chat/")
    attack = "x\r\nSet-Cookie: stolen=1"
    answers = [
        client.get("/chat/", params={"sent": attack, "look": attack}),
        client.get("/chat/history", params={"after": attack}),
        client.post("/chat/messages", json={"id": attack, "text": attack}),
        client.post("/chat/messages", data={"id": "form-0001", "text": attack}),
        client.get("/chat/static/%0d%0aSet-Cookie:%20stolen=1/chat.js"),
    ]
    assert all("stolen" not in str(answer.headers) for answer in answers)


@pytest.mark.parametrize("path", ["../page.py", "..%2fpage.py", "%2e%2e/page.py", "/etc/passwd", "v/../../page.py"])
def test_no_other_file_is_served(house: Any, path: str) -> None:
    assert house.browser().get(f"/chat/static/{path}").status_code == 404


def request_with(receive: Any) -> Request:
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": [(b"content-type", b"application/json")]}
    return Request(scope, receive)


def test_a_body_that_never_ends_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "BODY_SECONDS", 0.01)

    async def nothing() -> Any:
        await asyncio.Event().wait()

    with pytest.raises(Refused, match="too_slow") as refused:
        asyncio.run(incoming.read_message(request_with(nothing)))
    assert refused.value.status == 408


def test_a_browser_that_goes_in_the_middle_of_its_message_breaks_nothing() -> None:
    async def gone() -> Any:
        return {"type": "http.disconnect"}

    with pytest.raises(Refused, match="too_slow"):
        asyncio.run(incoming.read_message(request_with(gone)))


@pytest.mark.parametrize(
    ("host", "counted_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
    ],
)
def test_an_address_is_counted_as_one_subscriber(host: str, counted_as: str) -> None:
    assert guard.address_of(Request({"type": "http", "client": (host, 1), "headers": []})) == counted_as


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://testserver"}, 200),
        ({"Origin": "http://localhost:8080"}, 200),  # PUBLIC_URL, behind a proxy that changes Host
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://[::1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://testserver.evil.example"}, 403),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, 403),
        ({"Origin": "file://"}, 403),
        ({"Origin": "http://testserver@evil.example"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
    ],
)
def test_only_our_own_page_may_send(house: Any, headers: dict[str, str], status: int) -> None:
    client = house.browser()
    assert post(client, {"id": ID, "text": "Hello"}, **headers).status_code == status
    assert len(house.acceptance.events) == (status == 200)
    assert client.post("/chat/leave", headers=headers).status_code == (303 if status == 200 else 403)


def test_on_https_a_page_without_it_may_not_send(make_house: Callable[..., Any]) -> None:
    house = make_house(PUBLIC_URL="https://testserver")
    assert post(house.browser(), {"id": ID, "text": "Hello"}, Origin="http://testserver").status_code == 403
    assert post(house.browser(), {"id": ID, "text": "Hello"}, Origin="https://testserver").status_code == 200


def test_a_form_of_another_site_is_answered_with_a_page(house: Any) -> None:
    answer = house.browser().post("/chat/messages", content="id=form-0001&text=Hello", headers={**FORM, "Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "did not come from our chat page" in answer.text
    assert house.organisation.phone in answer.text


def test_a_message_that_could_not_be_stored_is_not_acknowledged(house: Any) -> None:
    house.acceptance.away = True
    answer = post(house.browser(), {"id": ID, "text": "Hello"})
    assert (answer.status_code, answer.json()["error"]) == (503, "busy")
    assert "retry-after" in answer.headers


def test_the_form_works_without_javascript(house: Any) -> None:
    client = house.browser()
    client.get("/chat/")
    answer = client.post("/chat/messages", content="id=form-0001&text=Hello%0D%0Athere", headers=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, "/chat/#latest")
    assert house.acceptance.events[0].text == "Hello\nthere"
    assert "Hello\nthere" in client.get("/chat/").text


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ("id=form-0001&text=+", 400, "Please write a message first."),
        ("id=form-0001&text=" + "x" * 17_000, 413, "too long"),
        ("id=form-0001&text=" + "x" * 60_000, 413, "too long"),
        ("text=no+id+but+words", 400, "could not read"),
        ("id=form-0001&text=%ff", 400, "could not read"),
    ],
)
def test_a_form_that_is_refused_comes_back_as_the_page_with_the_reason(house: Any, body: str, status: int, words: str) -> None:
    client = house.browser()
    answer = client.post("/chat/messages", content=body, headers=FORM)
    assert answer.status_code == status
    assert words in answer.text
    assert "<textarea" in answer.text
    assert house.acceptance.events == []


def test_a_form_that_could_not_be_stored_keeps_the_words_in_the_box(house: Any) -> None:
    house.acceptance.away = True
    answer = house.browser().post("/chat/messages", content="id=form-0001&text=My+long+story", headers=FORM)
    assert answer.status_code == 503
    assert "My long story</textarea>" in answer.text


@pytest.fixture
def database_away(house: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A browser with a chat, and then no database."""
    client = house.browser()
    client.get("/chat/")
    client.post("/chat/messages", json={"id": ID, "text": "Hello"})

    def broken(*_: Any) -> None:
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(transcript, "read_transcript", broken)
    house.acceptance.away = True
    return client


def test_without_a_database_the_page_says_where_else_to_turn(house: Any, database_away: Any) -> None:
    page = database_away.get("/chat/")
    assert (page.status_code, page.headers["retry-after"]) == (503, "10")
    for words in ("not working just now", "call 999", house.organisation.phone):
        assert words in page.text
    assert database_away.get("/chat/history").json()["error"] == "down"


def test_without_a_database_a_form_keeps_the_words_in_the_box(database_away: Any) -> None:
    answer = database_away.post("/chat/messages", content="id=form-0001&text=My+long+story", headers=FORM)
    assert answer.status_code == 503
    assert "My long story</textarea>" in answer.text


def test_a_form_that_is_too_long_comes_back_with_every_word(house: Any) -> None:
    story = "word " * 4000
    answer = house.browser().post("/chat/messages", data={"id": "form-0001", "text": story})
    assert answer.status_code == 413
    assert f"{story}</textarea>" in answer.text


def test_a_form_whose_cookie_does_not_stay_is_told_so(house: Any) -> None:
    answer = house.browser().post("/chat/messages", content="id=form-0001&text=Hello", headers=FORM)
    assert answer.headers["location"] == "/chat/?sent=1#latest"
    page = house.browser().get("/chat/?sent=1")
    assert "does not let this chat remember you" in page.text
    framed = house.browser().get("/chat/?sent=1", headers={"Sec-Fetch-Dest": "iframe"})
    assert "Open the chat in its own window" in framed.text
