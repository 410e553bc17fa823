"""The days that somebody asks for: "this week", "tomorrow", "in December"."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTH = re.compile(rf"\b(?:in|during|for|of) ({'|'.join(_MONTHS)})\b", re.IGNORECASE)
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_WEEKDAY = re.compile(rf"\b(?:on|this|next) ({'|'.join(_WEEKDAYS)})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Days:
    """From the first to the last day, both included, in the person's words."""

    first: dt.date
    last: dt.date
    words: str


def read_days(text: str, today: dt.date) -> Days | None:
    """The days meant, seen from ``today``; None when no time is named. A week begins on Monday."""
    small = text.lower()
    monday = today - dt.timedelta(days=today.weekday())
    named = {
        "today": (today, today),
        "tomorrow": (today + dt.timedelta(days=1), today + dt.timedelta(days=1)),
        "next week": (monday + dt.timedelta(days=7), monday + dt.timedelta(days=13)),
        "next month": _month_after(today),
        "weekend": (monday + dt.timedelta(days=5), monday + dt.timedelta(days=6)),
        "this week": (today, monday + dt.timedelta(days=6)),
        "this month": (today, _last_of(today)),
    }
    for words, (first, last) in named.items():
        if re.search(rf"\b{words}\b", small):
            return Days(first, last, "at the weekend" if words == "weekend" else words)
    if weekday := _WEEKDAY.search(small):
        day = today + dt.timedelta(days=(_WEEKDAYS[weekday[1].lower()] - today.weekday()) % 7)
        return Days(day, day, f"on {day:%A}")
    if month := _MONTH.search(small):
        number = _MONTHS[month[1].lower()]
        first = dt.date(today.year + (number < today.month), number, 1)
        return Days(max(first, today), _last_of(first), f"in {first:%B}")
    return None


def _month_after(today: dt.date) -> tuple[dt.date, dt.date]:
    first = _last_of(today) + dt.timedelta(days=1)
    return first, _last_of(first)


def _last_of(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
