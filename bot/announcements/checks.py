"""From an editor's form to an announcement; and what is still wrong with it, in words the editor can act on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from bot.announcements import words
from bot.announcements.announcement import CuratedAnnouncement
from bot.announcements.kinds import EVENT, IMPACT, OPPORTUNITY, Field, Kind, public_texts
from bot.information import sms_length
from bot.information.checks import HARDEST_GRADE, problem_with_address
from bot.information.public_texts import OFFICE_WORDS
from bot.information.reading_age import grade
from bot.organisation import Organisation

LONGEST_SHOWN = dt.timedelta(days=366)
"""An announcement of more than a year has no end that anybody thought of."""
STALE_AFTER = dt.timedelta(days=92)
"""A check older than a quarter is none (domain facts: what is shown is checked)."""
FEWEST_WORDS_GRADED = 8
"""A formula says nothing of a shorter text."""

_OFFICE = re.compile(rf"\b(?:{'|'.join(OFFICE_WORDS)})\b", re.IGNORECASE)


def read_form(kind: Kind, typed: Mapping[str, str], slug: str, organisation: Organisation) -> tuple[CuratedAnnouncement | None, list[str]]:
    """The announcement that was typed, as a draft; or None and what keeps it from being kept at all: its dates and choices."""
    values = cleaned(kind, typed)
    problems = [problem for one in kind.fields for problem in _form_of(one, values[one.name])]
    if problems:
        return None, problems
    zone = organisation.timezone
    starts_at = _moment(values["day"], values["begins"], zone) if kind.code == EVENT else None
    return (
        CuratedAnnouncement(
            slug=slug,
            kind=kind.code,
            title=values["title"],
            label=values["label"],
            area=values["area"],
            place=values["place"],
            details={name: values[name] for name in kind.details},
            organiser=values["organiser"],
            source_url=values["source_url"],
            checked_on=dt.date.fromisoformat(values["checked_on"]),
            status="draft",
            shown_from=_moment(values["shown_from"], "00:00", zone),
            starts_at=starts_at,
            ends_at=end(kind, values, zone),
            service_type=values.get("service_type") or None,
            topic=values.get("topic") or None,
        ),
        [],
    )


def cleaned(kind: Kind, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, as it is kept, by field."""
    return {one.name: _clean(typed.get(one.name, ""), one) for one in kind.fields}


def end(kind: Kind, values: Mapping[str, str], zone: dt.tzinfo) -> dt.datetime:
    """The moment from which it is over, if nobody ends it before."""
    return _moment(values["day"], values["finishes"], zone) if kind.code == EVENT else _after(values[kind.until], zone)


def problems(one: CuratedAnnouncement, organisation: Organisation, now: dt.datetime) -> list[str]:
    """Everything that keeps it from the public: what is missing, dates, addresses, how it reads, the room of a text message."""
    typed = one.typed(organisation.timezone)
    found = [f"'{entry.label}' is empty" for entry in one.about.fields if entry.required and not typed[entry.name]]
    return found or [
        *_dates(one, now, organisation.timezone),
        *_of_kind(one),
        *_addresses(one, organisation),
        *_plain(one, typed),
        *_room(one, organisation),
    ]


def _form_of(one: Field, value: str) -> Iterator[str]:
    """What every kept draft needs: dates and times that are some, choices that exist, nothing too long."""
    needed = one.input in ("date", "time") or one.name == "title"
    if needed and not value:
        yield f"'{one.label}' is empty"
    elif one.input == "date" and not _is(dt.date.fromisoformat, value):
        yield f"'{one.label}' must be a date such as 2026-12-08"
    elif one.input == "time" and not _is(dt.time.fromisoformat, value):
        yield f"'{one.label}' must be a time such as 14:00"
    elif one.input == "choice" and value not in one.choices and (value or one.name == "area"):
        yield f"'{one.label}': choose one of the list"
    elif len(value) > one.longest:
        yield f"'{one.label}' has {len(value)} characters; {one.longest} is the most"


