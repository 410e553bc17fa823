"""Opening hours: the promise fits the clock, the day off and the change of the clocks."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.handover import hours
from bot.organisation import Hours

LONDON = ZoneInfo("Europe/London")
NINE_TO_FIVE = ((dt.time(9), dt.time(17)),)
CHRISTMAS = (dt.date(2026, 12, 25), dt.date(2026, 12, 28), dt.date(2027, 1, 1))


def organisation(week: tuple[Any, ...] = (NINE_TO_FIVE,) * 5 + ((), ()), *, confirmed: bool = True) -> Any:
    return SimpleNamespace(
        short_name="Healthwatch",
        timezone=LONDON,
        hours=Hours(confirmed=confirmed, week=week, closed_on=frozenset(CHRISTMAS)),
    )


def london(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.timezone.utc)


@pytest.mark.parametrize(
    ("now", "open_", "opens"),
    [
        (london("2026-11-23 08:59"), False, london("2026-11-23 09:00")),
        (london("2026-11-23 09:00"), True, london("2026-11-24 09:00")),
        (london("2026-11-23 16:59:59"), True, london("2026-11-24 09:00")),
        (london("2026-11-23 17:00"), False, london("2026-11-24 09:00")),
        (london("2026-11-27 18:00"), False, london("2026-11-30 09:00")),
        (london("2026-11-28 12:00"), False, london("2026-11-30 09:00")),
        # Christmas 2026: closed on Friday 25 and Monday 28.
        (london("2026-12-24 20:00"), False, london("2026-12-29 09:00")),
        (london("2026-12-25 10:00"), False, london("2026-12-29 09:00")),
        # In summer 09:00 in London is 08:00 UTC, in winter 09:00 UTC; the clocks change on 29 March and 25 October 2026.
        (utc("2026-03-27 08:30"), False, utc("2026-03-27 09:00")),
        (utc("2026-03-28 12:00"), False, utc("2026-03-30 08:00")),
        (utc("2026-03-30 08:00"), True, utc("2026-03-31 08:00")),
        (utc("2026-10-24 12:00"), False, utc("2026-10-26 09:00")),
        (utc("2026-10-26 08:30"), False, utc("2026-10-26 09:00")),
        (utc("2026-10-26 16:30"), True, utc("2026-10-27 09:00")),
    ],
)
def test_open_and_next_opening(now: dt.datetime, open_: bool, opens: dt.datetime) -> None:
    assert hours.is_open(organisation(), now) is open_
    assert hours.next_opening(organisation(), now) == opens


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (london("2026-11-23 10:00"), "open until 5pm today"),
        (london("2026-11-23 07:00"), "opens today at 9am"),
        (london("2026-11-23 18:00"), "opens tomorrow at 9am"),
        (london("2026-11-27 18:00"), "opens on Monday at 9am"),
        (london("2026-11-29 18:00"), "opens tomorrow at 9am"),
        (london("2026-12-24 20:00"), "opens on Tuesday at 9am"),
    ],
)
def test_promise_names_the_day_and_the_time(now: dt.datetime, words: str) -> None:
    assert words in hours.promise(organisation(), now)


def test_a_day_a_week_away_has_its_date() -> None:
    mondays = organisation((NINE_TO_FIVE, (), (), (), (), (), ()))
    assert "opens on Monday 30 November at 9am" in hours.promise(mondays, london("2026-11-23 17:00"))


def test_a_break_at_midday() -> None:
    with_break = organisation((((dt.time(13, 30), dt.time(16)), (dt.time(9, 15), dt.time(12))), (), (), (), (), (), ()))
    assert not hours.is_open(with_break, london("2026-11-23 12:30"))
    assert "open until midday today" in hours.promise(with_break, london("2026-11-23 10:00"))
    assert "opens today at 1:30pm" in hours.promise(with_break, london("2026-11-23 12:30"))
    assert "opens today at 9:15am" in hours.promise(with_break, london("2026-11-23 08:00"))


@pytest.mark.parametrize("moment", ["2026-11-23 10:00", "2026-11-23 22:00", "2026-12-25 10:00"])
@pytest.mark.parametrize("made", [organisation(confirmed=False), organisation(((),) * 7)])
def test_without_known_hours_no_clock_time_is_promised(made: Any, moment: str) -> None:
    words = hours.promise(made, london(moment))
    assert "as soon as someone is back at the desk" in words
    assert not any(character.isdigit() for character in words)
    assert "today" not in words
    assert "tomorrow" not in words


@pytest.mark.parametrize("moment", ["2026-11-23 10:00", "2026-11-23 22:00", "2026-11-27 18:00"])
def test_a_promise_is_one_plain_text_message(moment: str) -> None:
    words = hours.promise(organisation(), london(moment))
    assert words.isascii()
    assert len(words) <= 160
    assert "!" not in words
