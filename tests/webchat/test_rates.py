"""How much and how fast: one browser, one address, and looks at a chat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.intake.webchat import guard
from tests.webchat.test_door import ID, post


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


def test_a_chat_is_not_read_without_end(make_house: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "READ_BURST", 2)
    house = make_house()
    client = house.browser()
    client.get("/chat/")
    assert [client.get("/chat/history").status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/chat/events").json()["error"] == "too_often"
    page = client.get("/chat/")
    assert (page.status_code, page.headers["retry-after"]) == (429, "1")
    assert "very fast" in page.text
    house.clock.forward(1)
    assert client.get("/chat/").status_code == 200


def test_a_long_message_counts_as_several(house: Any) -> None:
    client = house.browser()
    client.get("/chat/")

    def send(number: int, text: str) -> Any:
        return post(client, {"id": f"message-{number}", "text": text})

    # Half of what a browser may send at once is the most that one message takes, however long.
    assert [send(number, "word " * 3000).status_code for number in range(3)] == [200, 200, 429]
    assert send(4, "Hello").json()["error"] == "too_fast"
    house.clock.forward(1)
    assert [send(5, "Hello").status_code, send(6, "Hello").status_code] == [200, 429]


def test_a_long_message_counts_as_several_for_its_address(make_house: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "ADDRESS_BURST", 60)
    house = make_house()
    texts = ("word " * 3000, "word " * 3000, "Hello")
    assert [post(house.browser(), {"id": ID, "text": text}).status_code for text in texts] == [200, 429, 200]
