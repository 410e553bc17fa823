"""Turning templates into answers: the Jinja environment, its filters, and how a refusal looks."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.desk.cookies import PATH
from bot.information.topics import in_words as words
from bot.messages import CHANNEL_NAMES
from bot.organisation import Organisation

HERE = Path(__file__).parent
STATIC = HERE / "static"

RECORDS = {
    "inbound": "Messages from them",
    "outbound": "Answers to them",
    "colleague_note": "Notes between colleagues",
    "outbound_part": "Parts of answers, as they were sent",
    "tracker_event": "The assistant's memory of the talk",
    "handover": "Requests for a person",
    "sealed": "Sealed originals",
    "contact": "Address on a channel",
    "experience": "Stories",
    "experience_code": "Codes of stories",
    "consent_grant": "Choices about stories",
    "about_person": "Answers about themselves",
    "notice_shown": "Privacy notices shown",
    "public_item": "Public comments",
    "moderation_case": "Moderation cases",
    "moderation_action": "Acts on the platform",
    "danger_sign": "Danger signs",
    "safeguarding_concern": "Safeguarding records",
    "detail_in_text": "Texts of others in which it stands",
    "enquiry": "Questions, without words",
    "interest": "Wishes to come to an event or to join in",
}
"""Tables in words for staff."""
LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "cs": "Czech", "cy": "Welsh", "de": "German", "en": "English",
    "es": "Spanish", "fa": "Persian", "fr": "French", "gu": "Gujarati", "hi": "Hindi", "hu": "Hungarian", "it": "Italian",
    "ku": "Kurdish", "lt": "Lithuanian", "lv": "Latvian", "pa": "Punjabi", "pl": "Polish", "ps": "Pashto", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "so": "Somali", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
"""Languages that a platform names by code; another code is shown as it is."""
STATES = {"bot": "With the assistant", "waiting": "Waiting for a person", "staff": "With staff", "closed": "Closed"}

_PLACEHOLDER = re.compile(r"(\[[A-Za-z][A-Za-z0-9 ]{1,30}\])")
_TAKEN_OUT = Markup('<span class="taken-out">{}</span>')

REFUSALS = {
    400: ("That did not arrive whole", "Go back, load the page again and try once more."),
    403: ("You cannot do that", "Your role does not allow this, or the page was open for too long. Load it again."),
    404: ("There is nothing here", "The address may be mistyped, or what was here has been erased."),
    405: ("That does not work here", "Go back and use the buttons of the page."),
    429: ("Too many tries", "Wait ten minutes and try again."),
    500: ("Something went wrong", "It is our fault, not yours, and it has been noted. Try again in a moment."),
}


DONE = {
    "saved": "Saved.",
    "draft": "Saved as a draft. Nobody outside the desk sees it.",
    "published": "Published. The assistant uses it from the next question on.",
    "withdrawn": "Withdrawn. Nobody is answered from it any more.",
    "ended": "Ended. Nobody is told of it any more.",
    "coded": "Your choice is saved.",
    "released": "Released for reports.",
    "kept_back": "Taken out of reports again.",
    "hide": "It will be hidden in a moment. Below it you see when it is done.",
    "undo": "It will be shown again in a moment. Below it you see when it is done.",
    "answer": "It will be posted in a moment. Below it you see when it is done.",
    "private": "It will be sent in a moment. Below it you see when it is done.",
    "take_back": "It will be taken back in a moment. Below it you see when it is done.",
    "closed": "Closed. You find it under Closed, and can open it again there.",
    "opened": "It is open again.",
    "off": "They are off the list, and what we held for it is erased.",
    "switched_off": "The account is switched off.",
    "switched_on": "The account is switched on.",
    "second_step_off": "The second step is off.",
    "second_step_taken_off": "Their second step is off, and they are signed out. At their next sign-in they can set it up again.",
    "recovery": "You came in with a recovery code; it is used up now. If your phone is lost, turn the second step off and set it up anew.",
    "decided": "Your decision is written down.",
    "dealt_with": "Taken off the list of questions without an answer.",
    "reply_saved": "Saved. Everybody finds it under the reply box.",
    "noted": "Your note is kept. Only colleagues see it.",
    "reply_deleted": "Deleted. What was sent with it stays.",
    "told": "Noted that they have been told.",
    "request": "The request is written down.",
    "request_closed": "The request is closed. It stands under Closed lately.",
}
"""What a page says after something was done, by the code in its address: words of ours, never of the address."""


class Pages:
    """Renders templates for one organisation."""

    def __init__(self, organisation: Organisation) -> None:
        self._zone = organisation.timezone
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._environment.filters.update(
            clock=lambda at: f"{self.local(at):%H:%M}",
            day=lambda at: _day(self.local(at).date()),
            date=_day,
            month=lambda day: f"{day:%B %Y}",
            iso=lambda at: at.isoformat(timespec="seconds"),
            channel=lambda name: CHANNEL_NAMES.get(name, name.capitalize()),
            language=lambda code: LANGUAGES.get(code.replace("_", "-").split("-")[0].lower(), code),
            state=lambda name: STATES.get(name, name),
            placeholders=placeholders,
            words=words,
            record=lambda table: RECORDS.get(table, words(table)),
            week=lambda day: _day(dt.date.fromisoformat(day)),
        )
        self._environment.globals.update(organisation=organisation, url=url, static=static, ago=ago)

    def local(self, at: dt.datetime) -> dt.datetime:
        """A moment in the organisation's own time."""
        return at.astimezone(self._zone)

    def text(self, template: str, **context: Any) -> str:
        """A template as text."""
        return self._environment.get_template(template).render(**context)

    def page(self, template: str, status: int = 200, **context: Any) -> Response:
        """A template as an answer."""
        return HTMLResponse(self.text(template, **context), status_code=status)

    def refusal(
        self, request: Request, status: int, title: str | None = None, message: str | None = None, *, sign_in: bool = False
    ) -> Response:
        """A refusal in words: a page, or for htmx a notice that leaves the page (and what is being typed) alone."""
        usual = REFUSALS.get(status, REFUSALS[400] if status < 500 else REFUSALS[500])
        context = {"title": title or usual[0], "message": message or usual[1], "sign_in": sign_in}
        if request.headers.get("HX-Request"):
            response = self.page("notice.html", status, **context)
            response.headers["HX-Retarget"] = "#notice"
            response.headers["HX-Reswap"] = "innerHTML"
            return response
        return self.page("refusal.html", status, **context)


def placeholders(text: str) -> Markup:
    """Redacted text with its placeholders set apart. Every part is escaped: text is only text."""
    parts = _PLACEHOLDER.split(text)
    return Markup("").join(_TAKEN_OUT.format(part) if index % 2 else part for index, part in enumerate(parts))


def url(path: str) -> str:
    """A path of the desk as the browser must ask for it."""
    return f"{PATH}{path}"


@lru_cache(maxsize=32)
def static(name: str) -> str:
    """The address of one of our files, with a mark of its content so that a browser may keep it for good."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return url(f"/static/{name}?v={digest}")


def ago(then: dt.datetime, now: dt.datetime) -> str:
    """How long since, in words: the same words as ``desk.js`` keeps up to date."""
    minutes = max(0, int((now - then).total_seconds() // 60))
    if minutes < 1:
        return "less than a minute"
    for size, unit in ((60 * 24, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {unit}{'' if count == 1 else 's'}"
    raise AssertionError("minutes is at least 1")


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
