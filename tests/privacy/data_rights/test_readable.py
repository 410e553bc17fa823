"""What is held, as a page to read: plain words and days, and a person's own words untouched."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from bot.privacy.data_rights.readable import named, said

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("value", "name", "words"),
    [
        ("2026-11-27T09:28:03+00:00", "at", "27 November 2026 at 09:28"),
        ("2026-07-01T09:28:03.123456+00:00", "first_wrote", "1 July 2026 at 10:28"),
        ("2026-11-27", "checked_on", "27 November 2026"),
        (True, "granted", "Yes"),
        (False, "granted", "No"),
        ("sms", "channel", "Text message"),
        ("travel_costs", "topic", "travel costs"),
        ("big_lou_off_the_market", "profile_name", "big_lou_off_the_market"),
        ("I wrote sms on 2026-11-27", "words", "I wrote sms on 2026-11-27"),
        ("2026-02-30", "words", "2026-02-30"),
        ("2026-11-27T25:61:00Z", "words", "2026-11-27T25:61:00Z"),
        (3, "rating", "3"),
    ],
)
def test_values_are_said_as_people_say_them(value: object, name: str, words: str) -> None:
    assert said(value, name, LONDON) == words


def test_records_have_names() -> None:
    assert named("outbound_part") == "How our answers were sent"
    assert named("first_wrote") == "First wrote"