def _dates(one: CuratedAnnouncement, now: dt.datetime, zone: dt.tzinfo) -> Iterator[str]:
    today = now.astimezone(zone).date()
    if one.checked_on > today:
        yield f"'Checked on' is {one.checked_on}, which is still to come"
    if today - one.checked_on > STALE_AFTER:
        yield "'Checked on' is more than three months ago: please make sure of it again"
    if one.starts_at is not None and one.ends_at <= one.starts_at:
        yield "It must end later than it begins"
    if one.ends_at <= now:
        yield "It is over already, so nobody would ever see it"
    if one.shown_from >= (one.starts_at or one.ends_at):
        yield "'Show from' must be before it begins" if one.starts_at else "'Show from' must be before its last day is over"
    if one.ends_at - one.shown_from > LONGEST_SHOWN:
        yield "It would be shown for more than a year. Choose an earlier end"


def _of_kind(one: CuratedAnnouncement) -> Iterator[str]:
    said = one.details
    if one.kind == EVENT:
        online = said["step_free"] == "online"
        if online and not said["link"]:
            yield "An event that is online only needs the web page to join it"
        if online == bool(said["venue"]):
            yield ("It says online only, so leave the venue empty" if online else "Give the venue, or say that it is online only")
        if not online and not one.place:
            yield "Give the town or village, so that people near it find it"
    if one.kind == OPPORTUNITY:
        if said["form"] == "survey" and not said["link"]:
            yield "A survey needs the web page to fill it in"
        if said["form"] == "research" and not said["approval"]:
            yield "A research study needs its approval: who approved it, and the number"
    if one.kind == IMPACT and dt.date.fromisoformat(said["changed_on"]) > one.checked_on:
        yield "'When it changed' is later than the day on which it was checked"


def _addresses(one: CuratedAnnouncement, organisation: Organisation) -> Iterator[str]:
    for name, address in (("the source", one.source_url), ("the web page", one.details.get("link", ""))):
        problem = problem_with_address(address, organisation) if address else None
        if problem:
            yield f"{name} {problem}"


def _plain(one: CuratedAnnouncement, typed: Mapping[str, str]) -> Iterator[str]:
    for entry, text in public_texts(one.about, typed):
        if "!" in text:
            yield f"'{entry.label}' has an exclamation mark"
        if len(text.split()) >= FEWEST_WORDS_GRADED and grade(text) > HARDEST_GRADE:
            yield f"'{entry.label}' has reading grade {grade(text):.1f}; {HARDEST_GRADE:.0f} is the most. Use shorter words and sentences"
        if office := _OFFICE.search(text):
            yield f"'{entry.label}' says '{office[0]}', which people do not"
        if "http" in text or "www." in text:
            yield f"'{entry.label}' has a web address: it belongs in its own field"


def _room(one: CuratedAnnouncement, organisation: Organisation) -> Iterator[str]:
    reply = words.in_full(one, organisation)
    try:
        length = sms_length.length(words.as_message(reply.short or "", reply.buttons))
        sms_length.length(reply.text)
    except ValueError as odd:
        yield f"{odd}. Use plain letters and signs"
        return
    if length > sms_length.TWO_SEGMENTS:
        yield f"As a text message it takes {length} characters; {sms_length.TWO_SEGMENTS} is the most. Shorten what is in it"


def _clean(value: str, one: Field) -> str:
    value = sms_length.plain_signs(value)
    if one.input == "area":
        return value.replace("\r\n", "\n").strip()
    return " ".join(value.split())


def _is(read: object, value: str) -> bool:
    try:
        read(value)  # type: ignore[operator]
    except ValueError:
        return False
    return True


def _moment(day: str, time: str, zone: dt.tzinfo) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time.fromisoformat(time).replace(tzinfo=None), tzinfo=zone)


def _after(day: str, zone: dt.tzinfo) -> dt.datetime:
    """The midnight after a last day."""
    return dt.datetime.combine(dt.date.fromisoformat(day) + dt.timedelta(days=1), dt.time(), tzinfo=zone)
