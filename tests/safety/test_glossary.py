"""The glossary: words of other languages in English, and English left alone."""

from __future__ import annotations

import pytest

from bot.safety.second_look.glossary import PATH, Glossary
from bot.safety.text import Reader


@pytest.mark.parametrize(
    ("text", "language", "gloss"),
    [
        ("mój chłopak mnie bije", "pl", "boyfriend me hits beats"),
        ("мъжът ми ме бие", "bg", "my husband me hits beats"),
        ("mera jeen nu dil nahi karda, phaahe vaali rassi", "pa", "I wants to die heart not hang himself rope"),
    ],
)
def test_word_by_word(text: str, language: str, gloss: str) -> None:
    found = Glossary.load().gloss(text)
    assert found is not None
    assert (found.language, found.text) == (language, gloss)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "...",
        "my husband is in hospital and I want a person",
        "controlling boyfriend who wont let me out",
        "can I claim petrol money for hospital",  # the Urdu for petrol and hospital is the same
        "complain about a social worker",
        "care home dentist",
    ],
)
def test_english_is_no_other_language(text: str) -> None:
    assert Glossary.load().gloss(text) is None


def test_phrases_with_one_word_between_and_whole_words() -> None:
    glossary = Glossary([["english", "xx"], ["care home", "dom_opieki"], ["dad", "tat."], ["hits", "bij"]], Reader.load())
    found = glossary.gloss("dom dobrej opieki bije tat tatar 12")
    assert found is not None
    assert found.text == "care home hits dad 12"


def test_every_row_has_every_language() -> None:
    header, *rows = [line.split("\t") for line in PATH.read_text(encoding="utf-8").splitlines()]
    assert {len(row) for row in rows} == {len(header)}
