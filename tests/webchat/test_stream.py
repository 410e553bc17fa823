"""Replies out: the stream over a real connection, in order, from where the browser left off, each once."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from bot.intake.webchat import hub, stream, transcript
from bot.intake.webchat.guard import Refused
from bot.intake.webchat.hub import Hub, Snapshot
from bot.intake.webchat.session import COOKIE
from bot.intake.webchat.stream import ReplyStream
from bot.intake.webchat.transcript import Cursor, read_new
from bot.store.tables import InboundMessage

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


def test_one_browser_may_have_so_many_streams_and_gets_their_places_back(
    house: Any, client: httpx.Client, events_of: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "MAX_WATCHERS_EACH", 1)
    with client.stream("GET", "/chat/events") as response:
        lines = response.iter_lines()  # held: letting go of it would close the stream
        events_of(lines, 1, "state")
        refused = client.get("/chat/events")
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "30")
        monkeypatch.setattr(hub, "MAX_WATCHERS", 1)
        with httpx.Client(base_url=client.base_url, timeout=10) as other:
            other.get("/chat/")
            assert other.get("/chat/events").status_code == 503
    # The tab is closed: its place is free again as soon as the server has noticed.
    for _ in range(1000):
        with client.stream("GET", "/chat/events") as response:
            if response.status_code == 200:
                events_of(response.iter_lines(), 1, "state")
                return
    raise AssertionError("the place was never given back")


def test_nobody_takes_all_the_places(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "MAX_WATCHERS_AN_ADDRESS", 2)

    async def play() -> None:
        places = Hub(house.sessions)
        first, second = places.join("a", "192.0.2.1"), places.join("b", "192.0.2.1")
        with pytest.raises(Refused, match="too_fast"):
            places.join("c", "192.0.2.1")
        third = places.join("c", "192.0.2.2")
        assert places.listening == 3
        places.part(first)
        places.part(first)
        assert places.listening == 2
        for watcher in (places.join("d", "192.0.2.1"), second, third):
            places.part(watcher)
        assert places.listening == 0
        assert places._task is None, "nobody listens, so nobody asks the database"

    asyncio.run(play())


def test_streams_leave_open_files_for_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    for files, most in ((1024, 1024 - hub.SPARE_FILES), (100_000, hub.MAX_WATCHERS), (100, 1), (resource.RLIM_INFINITY, hub.MAX_WATCHERS)):
        monkeypatch.setattr(resource, "getrlimit", lambda _, files=files: (files, files))
        assert hub.most_watchers() == most


def play_stream(places: Hub, read: Any, send: Any) -> None:
    """Runs one stream against a browser that takes what ``send`` takes, and never goes by itself."""

    async def receive() -> Any:
        await asyncio.Event().wait()

    async def play() -> None:
        watcher = places.join("a", "192.0.2.1")
        await ReplyStream(places, watcher, Cursor(), read)({"type": "http"}, receive, send)
        assert places.listening == 0

    asyncio.run(asyncio.wait_for(play(), 10))


def test_a_browser_that_reads_nothing_is_let_go(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "SEND_TIMEOUT_SECONDS", 0.01)
    monkeypatch.setattr(transcript, "MAX_NEW", 3)
    monkeypatch.setattr(stream, "MAX_NEW", 3)
    for number in range(10):
        house.reply("a-session", f"Reply {number}")
    reads: list[int] = []
    taken = 0

    def read(after: Cursor) -> Any:
        with house.sessions() as session:
            found = read_new(session, house.vault, house.key("a-session"), after)
        reads.append(len(found))
        return found

    async def send(message: Any) -> None:
        nonlocal taken
        taken += b"event: message" in message.get("body", b"")
        if taken > 4:
            await asyncio.Event().wait()  # its buffer is full

    play_stream(Hub(house.sessions), read, send)
    assert reads == [3, 3], "what a browser does not take is not read for it"


def test_a_database_that_goes_away_ends_the_stream_and_not_the_server(house: Any) -> None:
    def read(_: Cursor) -> Any:
        raise OperationalError("", {}, Exception())

    bodies: list[bytes] = []

    async def send(message: Any) -> None:
        bodies.append(message.get("body", b""))

    play_stream(Hub(house.sessions), read, send)
    assert bodies[-1] == b""


def test_all_that_waits_comes_however_much_it_is(house: Any, client: httpx.Client, events_of: Events) -> None:
    session_id = session_of(client)
    expected = [f"Reply {number}" for number in range(2 * transcript.MAX_NEW + 7)]
    for text in expected:
        house.reply(session_id, text)
    with client.stream("GET", "/chat/events") as response:
        assert texts(events_of(response.iter_lines(), len(expected))) == expected
    found, after = [], "0"
    while lines := (answer := client.get("/chat/history", params={"after": after}).json())["lines"]:
        found += [line["text"] for line in lines]
        after = answer["cursor"]
    assert found == expected


def test_a_stream_ends_when_the_person_leaves(house: Any, client: httpx.Client, events_of: Events) -> None:
    house.reply(session_of(client), "A private answer")
    with client.stream("GET", "/chat/events") as response:
        lines = response.iter_lines()
        events_of(lines, 1)
        with httpx.Client(base_url=client.base_url, cookies=dict(client.cookies)) as tab:
            assert tab.post("/chat/leave").status_code == 303
        assert events_of(lines, 1, "left")[0]["data"] == {"left": True}
        assert [line for line in lines if line] == []
    assert client.get("/chat/events").status_code == 403


def test_a_line_that_lives_is_heard(house: Any, client: httpx.Client, events_of: Events, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "PING_SECONDS", 0.05)
    with client.stream("GET", "/chat/events") as response:
        assert [event["data"] for event in events_of(response.iter_lines(), 2, "ping")] == [1, 1]


@pytest.mark.parametrize("value", ["999999999999~1~2", "0", "x", "-5", "~~~", "9" * 5000, "1~" * 5000, "1'; DROP TABLE outbound; --"])
def test_a_made_up_place_shows_nothing_of_others(house: Any, client: httpx.Client, value: str) -> None:
    house.reply("someone-else", "Not yours")
    house.reply(session_of(client), "Yours")
    answer = client.get("/chat/history", params={"after": value})
    assert answer.status_code == 200
    assert {line["text"] for line in answer.json()["lines"]} <= {"Yours"}


def test_a_gap_beyond_the_first_page_of_news_is_not_lost(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcript, "MAX_NEW", 1)
    rows = [house.reply("a-session", text) for text in ("One", "Two", "Three")]
    cursor, found = Cursor(rows[2].id, frozenset({rows[0].id, rows[1].id})), []
    with house.sessions() as session:
        while news := read_new(session, house.vault, house.key("a-session"), cursor):
            found += ["".join(part.text for part in line.parts) for line, _ in news]
            cursor = news[-1][1]
    assert (found, str(cursor)) == (["One", "Two"], str(rows[2].id))


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
    keys = [house.key(name) for name in ("first-session", "second-session", "no-such-session")]
    found = hub.look(house.sessions, keys)
    assert found[keys[0]] == Snapshot(published=0, newest=0, typing=True)
    assert found[keys[1]] == Snapshot(published=1, newest=waiting.id + 1)
    assert found[keys[2]] == Snapshot()


@pytest.mark.parametrize(
    ("kind", "state", "conversation", "typing"),
    [
        ("text", "waiting", "bot", True),
        ("button", "waiting", "bot", True),
        ("text", "waiting", "waiting", True),  # asked for a person: until one comes the assistant still answers
        ("text", "waiting", "staff", False),  # a person has it, and nobody knows whether they are writing
        ("text", "done", "bot", False),
        ("text", "failed", "bot", False),
        ("hand_back", "waiting", "bot", False),  # no turn of theirs
    ],
)
def test_the_typing_sign_is_shown_only_while_a_turn_of_theirs_waits(
    house: Any, kind: str, state: str, conversation: str, typing: bool
) -> None:
    client = house.browser()
    client.post("/chat/messages", json={"id": "message-1", "text": "Hello"})
    with house.sessions() as session, session.begin():
        row = session.execute(select(InboundMessage)).scalar_one()
        row.kind, row.state = kind, state
    house.set_state(conversation=conversation)
    key = house.key(house.session_of(client))
    assert hub.look(house.sessions, [key])[key].typing is typing
    assert client.get("/chat/history", params={"after": "0"}).json()["typing"] is typing


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
        found = read_new(session, house.vault, house.key("a-session"), Cursor())
    assert ["".join(part.text for part in line.parts) for line, _ in found] == ["sent", "delivered", "read"]
    assert str(found[-1][1]) == "7~1~2~3~4"


def test_reading_one_chat_never_reads_all_the_others(house: Any) -> None:
    """SQLite, which keeps no statistics, would take the index on the state, where every reply ever sent stands under ``sent``."""
    house.reply("a-session", "Hello")
    key, asked = house.key("a-session"), []
    with house.sessions() as session:
        connection = session.connection()
        event.listen(connection.engine, "before_cursor_execute", lambda *said: asked.append(said[2:4]))
        transcript.read_transcript(session, house.vault, key)
        read_new(session, house.vault, key, Cursor())
        hub.look(house.sessions, [key])
        plans = [
            row[3] for statement, values in list(asked) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    assert [plan for plan in plans if "ix_outbound_conversation" in plan]
    assert [plan for plan in plans if plan.startswith("SCAN") and "CONSTANT" not in plan and "subquery" not in plan] == []
    # Only what waits is looked for by its state, and that is little.
    assert len([plan for plan in plans if "ix_outbound_state" in plan]) <= 1
