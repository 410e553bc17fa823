"""Measuring and splitting text, SMS segments, plain punctuation."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.base import Unit
from connectors.text import clean, is_blank, measure, plain, segments, split


def squeezed(text: str) -> str:
    return "".join(text.split())


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=400), st.integers(min_value=4, max_value=60), st.sampled_from(["characters", "bytes", "utf16"]))
def test_parts_fit_are_not_blank_and_lose_only_white_space(text: str, limit: int, unit: Unit) -> None:
    text = clean(text)
    parts = split(text, limit, unit)
    assert all(measure(part, unit) <= limit and not is_blank(part) and part == part.strip() for part in parts)
    visible = [char for char in squeezed(text) if not is_blank(char)]
    assert [char for char in squeezed("".join(parts)) if not is_blank(char)] == visible


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("", 10, []),
        (" \n ", 10, []),
        ("short", 10, ["short"]),
        ("One two. Three four.", 12, ["One two.", "Three four."]),
        ("One two. Three four.", 8, ["One two.", "Three", "four."]),
        ("Ask Dr. Ames today. Then rest.", 20, ["Ask Dr. Ames today.", "Then rest."]),
        ("He said “Stop.” Then he left.", 20, ["He said “Stop.”", "Then he left."]),
        ("It costs 3.50 today, e.g. now. Yes.", 32, ["It costs 3.50 today, e.g. now.", "Yes."]),
        ("one line\nanother line", 12, ["one line", "another line"]),
        ("A first. A second.\n\nB first.", 22, ["A first. A second.", "B first."]),
        ("words without any end here", 12, ["words", "without any", "end here"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("e\u0301e\u0301e\u0301", 5, ["e\u0301e\u0301", "e\u0301"]),
        ("👍🏽👍🏽", 3, None),
    ],
)
def test_where_it_splits(text: str, limit: int, parts: list[str] | None) -> None:
    if parts is None:
        with pytest.raises(ValueError, match="limit"):
            split(text, limit)
    else:
        assert split(text, limit) == parts


def test_an_emoji_is_not_torn_from_its_colour() -> None:
    assert split("👍🏽👍🏽👍🏽", 4, "utf16") == ["👍🏽", "👍🏽", "👍🏽"]


def test_a_long_text_is_split_quickly() -> None:
    parts = split("word " * 20_000, 1999, "utf16")
    assert len(parts) == 50


# Figures of the channel contract, 4.6.
@pytest.mark.parametrize(
    ("text", "encoding", "units", "count"),
    [
        ("", "gsm-7", 0, 0),
        ("a" * 160, "gsm-7", 160, 1),
        ("a" * 161, "gsm-7", 161, 2),
        ("a" * 306, "gsm-7", 306, 2),
        ("a" * 307, "gsm-7", 307, 3),
        ("ŵ" * 70, "ucs-2", 70, 1),
        ("ŵ" * 71, "ucs-2", 71, 2),
        ("ŵ" * 134, "ucs-2", 134, 2),
        ("ŵ" * 135, "ucs-2", 135, 3),
        ("a" * 159 + "€", "gsm-7", 161, 2),
        ("£é", "gsm-7", 2, 1),
        ("ê", "ucs-2", 1, 1),
        ("😀" * 35, "ucs-2", 70, 1),
        # A pair that would straddle two parts moves to the next: 152 + pair, three times over.
        ("a" * 152 + "€" + "a" * 152, "gsm-7", 306, 3),
        ("😀" * 67, "ucs-2", 134, 3),
    ],
)
def test_segments(text: str, encoding: str, units: int, count: int) -> None:
    found = segments(text)
    assert (found.encoding, found.units, found.count) == (encoding, units, count)


def test_plain_punctuation_keeps_a_text_in_the_cheap_alphabet() -> None:
    fancy = "“Don’t wait” – ring 111… \u00a0now\u200b •"
    assert plain(fancy) == '"Don\'t wait" - ring 111...  now -'
    assert segments(plain(fancy)).encoding == "gsm-7"
    assert plain("ŵ 😀 £") == "ŵ 😀 £"


def test_clean_takes_out_what_nothing_can_store() -> None:
    assert clean("a\x00b\ud83dc\u202e") == "ab\ufffdc\u202e"
    clean("\udcff").encode()


@pytest.mark.parametrize(("text", "blank"), [("", True), (" \n\t", True), ("\u200b\u202e\ufeff", True), ("x\u200b", False), ("👍", False)])
def test_blank(text: str, blank: bool) -> None:
    assert is_blank(text) is blank
