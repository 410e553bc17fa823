"""One spelling for what people type in Latin letters: both alphabets, and each way to write a vowel, come to the same."""

from __future__ import annotations

import pytest

from bot.safety.romanised import levelled
from bot.safety.second_look.glossary import Glossary
from bot.safety.text import fold


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("bg", "ще убия жената", "shte ubiq jenata"),
        ("bg", "чичо ми", "4i4o mi"),
        ("ru", "муж душит", "muzh dushit"),
        ("ur", "maara", "mara"),
        ("ur", "nahin", "naheen"),
        ("pa", "khoon", "khun"),
    ],
)
def test_two_ways_to_write_it(language: str, one: str, other: str) -> None:
    assert levelled(fold(one).split(), language) == levelled(fold(other).split(), language)


def test_other_languages_stay_as_they_are() -> None:
    assert levelled(["maz", "mnie", "ya"], "pl") == ["maz", "mnie", "ya"]


@pytest.mark.parametrize(
    ("text", "same"),
    [("muzh menya byet, boyus idti domoi", "муж меня бьет, боюсь идти домой"), ("muj mi me bie", "мъж ми ме бие")],
)
def test_a_message_in_latin_letters_is_read_like_one_in_its_own(text: str, same: str) -> None:
    read, meant = Glossary.load().gloss(text), Glossary.load().gloss(same)
    assert read is not None
    assert read == meant
