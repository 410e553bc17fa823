"""Web chat: the two shapes a page may send, and what is refused."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest

from bot.messages import Inbound
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
        ({"id": ID, "text": "  "}, {"ignored": "empty"}),
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
        [],
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
