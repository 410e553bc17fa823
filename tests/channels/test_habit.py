"""How surprising a silence is: by the channel's own week, in local time."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from bot.channels.habit import SURPRISING, expected

LONDON = ZoneInfo("Europe/London")
HOUR = dt.timedelta(hours=1)
# A Monday in winter, when London keeps UTC, after four weeks of history.
START = dt.datetime(2026, 11, 2, 0, 0, tzinfo=dt.timezone.utc)
NOW = START + dt.timedelta(weeks=4)


def office_hours(people: int, start: dt.datetime = START, weeks: int = 4) -> list[tuple[dt.datetime, int]]:
    """So many people in each hour from nine to five, Monday to Friday."""
    return [
        (start + dt.timedelta(days=day, hours=hour), people)
        for day in range(7 * weeks)
        if (start + dt.timedelta(days=day)).weekday() < 5
        for hour in range(9, 17)
    ]


def at(day: int, hour: int) -> dt.datetime:
    return NOW + dt.timedelta(days=day, hours=hour)


@pytest.mark.parametrize(
    ("since", "now", "people"),
    [
        (at(-3, 16), at(0, 9), 1 * 2),  # Friday's last hour, then the whole week-end: nobody is missed in it
        (at(0, 9), at(0, 10), 2),
        (at(0, 9), at(0, 17), 16),
        (at(0, 9), at(1, 9), 16),  # the night adds nothing
    ],
)
def test_only_the_hours_that_are_usually_busy_count(since: dt.datetime, now: dt.datetime, people: float) -> None:
    found = expected(office_hours(2), since, now, LONDON)
    assert found == pytest.approx(people, rel=0.05)


def test_a_quiet_channel_is_allowed_to_be_quiet() -> None:
    counts = [(START + dt.timedelta(days=day, hours=10), 1) for day in (0, 7, 14, 21)]
    assert expected(counts, at(-7, 11), at(7, 0), LONDON) < SURPRISING  # type: ignore[operator]


@pytest.mark.parametrize("weeks", [0, 1])
def test_a_new_channel_has_no_habit_yet(weeks: int) -> None:
    counts = office_hours(5, weeks=weeks)
    assert expected(counts, START + dt.timedelta(weeks=weeks), NOW, LONDON) is None


def test_summer_time_moves_the_office_hours_with_it() -> None:
    # Four weeks of British Summer Time, in which nine o'clock is eight in UTC, and then the first Monday of winter time.
    summer = dt.datetime(2026, 9, 28, 0, 0, tzinfo=dt.timezone.utc)
    counts = [(hour - HOUR, people) for hour, people in office_hours(2, summer)]
    monday = dt.datetime(2026, 10, 26, 0, 0, tzinfo=dt.timezone.utc)
    assert expected(counts, monday + 8 * HOUR, monday + 9 * HOUR, LONDON) == pytest.approx(0.0)
    assert expected(counts, monday + 9 * HOUR, monday + 10 * HOUR, LONDON) == pytest.approx(2, rel=0.1)
