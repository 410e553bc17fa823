"""Who can be known by combination, and why."""

from __future__ import annotations

import pytest

from bot.privacy.finding.spans import Span
from bot.privacy.identifiability import assess, generalise


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("the staff were kind but the food was cold", "low"),
        ("i waited 6 hours in A&E in Peterborough", "low"),
        ("I live in Wisbech and my dentist has left", "low"),
        ("I had twins on 3 March at Hinchingbrooke", "low"),
        ("the midwife and the surgeon on Rose ward in Huntingdon were kind, it was on 3 March", "some"),
        ("my husband is a paramedic in Manea and our triplets were on Rose ward", "high"),
        ("our vicar in Manea was on Rose ward", "some"),
        ("I'm the headteacher at a village school in Benwick and I have Huntington's", "high"),
        ("the only Kurdish family in Warboys, our boy with brittle bones was in on 4 May", "high"),
        ("my husband drowned in Earith on 2 June, it was in the news", "high"),
    ],
)
def test_signs_add_up(text: str, level: str) -> None:
    assert assess(text).level == level


def test_the_grounds_say_what_adds_up_and_repeat_nothing() -> None:
    found = assess("I'm the vicar of Manea and I have motor neurone disease")
    assert found.grounds == ("A small place is named", "A rare condition is named", "A role that few people have is named")
    assert found.score == pytest.approx(0.6)
    assert [one.words for one in found.found] == [("Manea",), ("motor neurone",), ("vicar",)], "for staff, who have the text before them"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("nobody at the surgery answers", False),
        ("I rang my GP practice for months, then the doctors' surgery", False),
        ("he needs hip surgery and the ward staff were rude", False),
        ("my son's primary school and a care home", False),
        ("I was on the ward for days", False),
        ("Mill Lane surgery never answers", True),
        ("she was on Rose ward", True),
        ("they put me on ward C6", True),
        ("the head of Benwick school", True),
    ],
)
def test_a_service_counts_only_where_it_is_named(text: str, named: bool) -> None:
    assert ("A ward, practice or school is named" in assess(text).grounds) == named


def test_a_detail_in_sight_is_enough() -> None:
    found = assess("ask Helen", [Span(4, 9, "PERSON", 0.9)])
    assert (found.level, found.grounds) == ("high", ("A name, number or address stands in it",))


def test_more_signs_never_score_less_and_never_more_than_one() -> None:
    every = "the vicar of Manea, aged 97, twins, Kurdish, MND, rose ward, 3 May, inquest, Peterborough"
    assert assess("the vicar of Manea").score < assess("the vicar of Manea, aged 97").score <= assess(every).score == 1.0


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("the staff were kind, I live in Wisbech", "the staff were kind, I live in Wisbech"),
        (
            "I'm the vicar of Manea and I have motor neurone disease. Rose ward was cold.",
            "I'm the [role] of [small place] and I have [rare condition] disease. Rose ward was cold.",
        ),
        ("a [role] in [small place] on [day], MND", "a [role] in [small place] on [day], MND"),
    ],
)
def test_what_points_most_is_left_out_until_the_rest_does_not_add_up(text: str, left: str) -> None:
    assert generalise(text) == left
    assert generalise(left) == left
    assert assess(left).level == "low"
