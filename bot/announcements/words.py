"""How announcements are said: a list of a few, one in full, and the honest sentence when there is nothing.

Everything here is fixed text around what editors wrote and checked. Each answer ends with who says so and when it was checked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.announcements.announcement import CuratedAnnouncement
from bot.announcements.kinds import ACCESS, EVENT, FORMS, IMPACT, OPPORTUNITY
from bot.information import sms_length
from bot.information.replies import PERSON, long_date
from bot.messages import Button, Reply
from bot.organisation import Organisation

MOST = 3
"""Announcements in one list."""
SHARE = Button("Share an experience", "/share_experience")


def see_payload(slug: str) -> str:
    """What a button sends to read one announcement."""
    return f'/see_announcement{{"announcement": "{slug}"}}'


def join_payload(slug: str) -> str:
    """What a button sends to say that one would like to come."""
    return f'/join_in{{"announcement": "{slug}"}}'


def clock(at: dt.datetime) -> str:
    """``2pm``, ``2.30pm``, ``12 noon``: local time as people say it."""
    if (at.hour, at.minute) == (12, 0):
        return "12 noon"
    minutes = f".{at.minute:02d}" if at.minute else ""
    return f"{(at.hour - 1) % 12 + 1}{minutes}{'am' if at.hour < 12 else 'pm'}"


def when(one: CuratedAnnouncement, zone: dt.tzinfo) -> str:
    """``Tuesday 8 December 2026, 2pm to 4pm``; until when an opportunity is open; the month of a change."""
    if one.kind == EVENT and one.starts_at is not None:
        begins, ends = one.starts_at.astimezone(zone), _finish(one, zone)
        return f"{begins:%A} {long_date(begins.date())}, {clock(begins)} to {clock(ends)}"
    if one.kind == IMPACT:
        return f"{dt.date.fromisoformat(one.details['changed_on']):%B %Y}"
    return f"Open until {_last_day(one, zone):%A} {long_date(_last_day(one, zone))}"


def when_short(one: CuratedAnnouncement, zone: dt.tzinfo) -> str:
    """The same for a text message: ``Tue 8 Dec, 2pm to 4pm``."""
    if one.kind == EVENT and one.starts_at is not None:
        begins, ends = one.starts_at.astimezone(zone), _finish(one, zone)
        return f"{begins:%a} {begins.day} {begins:%b}, {clock(begins)} to {clock(ends)}"
    if one.kind == IMPACT:
        return f"{dt.date.fromisoformat(one.details['changed_on']):%b %Y}"
    day = _last_day(one, zone)
    return f"Open until {day:%a} {day.day} {day:%b}"


def where(one: CuratedAnnouncement) -> str:
    """The venue with its town, said once; ``Online`` where there is no venue."""
    venue = one.details.get("venue", "")
    if one.kind == EVENT and not venue:
        return "Online"
    if not venue or not one.place or one.place.casefold() in venue.casefold():
        return venue or one.place
    return f"{venue}, {one.place}"


def line(one: CuratedAnnouncement, zone: dt.tzinfo) -> str:
    """One announcement in a list."""
    if one.kind == IMPACT:
        return f"{_ended(one.title)} {_ended(one.details['changed'])} {when(one, zone)}."
    return " ".join(_ended(part) for part in (one.title, when(one, zone), where(one), one.details.get("cost", "")) if part)


def line_short(one: CuratedAnnouncement, zone: dt.tzinfo) -> str:
    """One announcement in a list in a text message, where its button's name is its title."""
    place = "online" if one.kind == EVENT and where(one) == "Online" else one.place
    return f"{one.label}: {', '.join(part for part in (when_short(one, zone), place) if part)}."


def listing(found: Sequence[CuratedAnnouncement], heading: str, organisation: Organisation) -> Reply:
    """Up to three, each with a button to read it, and a person. The text message takes as many as two segments hold."""
    zone = organisation.timezone
    shown = tuple(found)[:MOST]
    checked = min(one.checked_on for one in shown)
    text = "\n\n".join(
        [
            heading,
            *(line(one, zone) for one in shown),
            "Choose one to read more.",
            f"Source: {_sources(shown)}, checked {long_date(checked)}.",
        ]
    )
    buttons = tuple(Button(one.label, see_payload(one.slug)) for one in shown)
    short = ""
    for number in range(len(shown), 0, -1):
        some = shown[:number]
        checked_short = f"Checked {checked.day} {checked:%b %Y} by {organisation.short_name}."
        short = "\n".join([heading, *(line_short(one, zone) for one in some), checked_short])
        if fits(short, (*buttons, PERSON)):
            break
    return Reply(text, (*buttons, PERSON), short)


