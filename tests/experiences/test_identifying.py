"""What in a story could point at somebody: what is taken out on request, and what is left."""

from __future__ import annotations

import pytest

from bot.experiences.identifying import loosen


@pytest.mark.parametrize(
    ("story", "loosened"),
    [
        ("She is 84 and was left alone", "She is [age] and was left alone"),
        ("hes 82 and lives in wisbech", "hes [age] and lives in wisbech"),
        ("my mum is 91", "my mum is [age]"),
        ("my 84 year old nan", "my [age] year old nan"),
        ("it was on 3rd March", "it was in March"),
        ("at about 3pm", "at [time]"),
        ("in bed 12", "in bed [number]"),
    ],
)
def test_taken_out(story: str, loosened: str) -> None:
    assert loosen(story).text == loosened
    assert loosen(loosened).kinds == ()


@pytest.mark.parametrize(
    "story",
    ["she was 20 minutes late", "he is 12th on the list", "my dad was 3 weeks on a ward", "it cost 60 pounds", "my son was 10 miles away"],
)
def test_left_alone(story: str) -> None:
    assert loosen(story).text == story
