"""Web chat: the two shapes a page may send, and what is refused."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timezone
from typing import Any

import pytest

from bot.messages import Button, Channel, Inbound, Reply, Sender
from connectors import webchat
from connectors.errors import PayloadError

RECEIVED = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)
ID = "0b8e3c1e-6a3f-4d8f-9d43-2b8a4c1f0a11"
SAM = {"sender": "web:web:s1"}


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"id": ID, "text": "Hello"}, {"inbound": "text", **SAM, "text": "Hello"}),
        ({"id": ID, "text": "/restart"}, {"inbound": "text", **SAM, "text": "/restart"}),
        ({"id": ID, "text": "a\x00b"}, {"inbound": "text", **SAM, "text": "ab"}),
        ({"id": ID, "text": "<b>x</b>"}, {"inbound": "text", **SAM, "text": "<b>x</b>"}),
        ({"id": ID, "text": "x" * 10_000}, {"inbound": "text", **SAM, "text": "x" * 10_000}),
        ({"id": ID, "button": "tok.1"}, {"inbound": "button", **SAM, "payload": "tok.1"}),
        ({"id": ID, "text": "Hi", "session": "s2"}, {"inbound": "text", **SAM, "text": "Hi"}),
        ({"id": ID, "text": "\u202eolleh"}, {"inbound": "text", **SAM, "text": "\u202eolleh"}),
        ({"id": ID, "text": "half \ud83d"}, {"inbound": "text", **SAM, "text": "half \ufffd"}),
        ({"id": ID, "text": "\U0001fae0"}, {"inbound": "text", **SAM, "text": "\U0001fae0"}),
        ({"id": ID, "button": "q.1\x00" + "y" * 2000}, {"inbound": "button", **SAM, "payload": "q.1" + "y" * 997}),
        ({"id": ID, "text": "  "}, {"ignored": "empty"}),
        ({"id": ID, "text": "\u200b\u2060\x00\n"}, {"ignored": "empty"}),
    ],
)
def test_events(payload: dict[str, Any], expected: dict[str, Any], shorten: Any) -> None:
    assert shorten(webchat.parse(json.dumps(payload).encode(), "s1", RECEIVED)) == [expected]


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"text": "Hello"},
        {"id": 7, "text": "Hello"},
        {"id": "x" * 65, "text": "Hello"},
        {"id": "a b c d e f", "text": "Hello"},
        {"id": ID},
        {"id": ID, "text": 5},
        {"id": ID, "text": "Hello", "button": "tok"},
        {"id": ID, "button": ["tok"]},
        {"id": ID, "text": None},
        {"id": f"{ID}\n", "text": "Hello"},
        {"id": "²²²²²²²²", "text": "Hello"},
        {"id": "1234567", "text": "Hello"},
        [],
        "text",
        None,
    ],
)
def test_another_shape_is_refused(payload: Any) -> None:
    with pytest.raises(PayloadError):
        webchat.parse(json.dumps(payload).encode(), "s1", RECEIVED)


def test_the_session_is_in_the_key_but_cannot_be_read_from_it() -> None:
    body = json.dumps({"id": ID, "text": "Hello"}).encode()
    (first,), (again,), (other,) = (webchat.parse(body, session, RECEIVED) for session in ("secret-1", "secret-1", "secret-2"))
    assert isinstance(first, Inbound)
    assert isinstance(again, Inbound)
    assert isinstance(other, Inbound)
    assert first.provider_id == again.provider_id != other.provider_id
    assert "secret" not in first.provider_id


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b'{"id": "' + ID.encode() + b'", "text": "' + b"x" * 9])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(PayloadError):
        webchat.parse(body, "s1", RECEIVED)


def test_a_reply_keeps_every_button_and_every_word() -> None:
    buttons = tuple(Button(f"Choice {number}", f"q.{number}") for number in range(30))
    long = "A sentence of help. " * 1000
    rendered = webchat.render(Reply(long, buttons))
    assert "".join(part.text for part in rendered).replace(" ", "") == long.replace(" ", "")
    assert rendered[-1].buttons == buttons
    assert webchat.render(Reply("\u200b ")) == []


def test_sending_is_marking_and_never_doubles() -> None:
    connector = webchat.WebChatConnector()
    to = Sender(Channel.WEB, "web", "s1")
    (rendered,) = connector.render(Reply("Hello"))

    async def play() -> tuple[str, object]:
        await connector.seen(to)
        found = await connector.find_sent(to, rendered, "key-1", RECEIVED, frozenset())
        sent = await connector.send(to, rendered, "key-1")
        await connector.aclose()
        return sent, found

    assert asyncio.run(play()) == ("key-1", None)
