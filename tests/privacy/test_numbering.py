"""People stay told apart through a conversation, and nothing of a name is remembered."""

from __future__ import annotations

import pytest

from bot.privacy.numbering import MOST_PEOPLE, Marks, replace_numbered
from bot.privacy.redaction import PatternRedactor


def mark(word: str) -> str:
    return f"m{sum(map(ord, word)) * 7919 % 100_003}"


def say(patterns: PatternRedactor, known: Marks, text: str) -> tuple[str, Marks]:
    return replace_numbered(text, patterns.redact(text).spans, known, mark)


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        (["my name is Sarah Jones", "Sarah here again"], ["my name is [name]", "[name] here again"]),
        (["my son Callum saw Dr Patel", "dr patel said Callum is fine"], ["my son [name] saw [name 2]", "[name 2] said [name] is fine"]),
        (["ask for Helen", "Helen Marsh has left", "Mrs Marsh was kind"], ["ask for [name]", "[name] has left", "[name] was kind"]),
        (["nurse Beth and nurse Agnieszka", "AGNIESZKA WAS KIND"], ["nurse [name] and nurse [name 2]", "[name 2] WAS KIND"]),
        (["[name 2] is what I type, I mean Helen"], ["[name 2] is what I type, I mean [name]"]),
        (["ring 07700 900123", "ring 07700 900456"], ["ring [phone number]", "ring [phone number]"]),
    ],
)
def test_the_same_person_keeps_the_same_placeholder(patterns: PatternRedactor, messages: list[str], expected: list[str]) -> None:
    known: Marks = []
    said = []
    for message in messages:
        text, known = say(patterns, known, message)
        said.append(text)
    assert said == expected


def test_marks_hold_no_name_and_the_given_ones_are_left_alone(patterns: PatternRedactor) -> None:
    before: Marks = []
    _, after = say(patterns, before, "my name is Sarah Jones")
    assert before == []
    assert "sarah" not in str(after).lower()
    assert after == [sorted([mark("sarah"), mark("jones")])]


def test_a_pasted_list_does_not_grow_without_end(patterns: PatternRedactor) -> None:
    known: Marks = [[f"someone {number}"] for number in range(MOST_PEOPLE)]
    assert say(patterns, known, "my name is Sarah Jones") == ("my name is [name]", known)
