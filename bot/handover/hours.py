"""Opening hours, and the promise that fits them: a person is told when somebody will read, and never a time we do not know.

Hours come from ``organisation.yml`` in local time; every ``now`` is aware. All public words here are plain ASCII, so
that they cost one text message and not three.
"""

from __future__ import annotations

import datetime as dt

from bot.organisation import Organisation

LOOK_AHEAD_DAYS = 60
"""How far an opening is looked for. Nothing within two months means that the hours say nothing useful."""


def is_open(organisation: Organisation, now: dt.datetime) -> bool:
    """Whether the desk is open at ``now``. False on days off and at the very minute of closing."""
    return closing(organisation, now) is not None


def closing(organisation: Organisation, now: dt.datetime) -> dt.datetime | None:
    """When the desk shuts, in local time, if it is open at ``now``; None if it is closed."""
    today = now.astimezone(organisation.timezone).date()
    for opens, closes in _openings(organisation, today):
        if opens <= now < closes:
            return closes
    return None


def next_opening(organisation: Organisation, now: dt.datetime) -> dt.datetime | None:
    """The next time the desk opens after ``now``, in local time; None when there is none in ``LOOK_AHEAD_DAYS``."""
    today = now.astimezone(organisation.timezone).date()
    for ahead in range(LOOK_AHEAD_DAYS + 1):
        for opens, _closes in _openings(organisation, today + dt.timedelta(days=ahead)):
            if opens > now:
                return opens
    return None


def promise(organisation: Organisation, now: dt.datetime) -> str:
    """What a person who asked for a person is told at ``now``.

    Hours that staff have not confirmed, or that hold no opening, give words without any clock time.
    """
    passed_on = "I have passed this on to a person."
    if not organisation.hours.confirmed:
        return f"{passed_on} They will answer you here as soon as someone is back at the desk."
    shuts = closing(organisation, now)
    if shuts is not None:
        return f"{passed_on} They will answer you here as soon as they can. Our desk is open until {clock(shuts)} today."
    opens = next_opening(organisation, now)
    if opens is None:
        return f"{passed_on} They will answer you here as soon as someone is back at the desk."
    day = _day(opens, now.astimezone(organisation.timezone))
    return f"{passed_on} Our desk is closed now. It opens {day} at {clock(opens)}. They will answer you here after that."


def clock(time: dt.datetime) -> str:
    """A time as people say it: 9am, 1:30pm, midday."""
    if (time.hour, time.minute) == (12, 0):
        return "midday"
    minutes = f":{time.minute:02}" if time.minute else ""
    return f"{time.hour % 12 or 12}{minutes}{'am' if time.hour < 12 else 'pm'}"


def _openings(organisation: Organisation, day: dt.date) -> list[tuple[dt.datetime, dt.datetime]]:
    if day in organisation.hours.closed_on:
        return []
    zone = organisation.timezone
    return [
        (dt.datetime.combine(day, opens, tzinfo=zone), dt.datetime.combine(day, closes, tzinfo=zone))
        for opens, closes in sorted(organisation.hours.week[day.weekday()])
    ]


def _day(opens: dt.datetime, local_now: dt.datetime) -> str:
    ahead = (opens.date() - local_now.date()).days
    if ahead == 0:
        return "today"
    if ahead == 1:
        return "tomorrow"
    # A bare weekday is only clear within the coming six days; the same weekday next week needs its date.
    return f"on {opens:%A}" if ahead < 7 else f"on {opens:%A} {opens.day} {opens:%B}"
