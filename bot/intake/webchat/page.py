"""The pages people see, and the headers that keep them to themselves."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from bot.intake.webchat.transcript import Transcript
from bot.organisation import Organisation

HERE = Path(__file__).parent
STATIC = HERE / "static"

LEAVE_TO = "https://www.bbc.co.uk/weather"
"""Where the quick exit goes: a page that many people open and that says nothing about them."""

STATES = {
    "bot": "This is the automated assistant.",
    "waiting": "You asked for a person. They will answer here.",
    "staff": "You are talking to a person in our team.",
    "closed": "This chat was closed. Write again to start a new one.",
}
"""What the page says of each handover state."""

STARTERS = ("I want to share an experience", "How do I find an NHS dentist?", "I want to speak to a person")

COMMON_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
"""Nothing of a chat stays in a cache; no other site learns of it. (``no-referrer`` would hide our own origin from us.)"""


def frame_ancestors(organisation: Organisation) -> str:
    """Who may show the chat in a frame: ourselves and the organisation's own site."""
    parts = urlsplit(organisation.website or "")
    return f"'self' {parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else "'self'"


def page_headers(organisation: Organisation) -> dict[str, str]:
    """Headers of every page: only our own files run, nothing is fetched from elsewhere, forms go to us or to the exit."""
    exit_to = urlsplit(LEAVE_TO)
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": "'self'",
        "form-action": f"'self' {exit_to.scheme}://{exit_to.netloc}",
        "frame-ancestors": frame_ancestors(organisation),
        "base-uri": "'none'",
    }
    return {
        **COMMON_HEADERS,
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
        "X-Robots-Tag": "noindex",
    }


def local_time(moment: dt.datetime, zone: ZoneInfo) -> str:
    """A time of day where the organisation is, as people write it: 9:05am."""
    local = moment.astimezone(zone)
    return f"{local.hour % 12 or 12}:{local.minute:02d}{'am' if local.hour < 12 else 'pm'}"


STATIC_HEADERS = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}


class Static(StaticFiles):
    """The pages' own files. Kept by the browser only as long as they are unchanged, and by no other site."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """A file with the headers of ours."""
        response = super().file_response(*args, **kwargs)
        response.headers.update(STATIC_HEADERS)
        return response


class Pages:
    """Renders the pages for one organisation."""

    def __init__(self, organisation: Organisation) -> None:
        self._headers = page_headers(organisation)
        # Escaping is on for every template: what people write is text, whatever it looks like.
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._templates.globals.update(organisation=organisation, leave_to=LEAVE_TO, states=STATES, new_id=_new_id)
        self._templates.filters["clock"] = lambda moment: local_time(moment, organisation.timezone)

    def chat(self, transcript: Transcript, *, status: int = 200, error: str | None = None, draft: str = "") -> HTMLResponse:
        """The chat page. ``error`` is a sentence shown above the form, ``draft`` what stays in the box."""
        last_own = max((index for index, line in enumerate(transcript.lines) if line.who == "you"), default=-1)
        return self._render("chat.html", status, transcript=transcript, last_own=last_own, error=error, draft=draft, starters=STARTERS)

    def privacy(self) -> HTMLResponse:
        """The privacy notice."""
        return self._render("privacy.html", 200)

    def _render(self, name: str, status: int, **values: Any) -> HTMLResponse:
        html = self._templates.get_template(name).render(**values)
        # A lone half of a surrogate pair can be sent as JSON but not written as UTF-8.
        return HTMLResponse(html.encode("utf-8", "replace"), status, headers=self.headers)

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of every page."""
        return self._headers


def _new_id() -> str:
    """An id for a message that will be sent as a form: sent twice, it is still one message."""
    return str(uuid.uuid4())
