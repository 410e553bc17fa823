"""Invented announcements for tests: no such event, survey or change was ever announced."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.announcements import checks, editing
from bot.announcements.announcement import CuratedAnnouncement
from bot.announcements.kinds import KINDS
from bot.organisation import Organisation
from bot.store.tables import Announcement

OURS = {
    "organiser": "Healthwatch Cambridgeshire and Peterborough",
    "source_url": "https://www.healthwatchcambridgeshire.co.uk/made-up",
    "area": "both",
    "place": "",
}


def event(today: dt.date, *, in_days: int = 12, **changes: str) -> dict[str, str]:
    """What an editor types for an event ``in_days`` from today."""
    return {
        **OURS,
        "title": "Made-up drop-in about dentists",
        "label": "Wisbech drop-in",
        "summary": "Come and tell us about your dentist. There is tea. You can stay as long as you like.",
        "day": (today + dt.timedelta(days=in_days)).isoformat(),
        "begins": "14:00",
        "finishes": "16:00",
        "area": "cambridgeshire",
        "venue": "Invented Hall, 1 Made-up Road",
        "place": "Wisbech",
        "travel": "The bus stops at the door. There is a car park.",
        "step_free": "yes",
        "hearing_loop": "yes",
        "interpreter": "yes",
        "access_more": "There is a quiet room.",
        "link": "",
        "cost": "It is free",
        "audience": "Everyone",
        "checked_on": today.isoformat(),
        "shown_from": today.isoformat(),
        **changes,
    }


def opportunity(today: dt.date, *, in_days: int = 20, **changes: str) -> dict[str, str]:
    """What an editor types for a survey that closes ``in_days`` from today."""
    return {
        **OURS,
        "title": "Made-up survey about GP phone lines",
        "label": "GP phone survey",
        "form": "survey",
        "summary": "Tell us how easy it is to ring your surgery.",
        "asks": "Ten short questions. They take five minutes.",
        "closes": (today + dt.timedelta(days=in_days)).isoformat(),
        "link": "https://www.healthwatchcambridgeshire.co.uk/made-up-survey",
        "access": "We can post you a paper form, or ask you by phone.",
        "approval": "",
        "audience": "Everyone",
        "checked_on": today.isoformat(),
        "shown_from": today.isoformat(),
        **changes,
    }


def impact(today: dt.date, **changes: str) -> dict[str, str]:
    """What an editor types for a change that people's words led to."""
    return {
        **OURS,
        "title": "More phone lines at a made-up surgery",
        "label": "GP phone lines",
        "told": "You waited too long on the phone in the morning.",
        "changed": "There are two more phone lines, and a call back.",
        "changed_by": "Invented Surgery",
        "changed_on": (today - dt.timedelta(days=40)).isoformat(),
        "service_type": "gp",
        "topic": "gp_access",
        "checked_on": today.isoformat(),
        "shown_from": today.isoformat(),
        "until": (today + dt.timedelta(days=90)).isoformat(),
        **changes,
    }


def made(kind: str, typed: dict[str, str], organisation: Organisation, slug: str = "made-up") -> CuratedAnnouncement:
    """The announcement that was typed. Fails when it cannot even be kept."""
    one, problems = checks.read_form(KINDS[kind], typed, slug, organisation)
    assert one is not None, problems
    return one


def published(session: Any, kind: str, typed: dict[str, str], organisation: Organisation, now: dt.datetime) -> Announcement:
    """Kept in the database, and shown to the public as far as its dates allow."""
    one = made(kind, typed, organisation, editing.new_slug(session, typed["title"]))
    row = editing.save(session, one, "published", actor="staff:1", now=now)
    session.flush()
    return row


def by_name(name: str, today: dt.date) -> tuple[str, dict[str, str]]:
    """What a transcript calls an announcement: its kind, and what an editor types for it."""
    what, _, place = name.partition(" in ")
    if what == "event" and place:
        return "event", event(today, in_days=9, title=f"Made-up meeting in {place}", label=place[:20], place=place, area=place.lower())
    return {
        "event": ("event", event(today)),
        "survey": ("opportunity", opportunity(today)),
        "volunteer role": (
            "opportunity",
            opportunity(today, title="Made-up listening role", label="Listening role", form="volunteering", link="", in_days=40),
        ),
        "change at gp": ("impact_story", impact(today)),
    }[what]
