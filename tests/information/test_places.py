"""Which places count as elsewhere, and what only looks like one."""

from __future__ import annotations

import pytest

from bot.information.places import Places


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("which dentists in Skegness take NHS patients", True),
        ("how do I complain about Kettering General", True),
        ("I have moved to Preston, how do I find a doctor", True),
        ("who helps carers in Wrexham", True),
        ("Preston is the name of my son, he needs a doctor", False),  # a name and a place: only behind "in", "near", "to"
        ("the surgery on Lincoln Road will not take me", False),  # a street of ours
        ("is there a chemist in Newmarket Road", False),
        ("I do my Duke of Edinburgh award, can I volunteer", False),
        ("we came from Dundee last month, how do we find a doctor", False),
        ("my tablets are at home in Kent and I am in Ely", False),  # it is Ely that matters
        ("how do I find a doctor in Ely", False),
    ],
)
def test_a_question_about_elsewhere(text: str, outside: bool) -> None:
    assert Places.load().is_outside(text, "register_gp") is outside


def test_what_holds_all_over_england_ends_at_its_border() -> None:
    places = Places.load()
    assert not places.is_outside("prescription charges in Skegness", "health_costs")
    assert places.is_outside("prescription charges in Wrexham", "health_costs")


def test_the_names_of_places_are_left_out_of_a_comparison() -> None:
    places = Places.load()
    assert places.left_out("dentist in Skegness or ELY").split() == ["dentist", "in", "or"]
    assert places.left_out("car park at Addenbrooke\u2019s hospital") == "car park at hospital"
    assert places.left_out("my son Preston") == "my son Preston"
