"""Passport numbers, by the word beside them."""

from __future__ import annotations

import pytest

from bot.privacy.recognisers.uk_passport import Passport
from tests.privacy.findings import found

RULE = Passport()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("passport no 123456789", ["123456789"]),
        ("AB1234567 is my passport", ["AB1234567"]),
        ("123456789", []),
        ("do I need my passport to register", []),
        ("pasport GB 123456789", ["GB 123456789"]),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
