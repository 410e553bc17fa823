"""The kind words after a danger sign, and when they end."""

from __future__ import annotations

import pytest

from actions.danger import _SECRET


@pytest.mark.parametrize(
    "words",
    [
        "i dont want anyone to know",
        "please dont tell my mum",
        "can you keep a secret",
        "do not tell anyone",
        "promise me",
        "is this confidential",
        "he will find out",
        "nobody must know",
    ],
)
def test_who_hopes_for_a_secret(words: str) -> None:
    assert _SECRET.search(words)


@pytest.mark.parametrize("words", ["what do i do", "i know", "i told the nurse", "where is the hospital"])
def test_who_does_not(words: str) -> None:
    assert not _SECRET.search(words)
