"""Whose a detail is, told by the words around it."""

from __future__ import annotations

import pytest

from bot.privacy.redaction import PatternRedactor
from bot.privacy.whose import whose


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my name is Sarah Jones", ["own"]),
        ("it's Dave here", ["own"]),
        ("still waiting. Kind regards, Eileen Cartwright", ["own"]),
        ("my son Callum is 7", ["other"]),
        ("Helen is my neighbour", ["other"]),
        ("dr ahmed never rings", ["staff"]),
        ("nurse Joanne was rude", ["staff"]),
        ("Tracey on reception laughed", ["staff"]),
        ("complaint about Mr Thompson", ["staff"]),
        ("my number is 07700 900123", ["own"]),
        ("ring 07700 900123", ["own"]),
        ("my son's number is 07700 900123", ["other"]),
        ("her nhs number is 999 123 4567", ["other"]),
        ("my neighbour John Smith, 9 Church Lane", ["other", "other"]),
        ("my daughter Chloe was born on 3 March 2015, ring me on 07700 900123", ["other", "other", "own"]),
        ("I met Helen in the town", ["unsaid"]),
    ],
)
def test_the_words_around_a_detail_say_whose_it_is(patterns: PatternRedactor, text: str, expected: list[str]) -> None:
    assert [owned.owner.value for owned in whose(text, patterns.redact(text).spans)] == expected


def test_the_reason_never_repeats_the_detail(patterns: PatternRedactor) -> None:
    text = "my neighbour John Smith of 9 Church Lane, 07700 900123"
    reasons = " ".join(owned.because for owned in whose(text, patterns.redact(text).spans))
    assert reasons
    assert not any(word in reasons for word in ("John", "Smith", "Church", "07700"))
