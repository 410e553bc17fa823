"""Replies out: the stream over a real connection, in order, from where the browser left off, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from bot.intake.webchat import stream
from bot.intake.webchat.session import COOKIE
from bot.intake.webchat.transcript import Cursor, read_new

Events = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def client(house: Any, serve: Callable[[Any], Any]) -> Iterator[httpx.Client]:
    """A browser with a session, on a running server."""
    with httpx.Client(base_url=serve(house).url, timeout=10) as client:
        client.get("/chat/")
        yield client


def session_of(client: httpx.Client) -> str:
    return client.cookies[COOKIE].split(".")[0]


def texts(events: list[dict[str, Any]]) -> list[str]:
    return [event["data"]["text"] for event in events]


def test_replies_arrive_in_order_as_they_are_published(house: Any, client: httpx.Client, events_of: Events) -> None:
    first = house.reply(session_of(client), "One\n\nwith a blank line", buttons=[("Yes", "/affirm")])
    with client.stream("GET", "/chat/events") as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-store"
        lines = response.iter_lines()
        (event,) = events_of(lines, 1)
        assert event["id"] == str(first.id)
        data = event["data"]
        assert (data["id"], data["who"], data["text"]) == (str(first.id), "assistant", "One\n\nwith a blank line")
        assert data["buttons"][0]["title"] == "Yes"
        assert data["buttons"][0]["token"].startswith("q.")
        assert "affirm" not in str(event)
        house.reply(session_of(client), "Two")
        house.reply(session_of(client), "Three", author="staff:1")
        more = events_of(lines, 2)
        assert texts(more) == ["Two", "Three"]
        assert more[1]["data"]["who"] == "staff"


@pytest.mark.parametrize("how", ["header", "query"])
def test_what_came_while_away_is_delivered_once_on_return(house: Any, client: httpx.Client, events_of: Events, how: str) -> None:
    rows = [house.reply(session_of(client), text) for text in ("One", "Two", "Three")]
    resume: dict[str, Any] = {"headers": {"Last-Event-ID": str(rows[0].id)}} if how == "header" else {"params": {"after": str(rows[0].id)}}
    with client.stream("GET", "/chat/events", **resume) as response:
        assert texts(events_of(response.iter_lines(), 2)) == ["Two", "Three"]


def test_a_reply_that_was_overtaken_is_neither_lost_nor_doubled(house: Any, client: httpx.Client, events_of: Events) -> None:
    slow = house.reply(session_of(client), "Slow answer", state="waiting")
    card = house.reply(session_of(client), "Call 999.", author="card")
    with client.stream("GET", "/chat/events") as response:
        (event,) = events_of(response.iter_lines(), 1)
    assert (event["data"]["text"], event["data"]["urgent"], event["id"]) == ("Call 999.", True, f"{card.id}~{slow.id}")
    house.set_state(outbound=slow.id)
    house.reply(session_of(client), "Next answer")
    with client.stream("GET", "/chat/events", headers={"Last-Event-ID": event["id"]}) as response:
        later = events_of(response.iter_lines(), 2)
    assert texts(later) == ["Slow answer", "Next answer"]
    assert [event["id"].split("~")[0] for event in later] == [str(card.id), str(card.id + 1)]


def test_the_state_and_the_typing_sign_follow(house: Any, client: httpx.Client, events_of: Events) -> None:
    with client.stream("GET", "/chat/events") as response:
        lines = response.iter_lines()
        assert events_of(lines, 1, "state")[0]["data"] == {"state": "bot"}
        row = house.reply(session_of(client), "Thinking", state="waiting")
        assert events_of(lines, 1, "typing")[0]["data"] == {"on": True}
        house.set_state(outbound=row.id, conversation="staff")
        assert texts(events_of(lines, 1)) == ["Thinking"]
        assert events_of(lines, 1, "state")[0]["data"] == {"state": "staff"}
        assert events_of(lines, 1, "typing")[0]["data"] == {"on": False}


def test_two_tabs_get_the_same(house: Any, client: httpx.Client, events_of: Events) -> None:
    with client.stream("GET", "/chat/events") as one, client.stream("GET", "/chat/events") as two:
        house.reply(session_of(client), "For both")
        assert texts(events_of(one.iter_lines(), 1)) == texts(events_of(two.iter_lines(), 1)) == ["For both"]


def test_nobody_gets_the_replies_of_another(house: Any, client: httpx.Client, events_of: Events) -> None:
    with httpx.Client(base_url=client.base_url, timeout=10) as other:
        other.get("/chat/")
        with other.stream("GET", "/chat/events") as response:
            house.reply(session_of(client), "For the first only")
            house.reply(session_of(other), "For the other")
            assert texts(events_of(response.iter_lines(), 1)) == ["For the other"]


def test_a_browser_may_have_so_many_streams(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MAX_WATCHERS_EACH", 1)
    with client.stream("GET", "/chat/events") as response:
        lines = response.iter_lines()  # held: letting go of it would close the stream
        assert next(lines) == "retry: 2000"
        assert client.get("/chat/events").status_code == 429
        monkeypatch.setattr(stream, "MAX_WATCHERS", 1)
        with httpx.Client(base_url=client.base_url, timeout=10) as other:
            other.get("/chat/")
            assert other.get("/chat/events").status_code == 503


def test_the_stream_goes_on_after_the_server_was_started_again(house: Any, serve: Callable[[Any], Any], events_of: Events) -> None:
    server = serve(house)
    with httpx.Client(base_url=server.url, timeout=10) as client:
        client.get("/chat/")
        row = house.reply(session_of(client), "Before")
        with client.stream("GET", "/chat/events") as response:
            assert texts(events_of(response.iter_lines(), 1)) == ["Before"]
        server.stop()
        house.reply(session_of(client), "While it was down")
        server.start()
        with client.stream("GET", "/chat/events", headers={"Last-Event-ID": str(row.id)}) as response:
            assert texts(events_of(response.iter_lines(), 1)) == ["While it was down"]


def test_one_look_serves_every_chat(house: Any) -> None:
    waiting = house.reply("first-session", "Hello", state="waiting")
    house.reply("second-session", "Hello")
    keys = [house.vault.hash_address("web", "web", name) for name in ("first-session", "second-session", "no-such-session")]
    found = stream.look(house.sessions, keys)
    assert found[keys[0]] == stream.Snapshot(published=0, newest=0, typing=True)
    assert found[keys[1]] == stream.Snapshot(published=1, newest=waiting.id + 1)
    assert found[keys[2]] == stream.Snapshot()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, Cursor()),
        ("", Cursor()),
        ("15", Cursor(15)),
        ("15~13~14", Cursor(15, frozenset({13, 14}))),
        ("-1", Cursor()),
        ("x~y", Cursor()),
        ("9" * 40, Cursor()),
        ("²", Cursor()),
    ],
)
def test_a_cursor_is_read_or_begins_anew(text: str | None, expected: Cursor) -> None:
    assert Cursor.parse(text) == expected
    assert Cursor.parse(str(expected)) == expected


def test_what_is_not_published_is_not_read(house: Any) -> None:
    for state in ("waiting", "sending", "failed", "returned"):
        house.reply("a-session", state, state=state)
    for state in ("sent", "delivered", "read"):
        house.reply("a-session", state, state=state)
    with house.sessions() as session:
        found = read_new(session, house.vault, house.vault.hash_address("web", "web", "a-session"), Cursor())
    assert ["".join(part.text for part in line.parts) for line, _ in found] == ["sent", "delivered", "read"]
    assert str(found[-1][1]) == "7~1~2~3~4"
