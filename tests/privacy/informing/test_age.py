"""A child's own age is heard, however it is written; other numbers, and other people's ages, are not."""

from __future__ import annotations

import pytest

from bot.privacy.informing.age import says_under_13


@pytest.mark.parametrize(
    "words",
    [
        "i am 11",
        "I'm 9 years old",
        "im 12 and the dentist hurt me",
        "Im only ten",
        "I’m eleven",
        "hi im 8",
        "i am just 7",
        "i'm nearly 12",
        "I am 10 and a half",
        "my age is 12",
        "i am in year 6",
        "im in yr 5 at school",
        "iam 12 years old",
        "i am 12yrs old",
        "i m 11 yo",
        "I am a 12 year old girl",
        "Hello, my mum is ill and I am 9.",
    ],
)
def test_a_child_is_heard(words: str) -> None:
    assert says_under_13(words)


@pytest.mark.parametrize(
    "words",
    [
        "i am 12 weeks pregnant",
        "I'm 13",
        "im 10 minutes away",
        "my son is 9 years old",
        "i am 72",
        "i'm 9 months pregnant",
        "I am 8th on the list",
        "i'm 11 stone",
        "I am 5 out of 10 for pain",
        "im 6 miles from the hospital",
        "i have 3 kids, 7 and 9",
        "I was 12 when it happened",
        "i waited 10 years",
        "i am 30 and my daughter is 8",
        "appointment at 11",
        "i'm number 9 in the queue",
        "I am 10.30 tomorrow",
        "im 12 hours into my wait",
        "i have had this 12 years",
        "my daughter is in year 6",
        "I'm 9 days late",
        "i am 6 of 10 on the list",
        "I am a carer for 10 years now",
        "My mum says I am ten times better",
        "I am 1 of 12 people waiting",
    ],
)
def test_others_are_not_taken_for_children(words: str) -> None:
    assert not says_under_13(words)
