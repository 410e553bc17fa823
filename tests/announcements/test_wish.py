"""What people ask of events and of having a say: whole messages, and what is read from them."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.announcements import wish
from bot.announcements.days import read_days

TODAY = dt.date(2026, 11, 26)
"""A Thursday."""
EVENTS, CHANCES, CHANGED = ("event",), ("opportunity",), ("impact_story",)


@pytest.mark.parametrize(
    ("words", "kinds", "form", "place"),
    [
        ("what events are on", EVENTS, None, None),
        ("anything near Wisbech", EVENTS, None, "wisbech"),
        ("is there owt on round Ely", None, None, None),
        ("whats on in peterborough this month", EVENTS, None, "peterborough"),
        ("are your board meetings open to the public", EVENTS, None, None),
        ("where can i meet you in person, do you do drop ins", EVENTS, None, None),
        ("how can i get involved", ("event", "opportunity"), None, None),
        ("have my say", ("opportunity", "event"), None, None),
        ("do you have a survey", CHANCES, "survey", None),
        ("are there focus groups i can join in huntingdon", CHANCES, "focus_group", "huntingdon"),
        ("I want to volunteer", CHANCES, "volunteering", None),
        ("can i take part in a study", CHANCES, "research", None),
        ("what changed because of feedback", CHANGED, None, None),
        ("you said we did", CHANGED, None, None),
        ("did it make any difference what people told you about Hinchingbrooke", CHANGED, None, "hinchingbrooke"),
        ("what happened with what I told you", CHANGED, None, None),
        ("did anything come of my story", CHANGED, None, None),
        # Not a list of ours: the articles and a person answer these.
        ("would someone come and speak at our lunch club", None, None, None),
        ("can you bring your stall to our fun day", None, None, None),
        ("do volunteers get travel money", None, None, None),
        ("newsletter sign up", None, None, None),
        ("do you have any paid jobs", None, None, None),
        ("patient participation group at my doctors", None, None, None),
    ],
)
def test_what_is_asked_for(words: str, kinds: tuple[str, ...] | None, form: str | None, place: str | None) -> None:
    read = wish.read(words, TODAY)
    assert (read.kinds if read else None) == kinds
    if read is not None:
        assert (read.form, read.place) == (form, place)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("anything near Wisbech", True),
        ("Is there anything on in Peterborough next week?", True),
        ("what's on", True),
        ("what changed because of feedback", True),
        ("what has happened to my story", True),
        ("is there anything near me for toothache", False),
        ("something in my eye", False),
        ("anything in writing", False),
        ("what difference does it make, nobody listens", False),
        ("my surgery changed because of the merger", False),
        ("what is on the menu in the ward", False),
        ("what changed because of feedback, and " + "so on " * 20, False),
    ],
)
def test_what_can_only_be_asked_of_these(words: str, asked: bool) -> None:
    assert wish.asks_plainly(words) is asked


def test_a_place_of_ours_and_one_elsewhere() -> None:
    here, elsewhere = wish.read("any events in Wisbech", TODAY), wish.read("any events in Norwich", TODAY)
    assert here is not None
    assert elsewhere is not None
    assert (here.area, here.outside, elsewhere.outside) == ("cambridgeshire", False, True)


def test_the_town_of_march_is_not_only_a_month() -> None:
    read = wish.read("any events in March", TODAY)
    assert read is not None
    assert (read.place, read.area, read.days) == ("march", "cambridgeshire", None)


@pytest.mark.parametrize(
    "words",
    [
        "i want to tell my own story",
        "where is the feedback form",
        "did you get my message",
        "did you delete my story",
        "what happens to my story",
        "what do you do with my feedback",
    ],
)
def test_a_story_that_is_only_named_is_not_asked_about(words: str) -> None:
    assert not wish.asks_what_changed(words)


@pytest.mark.parametrize(
    ("words", "joins", "takes_back"),
    [
        ("I would like to come", True, False),
        ("can i come", True, False),
        ("me and my mum would love to join", True, False),
        ("put me down please", True, False),
        ("I'll be there", True, False),
        ("sorry i can't come any more", False, True),
        ("I would like to come but I can't make it", False, True),
        ("please take my name off the list", False, True),
        ("withdraw E-7F3K-92QX", False, True),
        ("what time does it start", False, False),
    ],
)
def test_wanting_to_come_and_taking_it_back(words: str, joins: bool, takes_back: bool) -> None:
    assert (wish.wants_to_join(words), wish.cannot_come(words)) == (joins, takes_back)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("today", (11, 26), (11, 26)),
        ("tomorrow", (11, 27), (11, 27)),
        ("this week", (11, 26), (11, 29)),
        ("next week", (11, 30), (12, 6)),
        ("at the weekend", (11, 28), (11, 29)),
        ("this month", (11, 26), (11, 30)),
        ("next month", (12, 1), (12, 31)),
        ("in december", (12, 1), (12, 31)),
        ("on monday", (11, 30), (11, 30)),
        ("in november", (11, 26), (11, 30)),
    ],
)
def test_the_days_meant(words: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    days = read_days(f"anything on {words}?", TODAY)
    assert days is not None
    assert (days.first, days.last) == (dt.date(2026, *first), dt.date(2026, *last))


def test_a_month_that_is_past_is_next_years() -> None:
    days = read_days("events in january", TODAY)
    assert days is not None
    assert days.first == dt.date(2027, 1, 1)
    assert read_days("any events", TODAY) is None
