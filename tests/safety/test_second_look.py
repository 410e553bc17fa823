"""The second look: what the lexicon does not know is found by its likeness; what it learned from is in no benchmark."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.encoder import DIMENSIONS, Encoder
from bot.safety.lexicon import Lexicon
from bot.safety.second_look.features import pieces
from bot.safety.second_look.judge import judge
from bot.safety.second_look.model import SecondLook

EXAMPLES = Path(__file__).parents[2] / "bot" / "safety" / "second_look" / "examples"
BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "data" / "danger"
HARMLESS = ["thank you, that was very helpful", "how do i find a dentist in ely", "the food on the ward was cold", "hello", "yes please"]


def _look(text: str) -> str:
    likeness = SecondLook.load().look(text, Encoder.load().encode([text])[0])
    return likeness.category if likeness else "none"


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("I have said what I needed to say and given my cat to my sister, it will all be over soon", "suicide_self_harm"),
        ("he decides who I speak to and takes the bank card off me", "domestic_abuse"),
        ("dad is rambling, his hands are like ice and he has not passed water since yesterday", "medical_emergency"),
    ],
)
def test_what_the_lexicon_does_not_know(text: str, category: str) -> None:
    assert Lexicon.load().check(text) is None, "then this is no test of the second look"
    assert _look(text) == category


@pytest.mark.parametrize("text", HARMLESS)
def test_everyday_words_are_left_alone(text: str) -> None:
    assert _look(text) == "none"


GOODBYE = "I have said what I needed to say and given my cat to my sister, it will all be over soon"


def test_the_judgement_takes_either() -> None:
    decide = judge(Encoder.load())
    assert decide({"id": 7, "text": "wanna kms"}) == {"id": 7, "category": "suicide_self_harm"}
    assert decide({"id": 8, "text": GOODBYE})["category"] == "suicide_self_harm"
    assert decide({"id": 9, "text": " "}) == {"id": 9, "category": "none"}


def test_nothing_to_read_is_like_nothing() -> None:
    assert SecondLook.load().look("...", np.ones(DIMENSIONS, dtype=np.float32)) is None


def test_pieces_are_the_same_in_every_process() -> None:
    assert pieces("my dad").tolist() == sorted(set(pieces("my dad").tolist()))
    assert len(pieces("word " * 100_000)) < 100


def test_no_example_is_in_the_benchmark() -> None:
    learned = {line.strip().lower() for path in EXAMPLES.glob("*.txt") for line in path.read_text(encoding="utf-8").splitlines()}
    held = {
        line.split("\t")[-1].strip().lower() for path in BENCHMARK.glob("*.tsv") for line in path.read_text(encoding="utf-8").splitlines()
    }
    assert not learned & held
