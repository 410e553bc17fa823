"""What is held about somebody as a page to read: records in plain words, days and times as people write them, lists one below another.

Nothing is left out or reworded but names of records, codes and times; the other form, JSON, has these as they are kept.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.messages import CHANNEL_NAMES
from bot.organisation import Organisation

NAMES = {
    "at": "When",
    "form": "Which form",
    "page": "Page of our information service",
    "provider_id": "The channel's number for it",
    "handover": "Times you were to speak to a person",
    "outbound_part": "How our answers were sent",
    "tracker_event": "What the assistant remembered of the talk",
    "danger_sign": "Signs of danger that were seen",
    "about_person": "Your answers about yourself",
    "consent_grant": "Your choices about stories",
}
"""Records and entries whose own names say little."""
_CODES = frozenset((
    "topic", "page", "outcome", "kind", "purpose", "reason", "state", "category", "form", "action", "sign", "what", "service_type",
    "taken_to_mean", "danger_sign",
))  # fmt: skip
"""Entries that hold a code of ours; any other may hold a person's own words, which stand as they are."""
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d\d:\d\d|Z)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def page(held: dict[str, Any], organisation: Organisation) -> str:
    """The page, whole and by itself: it loads nothing. ``held`` is what ``rights.export`` gives out as JSON."""
    template = _templates().get_template("held.html")
    return template.render(held=held, named=named, said=lambda value, name="": said(value, name, organisation.timezone))


def named(name: str) -> str:
    """The words for a kind of record, or for an entry of one."""
    return NAMES.get(name) or name.replace("_", " ").capitalize()


def said(value: object, name: str, timezone: ZoneInfo) -> str:
    """One value of the entry ``name``: yes and no, a day or a time in full, a channel, a code in words; a person's words as they are."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    text = str(value)
    try:
        if _TIME.fullmatch(text):
            when = dt.datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(timezone)
            return f"{when.day} {when:%B %Y at %H:%M}"
        if _DAY.fullmatch(text):
            day = dt.date.fromisoformat(text)
            return f"{day.day} {day:%B %Y}"
    except (ValueError, OverflowError):
        return text  # somebody's own words, which only look like a day
    if name == "channel":
        return CHANNEL_NAMES.get(text, text)
    return text.replace("_", " ") if name in _CODES else text


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(Path(__file__).with_name("templates")), autoescape=True, undefined=StrictUndefined)
