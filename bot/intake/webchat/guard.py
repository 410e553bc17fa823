"""What stands before the door: is it our own page that sends, is it readable, and is it not too much or too fast?"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request

from bot.intake.body import BodyTooLarge, read_body

MAX_BYTES = 16 * 1024
"""The longest message, in bytes of UTF-8 JSON."""

MAX_FORM_BYTES = 3 * MAX_BYTES
"""The same message as a form: percent-encoding writes three bytes for one."""

SESSION_BURST, SESSION_PER_SECOND = 30, 1.0
ADDRESS_BURST, ADDRESS_PER_SECOND = 300, 20.0
"""Messages at once, and then per second. A library or a surgery is one address with many people behind it."""

MAX_KEPT = 10_000
"""How many token buckets are held at once."""

_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_MAX_TOKEN = 100

WORDS = {
    "bad_message": "We could not read that message. Please try again.",
    "empty": "Please write a message first.",
    "too_long": "That message is too long to send in one go. Please send it in smaller parts.",
    "too_fast": "You are sending messages very fast. Please wait a moment, then try again.",
    "other_site": "That message did not come from our chat page, so we did not take it. Please open the chat page and try again.",
    "ended": "This chat has ended. Please open the chat page again to start a new one.",
    "busy": "We could not save your message just now. Please try again in a minute.",
    "full": "Too many people are using the chat just now. Please try again in a minute.",
}
"""What a person is told, by the code that a program is told."""


class Refused(Exception):
    """A request that is not taken: the status, and a key of ``WORDS``."""

    def __init__(self, status: int, code: str, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.retry_after = retry_after

    @property
    def words(self) -> str:
        """The reason in plain words."""
        return WORDS[self.code]


@dataclass(frozen=True)
class Message:
    """What the browser asks us to take: its own id for it, and words or a button's token."""

    id: str
    text: str | None = None
    button: str | None = None

    def as_json(self) -> bytes:
        """The message in the connector's own form."""
        what = {"button": self.button} if self.button is not None else {"text": self.text}
        return json.dumps({"id": self.id, **what}).encode()


def check_origin(headers: Headers, public_url: str) -> None:
    """Refuses what another site's page makes a browser send (403).

    Every current browser says where a POST comes from (``Sec-Fetch-Site``, ``Origin``). A request that says neither
    comes from a program, which holds nobody's cookie but its own.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site != "same-origin":
        raise Refused(403, "other_site")
    if origin is None or (origin == "null" and site == "same-origin"):
        return
    parts = urlsplit(origin)
    ours = {urlsplit(public_url).netloc, headers.get("host", "")}
    if parts.scheme not in ("http", "https") or parts.netloc not in ours:
        raise Refused(403, "other_site")


def is_form(request: Request) -> bool:
    """Whether the page sent this without the help of JavaScript."""
    return _content_type(request) == "application/x-www-form-urlencoded"


async def read_message(request: Request) -> Message:
    """The message in a request's body. Raises ``Refused``: 413 too long, 415 neither JSON nor form, 400 anything else."""
    form = is_form(request)
    if not form and _content_type(request) != "application/json":
        raise Refused(415, "bad_message")
    try:
        body = await read_body(request, MAX_FORM_BYTES if form else MAX_BYTES)
    except BodyTooLarge:
        raise Refused(413, "too_long") from None
    message = _checked(_form(body) if form else _json(body))
    if form and len((message.text or "").encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise Refused(413, "too_long")
    return message


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, "bad_message") from None


def _form(body: bytes) -> object:
    try:
        fields = parse_qs(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=10)
    except ValueError:
        raise Refused(400, "bad_message") from None
    values = {name: entries[-1] for name, entries in fields.items()}
    if "text" in values:
        values["text"] = values["text"].replace("\r\n", "\n")
    return values


def _checked(fields: object) -> Message:
    if not isinstance(fields, dict):
        raise Refused(400, "bad_message")
    message_id, text, button = (fields.get(name) for name in ("id", "text", "button"))
    if not isinstance(message_id, str) or not _ID.fullmatch(message_id):
        raise Refused(400, "bad_message")
    if button is not None:
        if not isinstance(button, str) or len(button) > _MAX_TOKEN:
            raise Refused(400, "bad_message")
        return Message(message_id, button=button)
    if text is not None and not isinstance(text, str):
        raise Refused(400, "bad_message")
    if not text or not _says_something(text):
        raise Refused(400, "empty")
    return Message(message_id, text=text)


def _says_something(text: str) -> bool:
    """Whether anything in a text can be seen: spaces, control and zero-width characters cannot."""
    return any(unicodedata.category(character)[0] not in "ZC" for character in text)


class Buckets:
    """A token bucket for each key: ``burst`` at once, then ``per_second``. Held in memory only, and bounded."""

    def __init__(self, burst: int, per_second: float, clock: Callable[[], dt.datetime]) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, key: str) -> None:
        """Takes one token. Raises ``Refused`` (429) with the whole seconds until there is one again."""
        now = self._clock().timestamp()
        level, since = self._levels.pop(key, (float(self._burst), now))
        level = min(float(self._burst), level + max(0.0, now - since) * self._per_second)
        # Written back last: the dictionary's order is that of last use, and the least used is forgotten first.
        self._levels[key] = (max(0.0, level - 1), now) if level >= 1 else (level, now)
        if len(self._levels) > MAX_KEPT:
            del self._levels[next(iter(self._levels))]
        if level < 1:
            raise Refused(429, "too_fast", retry_after=max(1, round((1 - level) / self._per_second)))
