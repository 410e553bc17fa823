"""Reading what a browser sends: one message, as JSON from the page's script or as an ordinary form."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request

from bot.intake.body import BodyTooLarge, read_body
from bot.intake.webchat.guard import Refused
from connectors.text import is_blank

MAX_BYTES = 16 * 1024
"""The longest message, in bytes of UTF-8 JSON."""

MAX_FORM_BYTES = 12 * MAX_BYTES
"""What is read of a form: enough to give a message that is too long back to the person who wrote it."""

BODY_SECONDS = 30.0
"""How long a body may take to arrive: 16 KB at 5 kbit/s, the slowest a phone is worth waiting for."""

FORM = "application/x-www-form-urlencoded"
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_MAX_TOKEN = 100


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


def is_form(request: Request) -> bool:
    """Whether the page sent this without the help of JavaScript."""
    return _content_type(request) == FORM


async def read_message(request: Request) -> Message:
    """The message in a request's body.

    Raises ``Refused``: 413 too long, 415 neither JSON nor form, 408 too slow, 400 anything else.
    """
    form = is_form(request)
    if not form and _content_type(request) != "application/json":
        raise Refused(415, "bad_message")
    body = await _read(request, MAX_FORM_BYTES if form else MAX_BYTES)
    message = _checked(_form(body) if form else _json(body))
    if form and len((message.text or "").encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise Refused(413, "too_long", draft=message.text or "")
    return message


async def read_field(request: Request, name: str) -> str | None:
    """One field of a small form; None when it is not there. Raises ``Refused`` as ``read_message`` does."""
    if not is_form(request):
        raise Refused(415, "bad_message")
    return _form(await _read(request, 1024)).get(name)


async def _read(request: Request, limit: int) -> bytes:
    try:
        return await asyncio.wait_for(read_body(request, limit), BODY_SECONDS)
    except BodyTooLarge:
        raise Refused(413, "too_long") from None
    except (asyncio.TimeoutError, ClientDisconnect):
        raise Refused(408, "too_slow") from None


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, "bad_message") from None


def _form(body: bytes) -> dict[str, str]:
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
    if not isinstance(message_id, str) or not _ID.fullmatch(message_id) or (text is not None and button is not None):
        raise Refused(400, "bad_message", draft=text if isinstance(text, str) else "")
    if button is not None:
        if not isinstance(button, str) or not 0 < len(button) <= _MAX_TOKEN:
            raise Refused(400, "bad_message")
        return Message(message_id, button=button)
    if text is not None and not isinstance(text, str):
        raise Refused(400, "bad_message")
    if not text or is_blank(text):
        raise Refused(400, "empty")
    return Message(message_id, text=text)
