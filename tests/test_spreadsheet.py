"""No cell of an export is a formula."""

from __future__ import annotations

import pytest

from bot.spreadsheet import cell


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_what_a_spreadsheet_would_calculate_stays_words(start: str) -> None:
    assert cell(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"


@pytest.mark.parametrize("text", ["", "I waited = 3 hours", "5", "'tis", " well"])
def test_other_words_stay_as_they_are(text: str) -> None:
    assert cell(text) == text
