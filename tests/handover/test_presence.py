"""Who else is here, on both databases: it ends by itself, writing is told from reading, nothing is left behind."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from bot.app import House
from bot.handover import presence
from bot.handover.presence import STAYS, Here, OpenPage
from bot.store import heartbeats
from bot.store.session import transaction
from bot.store.tables import Presence, Staff
from tests.conftest import house  # noqa: F401  # on each kind of database, not this room's small one

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.timezone.utc)
TALK = 7
ME = 99


@pytest.fixture
def anna(house: House) -> int:  # noqa: F811
    with transaction(house.sessions) as session:
        staff = Staff(email="anna@example.org", name="Anna Example", role="staff")
        session.add(staff)
        session.flush()
        return int(staff.id)


def say(house: House, staff: int, after: float, *, key: str = "first-page", writing: bool | None = None) -> None:  # noqa: F811
    with transaction(house.sessions) as session:
        presence.say(session, OpenPage(TALK, staff, key), NOW + dt.timedelta(seconds=after), writing=writing)


def words(house: House, after: float, *, staff: int = ME, talk: int = TALK) -> str:  # noqa: F811
    with house.sessions() as session:
        return presence.in_words(presence.everybody(session), talk, staff, NOW + dt.timedelta(seconds=after))


def test_it_ends_by_itself_a_minute_after_the_last_sign(house: House, anna: int) -> None:  # noqa: F811
    say(house, anna, 0)
    say(house, anna, 20)
    assert words(house, 79) == "Anna Example is reading this too."
    assert words(house, 80) == ""
    assert words(house, 30, staff=anna) == "", "nobody is told of themselves"
    assert words(house, 30, talk=8) == "", "nor of those elsewhere"


def test_writing_stays_while_words_stand_in_the_box_of_any_of_their_pages(house: House, anna: int) -> None:  # noqa: F811
    say(house, anna, 0)
    say(house, anna, 1, writing=True)
    say(house, anna, 20)
    say(house, anna, 21, key="second-page")
    assert words(house, 60) == "Anna Example is writing a reply."
    say(house, anna, 61, writing=False)
    assert words(house, 62) == "Anna Example is reading this too."
    with transaction(house.sessions) as session:
        for key in ("first-page", "second-page"):
            presence.leave(session, OpenPage(TALK, anna, key))
    assert words(house, 63) == ""


@pytest.mark.parametrize("by", ["another page", "a process's sign of life"])
def test_what_has_ended_is_taken_away(house: House, anna: int, by: str) -> None:  # noqa: F811
    say(house, anna, 0)
    if by == "another page":
        say(house, ME, 60, key="other-page")
    else:
        heartbeats.beat(house.sessions, "dispatch", NOW + STAYS)
    with house.sessions() as session:
        assert [row.staff_id for row in session.execute(select(Presence)).scalars()] == ([ME] if by == "another page" else [])


def test_several_are_told_in_a_sentence_each() -> None:
    here = [Here(TALK, number, name, number == 3, NOW + STAYS) for number, name in enumerate(("Anna", "Ben", "Cem", "Dee"))]
    assert presence.in_words(here, TALK, ME, NOW) == "Dee is writing a reply. Anna, Ben and Cem are reading this too."


@pytest.mark.parametrize(("key", "fits"), [("abcDEF-_1234", True), ("short", False), ("x" * 25, False), ("<script>x", False), ("", False)])
def test_the_name_of_a_page(key: str, fits: bool) -> None:
    assert presence.is_key(key) is fits
