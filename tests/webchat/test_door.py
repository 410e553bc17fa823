"""Messages in: who may send, what is taken, and what is said when it is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.intake.webchat import guard
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
    assert (answer.status_code, answer.json()) == (200, {"id": ID, "repeated": False})
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


@pytest.mark.parametrize("text", ["/restart", "x" * 10_000, "مرحبا", "zero\u200bwidth", "nul\x00byte", "\U0001f600" * 100, "half \ud83d"])
def test_odd_text_is_text(house: Any, text: str) -> None:
    client = house.browser()
    assert post(client, {"id": ID, "text": text}).status_code == 200
    (event,) = house.acceptance.events
    assert event.kind is InboundKind.TEXT
    assert client.get("/chat/").status_code == 200
    assert client.get("/chat/history").status_code == 200


def test_other_content_types_are_refused(house: Any) -> None:
    answer = house.browser().post("/chat/messages", content=b'{"id": "12345678", "text": "x"}', headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://testserver"}, 200),
        ({"Origin": "http://localhost:8080"}, 200),  # PUBLIC_URL, behind a proxy that changes Host
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://testserver.evil.example"}, 403),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, 403),
    ],
)
def test_only_our_own_page_may_send(house: Any, headers: dict[str, str], status: int) -> None:
    client = house.browser()
    assert post(client, {"id": ID, "text": "Hello"}, **headers).status_code == status
    assert len(house.acceptance.events) == (status == 200)
    assert client.post("/chat/leave", headers=headers).status_code == (303 if status == 200 else 403)


def test_a_session_is_held_to_its_rate(house: Any) -> None:
    client = house.browser()
    client.get("/chat/")

    def send(number: int) -> Any:
        return post(client, {"id": f"message-{number}", "text": "Hello"})

    assert all(send(number).status_code == 200 for number in range(guard.SESSION_BURST))
    refused = send(100)
    assert (refused.status_code, refused.json()["error"], refused.headers["retry-after"]) == (429, "too_fast", "1")
    house.clock.forward(1)
    assert [send(101).status_code, send(102).status_code] == [200, 429]
    other = house.browser()
    assert post(other, {"id": ID, "text": "Hello"}).status_code == 200


def test_an_address_is_held_to_its_rate_whatever_sessions_it_makes(make_house: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "ADDRESS_BURST", 3)
    house = make_house()
    assert [post(house.browser(), {"id": ID, "text": "Hello"}).status_code for _ in range(4)] == [200, 200, 200, 429]


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
