"""How busy a channel usually is at each hour of the week, and how surprising its present silence is. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from zoneinfo import ZoneInfo

HOUR = dt.timedelta(hours=1)
SHORTEST_HISTORY = dt.timedelta(weeks=2)
LONGEST_HISTORY = dt.timedelta(weeks=8)

SURPRISING = 9.0
"""People who would usually have written by now. If people write independently of each other, nobody of nine expected
writes once in eight thousand times (e to the power of -9)."""


def expected(counts: Iterable[tuple[dt.datetime, int]], since: dt.datetime, now: dt.datetime, timezone: ZoneInfo) -> float | None:
    """How many people would usually have written between ``since``, when somebody last did, and ``now``.

    ``counts`` are (start of an hour in UTC, people who wrote in it), only for hours in which somebody did. None while
    less than two weeks are known: a new channel has no habit yet. Hours are compared by local weekday and hour, so that
    nights and week-ends count for as little as they bring.
    """
    history = [(hour, people) for hour, people in counts if now - LONGEST_HISTORY <= hour < start_of_hour(since)]
    if not history or since - min(hour for hour, _ in history) < SHORTEST_HISTORY:
        return None
    first = min(hour for hour, _ in history)
    wrote: Counter[tuple[int, int]] = Counter()
    for hour, people in history:
        wrote[_place(hour, timezone)] += people
    hours = int((start_of_hour(since) - first) / HOUR)
    happened = Counter(_place(first + number * HOUR, timezone) for number in range(hours))
    total, at = 0.0, since
    while at < now:
        step = min(now, at + HOUR) - at
        place = _place(at, timezone)
        if happened[place]:
            total += wrote[place] / happened[place] * (step / HOUR)
        at += step
    return total


def start_of_hour(moment: dt.datetime) -> dt.datetime:
    """The hour, in UTC, in which a moment lies."""
    return moment.astimezone(dt.timezone.utc).replace(minute=0, second=0, microsecond=0)


def _place(moment: dt.datetime, timezone: ZoneInfo) -> tuple[int, int]:
    local = moment.astimezone(timezone)
    return local.weekday(), local.hour