def in_full(one: CuratedAnnouncement, organisation: Organisation) -> Reply:
    """One announcement with all there is to know, and what can be done about it."""
    zone = organisation.timezone
    parts = [_ended(one.title), *_body(one, zone)]
    parts.append(f"Source: {one.organiser}, checked {long_date(one.checked_on)}. {one.source_url}")
    buttons = _choices(one)
    return Reply("\n\n".join(parts), buttons, _short(one, organisation, buttons))


def as_message(short: str, buttons: Sequence[Button]) -> str:
    """The text message with its menu of choices."""
    return short + "".join(f"\n{number}. {button.title}" for number, button in enumerate(buttons, start=1))


def fits(short: str, buttons: Sequence[Button]) -> bool:
    """Whether a text message with its menu stays within two segments; False too when it has a sign that GSM-7 lacks."""
    try:
        return sms_length.length(as_message(short, buttons)) <= sms_length.TWO_SEGMENTS
    except ValueError:
        return False


def _choices(one: CuratedAnnouncement) -> tuple[Button, ...]:
    if one.kind == IMPACT:
        return (SHARE, PERSON)
    if one.joinable:
        return (Button("I would like to come" if one.kind == EVENT else "I would like to join", join_payload(one.slug)), PERSON)
    return (PERSON,)


def _body(one: CuratedAnnouncement, zone: dt.tzinfo) -> list[str]:
    said = one.details
    if one.kind == IMPACT:
        return [
            f"You said: {_ended(said['told'])}",
            f"What changed: {_ended(said['changed'])}",
            f"Who did it: {_ended(said['changed_by'])} When: {when(one, zone)}.",
        ]
    facts: list[tuple[str, str]] = []
    if one.kind == EVENT:
        facts = [
            ("When", when(one, zone)), ("Where", where(one)), ("Getting there", said.get("travel", "")), ("Cost", said.get("cost", "")),
            ("Who it is for", said.get("audience", "")), ("Access", access(one)), ("Join online", said.get("link", "")),
        ]  # fmt: skip
    if one.kind == OPPORTUNITY:
        facts = [
            ("What it is", FORMS.get(said.get("form", ""), "")), ("What you would do", said.get("asks", "")), ("When", when(one, zone)),
            ("Where", one.place), ("Who it is for", said.get("audience", "")), ("Other ways to take part", said.get("access", "")),
            ("Approved", said.get("approval", "")), ("Take part", said.get("link", "")),
        ]  # fmt: skip
    return [_ended(said.get("summary", "")), "\n".join(f"{name}: {_ended(words)}" for name, words in facts if words)]


def access(one: CuratedAnnouncement, *, short: bool = False) -> str:
    """What is known of the way in, and of help to take part."""
    words = [choices[one.details.get(name, "")][2 if short else 1] for name, choices in ACCESS.items() if one.details.get(name) in choices]
    if not short:
        words.append(_ended(one.details.get("access_more", "")))
    return " ".join(word for word in words if word)


def _short(one: CuratedAnnouncement, organisation: Organisation, buttons: Sequence[Button]) -> str:
    zone, said = organisation.timezone, one.details
    if one.kind == IMPACT:
        words = f"You said: {_ended(said['told'])} {_ended(said['changed_by'])} {_ended(said['changed'])} {when_short(one, zone)}."
    elif one.kind == EVENT:
        words = " ".join(
            _ended(part) for part in (one.title, when_short(one, zone), where(one), said.get("cost", ""), access(one, short=True)) if part
        )
    else:
        words = " ".join(_ended(part) for part in (one.title, when_short(one, zone), one.place, said.get("link", "")) if part)
    ours = one.organiser == organisation.name
    source = f"Source: {organisation.short_name if ours else one.organiser}, {one.checked_on.day} {one.checked_on:%b %Y}."
    with_page = f"{words}\n{source} {one.source_url.removeprefix('https://')}"
    return with_page if fits(with_page, buttons) else f"{words}\n{source}"


def _sources(shown: Sequence[CuratedAnnouncement]) -> str:
    return " and ".join(dict.fromkeys(one.organiser for one in shown))


def _finish(one: CuratedAnnouncement, zone: dt.tzinfo) -> dt.datetime:
    """When the event is to finish: as written, even where its showing was ended before."""
    return dt.datetime.combine(dt.date.fromisoformat(one.details["day"]), dt.time.fromisoformat(one.details["finishes"]), tzinfo=zone)


def _last_day(one: CuratedAnnouncement, zone: dt.tzinfo) -> dt.date:
    return (one.ends_at - dt.timedelta(seconds=1)).astimezone(zone).date()


def _ended(text: str) -> str:
    """The text with a full stop behind it, unless it ends a sentence or is an address."""
    text = text.strip()
    return text if not text or text[-1] in ".?:" or text.split()[-1].startswith("https://") else f"{text}."
