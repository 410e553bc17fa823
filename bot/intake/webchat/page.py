"""The pages people see, and the headers that keep them to themselves."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from bot.intake.webchat.embedding import frame_ancestors
from bot.intake.webchat.guard import WORDS
from bot.intake.webchat.session import KEEP_DAYS
from bot.intake.webchat.transcript import Transcript
from bot.organisation import Organisation
from bot.privacy.keeping.schedule import Schedule
from bot.store.tables import utcnow

HERE = Path(__file__).parent
STATIC = HERE / "static"

LEAVE_TO = "https://www.bbc.co.uk/weather"
"""Where the quick exit goes: a page that many people open and that says nothing about them."""

MODES = {"bot": "Automated assistant", "waiting": "Automated assistant", "staff": "A person in our team", "closed": "Chat closed"}
"""Who speaks in each handover state, in a few words."""

STATES = {
    "bot": "",
    "waiting": "We have told our team. A person will answer here.",
    "staff": "You are talking to a person in our team.",
    "closed": "This chat was closed. Write again to start a new one.",
}
"""What the page says of each handover state. A danger sign asks for a person too, so none says that the person asked."""

STARTERS = ("I want to share an experience", "How do I find an NHS dentist?", "I want to speak to a person")

COMMON_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
"""Nothing of a chat stays in a cache; no other site learns of it. (``no-referrer`` would hide our own origin from us.)"""


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


def page_headers(organisation: Organisation, *, secure: bool = False) -> dict[str, str]:
    """Headers of every page: only our own files run, nothing is fetched from elsewhere, forms go to us or to the exit.

    ``secure``: the public address is https, and browsers shall never try it without again.
    """
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
        # Nothing of ours turns text into markup; with this the browser refuses it to whatever might try.
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    return {
        **COMMON_HEADERS,
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "X-Robots-Tag": "noindex",
        **({"Strict-Transport-Security": "max-age=31536000"} if secure else {}),
    }


def local_time(moment: dt.datetime, zone: ZoneInfo, now: dt.datetime) -> str:
    """A time where the organisation is, as people write it: 9:05am today, 23 Nov 9:05am on another day."""
    local = moment.astimezone(zone)
    clock = f"{local.hour % 12 or 12}:{local.minute:02d}{'am' if local.hour < 12 else 'pm'}"
    if local.date() == now.astimezone(zone).date():
        return clock
    return f"{local.day} {MONTHS[local.month - 1]} {clock}"


def _version() -> str:
    """A name for the files as they are now: when one changes, so does every address."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


VERSION = _version()


class Static(StaticFiles):
    """The pages' own files, for no other site. Under their version's name they never change, so a phone asks once."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """A file with the headers of ours."""
        response = super().file_response(*args, **kwargs)
        scope = next(argument for argument in args if isinstance(argument, dict))
        current = scope.get("path_params", {}).get("version") == VERSION
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if current else "no-cache"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class Pages:
    """Renders the pages for one organisation."""

    def __init__(self, organisation: Organisation, *, secure: bool = False, clock: Callable[[], dt.datetime] = utcnow) -> None:
        self._headers = page_headers(organisation, secure=secure)
        # Escaping is on for every template: what people write is text, whatever it looks like.
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._templates.globals.update(
            organisation=organisation,
            leave_to=LEAVE_TO,
            states=STATES,
            modes=MODES,
            keep_days=KEEP_DAYS,
            kept=Schedule(organisation).in_words,
            new_id=_new_id,
            static=f"/chat/static/{VERSION}",
        )
        self._templates.filters["clock"] = lambda moment: local_time(moment, organisation.timezone, clock())

    def chat(
        self,
        transcript: Transcript,
        *,
        status: int = 200,
        problem: str | None = None,
        draft: str = "",
        kept: bool = False,
        framed: bool = False,
    ) -> HTMLResponse:
        """The chat page. ``problem`` is a key of ``WORDS``, shown above the form; ``draft`` is what stays in the box."""
        last_own = max((index for index, line in enumerate(transcript.lines) if line.who == "you"), default=-1)
        return self._render(
            "chat.html",
            status,
            transcript=transcript,
            last_own=last_own,
            # Where to begin to read: the first line since the person wrote last, or the last there is.
            latest=min(last_own + 1, len(transcript.lines) - 1) if last_own >= 0 else len(transcript.lines) - 1,
            problem=problem,
            error=WORDS[problem] if problem else None,
            draft=draft,
            kept=kept,
            framed=framed,
            starters=STARTERS,
        )

    def privacy(self) -> HTMLResponse:
        """The privacy notice."""
        return self._render("privacy.html", 200)

    def help(self) -> HTMLResponse:
        """How to use the chat, and how to leave it without a trace on the screen."""
        return self._render("help.html", 200)

    def sorry(self, status: int, problem: str) -> HTMLResponse:
        """A page for when there is no chat to show: what is wrong, and the other ways to reach somebody."""
        return self._render("sorry.html", status, words=WORDS[problem])

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
