"""Reading what a platform sent: headers, JSON, ids, text and times, each bounded so that nothing later can choke on it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from connectors.errors import PayloadError
from connectors.text import clean

MAX_ID = 255
MAX_PAYLOAD = 1000

BAD_ITEM = (KeyError, TypeError, ValueError, AttributeError, IndexError)
"""What reading one malformed item can raise: the item is counted and skipped, its neighbours are not."""


def header(headers: Mapping[str, str], name: str) -> str | None:
    """A header by name in any case; works for plain dicts as for a framework's headers."""
    value = headers.get(name)
    if value is not None:
        return value
    wanted = name.lower()
    return next((value for key, value in headers.items() if key.lower() == wanted), None)


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object in a body. Raises ``PayloadError`` for anything else."""
    try:
        value = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise PayloadError("The body is not JSON.") from None
    if not isinstance(value, dict):
        raise PayloadError("The body is JSON, but not an object.")
    return value


def as_dict(value: object) -> dict[str, Any]:
    """The value if it is a JSON object. Raises ``TypeError`` otherwise."""
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return value


def some_dict(value: object) -> dict[str, Any]:
    """The value if it is a JSON object, else an empty one: for what only decorates an item, which must not be lost for it."""
    return value if isinstance(value, dict) else {}


def some_list(value: object) -> list[Any]:
    """The value if it is a list, else an empty one: see ``some_dict``."""
    return value if isinstance(value, list) else []


def some_text(value: object) -> str:
    """The value if it is text, else "": see ``some_dict``."""
    return clean(value) if isinstance(value, str) else ""


def as_list(value: object) -> list[Any]:
    """The value if it is a list; an empty list for None. Raises ``TypeError`` otherwise."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


def as_id(value: object) -> str:
    """An id, which platforms write as a string or a number. One beyond 255 characters is replaced by its hash.

    Raises ``TypeError`` or ``ValueError`` if there is none.
    """
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise TypeError("no id")
    text = clean(str(value)).strip()
    if not text:
        raise ValueError("empty id")
    return text if len(text) <= MAX_ID else derived_id("long", text)


def derived_id(kind: str, *parts: object) -> str:
    """A de-duplication key for an event that has no id of its own, made of what makes it one event."""
    return f"{kind}:{hashlib.sha256('|'.join(map(str, parts)).encode()).hexdigest()[:40]}"


def as_text(value: object) -> str:
    """Text as written, or "" for None. Raises ``TypeError`` for anything but text."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError("not text")
    return clean(value)


def as_payload(value: object) -> str | None:
    """A button's payload or a referral's reference, cut where no token of ours can reach."""
    return as_text(value)[:MAX_PAYLOAD] or None


def moment(value: object, fallback: datetime) -> datetime:
    """A time given as seconds or milliseconds since 1970, as number or string, or in ISO 8601; ``fallback`` where there is none.

    Meta writes milliseconds on messages, seconds on comments and on some referrals, and letters in the Graph API's answers.
    """
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)
    elif isinstance(value, str):
        return _iso(value) or fallback
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
        return fallback
    try:
        return datetime.fromtimestamp(value / 1000 if value > 100_000_000_000 else value, tz=timezone.utc)
    except (OverflowError, ValueError, OSError):
        return fallback


def _iso(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z").astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None
