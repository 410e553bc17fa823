"""Text made plain: what the rules read, and the way back to what was written."""

from __future__ import annotations

import pytest

from bot.privacy.finding.cleaned import clean


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("oh seven seven double oh, nine hundred", "07700900"),
        ("nine nine nine then 018 4425", "9990184425"),
        ("sixty two, treble four and one", "624441"),
        ("one two three go", "one two three go"),
        ("one or two of us", "one or two of us"),
        ("\u0410nna", "Anna"),
        ("\u0410\u043d\u043d\u0430", "\u0410\u043d\u043d\u0430"),
        ("077oo 9OO", "07700 900"),
        ("oh no", "oh no"),
    ],
)
def test_what_the_rules_read(written: str, read: str) -> None:
    assert clean(written).text == read


@pytest.mark.parametrize(
    "written", ["ring oh seven seven double oh, nine hundred ta", "0\u200b7\u200b7 and double two double three", "plain"]
)
def test_every_stretch_leads_back_to_one_of_the_original(written: str) -> None:
    cleaned = clean(written)
    for start in range(len(cleaned.text)):
        first, last = cleaned.back(start, start + 1)
        assert 0 <= first < last <= len(written)
    assert cleaned.back(0, len(cleaned.text)) == (0, len(written))
