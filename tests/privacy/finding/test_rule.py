"""Patterns sorted by the letter they begin with find what they found in their own order."""

from __future__ import annotations

import re

import pytest

from bot.privacy.finding.rule import by_letter


def test_alternatives_with_one_letter_are_put_together() -> None:
    assert by_letter("mum|dad|man|doctor|aunt") == "m(?:um|an)|d(?:ad|octor)|aunt"


def test_nothing_is_moved_past_what_begins_otherwise() -> None:
    assert by_letter(r"son|(?:son|daughter)[ \-]in[ \-]law|sister|x?ray|step") == (r"son|(?:son|daughter)[ \-]in[ \-]law|sister|x?ray|step")


@pytest.mark.parametrize("alternatives", [r"mr\.? ?(?:and|&) ?mrs|dr|mr|mrs", r"a[)|\]]b|c|a\|d|[|]e|ab(?:c|d)", "an|any|at|a"])
@pytest.mark.parametrize("text", ["mr and mrs", "mrs", "a|b", "a]b", "a|d", "|e", "abd", "any", "a", "Mr & Mrs"])
def test_they_match_as_they_did(alternatives: str, text: str) -> None:
    before, after = (re.compile(f"(?:{one})", re.IGNORECASE) for one in (alternatives, by_letter(alternatives)))
    assert [match.span() for match in after.finditer(text)] == [match.span() for match in before.finditer(text)]
