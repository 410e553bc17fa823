"""Levelling: many ways to write a word become one."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.safety.text import WINDOW, Reader, fold, one_slip

READER = Reader.load()


@pytest.mark.parametrize(
    ("written", "levelled"),
    [
        ("I'm not", "im not"),
        ("I am not", "im not"),
        ("I\u2019m not", "im not"),
        ("can not cope", "cant cope"),
        ("wanna die", "want to die"),
        ("HELP!!!", "help"),
        ("helllllp", "help"),
        ("żyć, chcę", "zyc , chce"),
        ("self-harm", "selfharm"),
        ("suiside", "suicide"),
        ("A&E", "aande"),
        ("999", "999"),
        ("10,000 people", "10 , 000 people"),
        ("3.5 hours", "3 5 hours"),
    ],
)
def test_levelled(written: str, levelled: str) -> None:
    assert [sentence.text.strip() for sentence in READER.sentences(written)] == [levelled]


def test_sentences_end_at_stops_and_lines() -> None:
    texts = [sentence.text.strip() for sentence in READER.sentences("He fell. Is he ok?\nhelp")]
    assert texts == ["he fell", "is he ok", "help"]
    assert [sentence.question for sentence in READER.sentences("He fell. Is he ok?\nhelp")] == [False, True, False]


def test_long_stretches_overlap() -> None:
    words = [f"w{number}" for number in range(200)]
    stretches = READER.sentences(" ".join(words))
    assert all(len(stretch.text.split()) <= WINDOW for stretch in stretches)
    assert {word for stretch in stretches for word in stretch.words} == set(words)
    for left, right in pairwise(stretches):
        assert left.words & right.words


@pytest.mark.parametrize(
    ("typed", "word", "near"),
    [
        ("suicidle", "suicidal", False),
        ("sucidal", "suicidal", True),
        ("suiciddal", "suicidal", True),
        ("suicidla", "suicidal", True),
        ("suicidaq", "suicidal", True),
        ("overdose", "overdose", True),
        ("oversized", "overdose", False),
    ],
)
def test_one_slip(typed: str, word: str, near: bool) -> None:
    assert one_slip(typed, word) is near


def test_fold_takes_invisible_letters_out() -> None:
    assert fold("a\u200bb\u2060c\ufeff\x00d") == "abcd"
