"""What is spelt over a bad line, made letters and figures."""

from __future__ import annotations

import pytest

from bot.privacy.finding.cleaned import clean


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("it's Tango Papa 41 82 06 Delta, that is", "it's TP 41 82 06 D, that is"),
        ("alpha echo one seven, kilo romeo juliet", "AE 17 KRJ"),
        ("quebec quebec one two three four five six charlie", "QQ 123456 C"),
        ("for you C B twenty three, six X Y. Which", "for you CB 23 6 XY. Which"),
        ("papa echo two eight, four november foxtrot", "PE 28 4 NF"),
        ("D for delta 44 1907, then", "D 44 1907, then"),
        ("whiskey kilo double three 20 15 bravo", "WK 33 20 15 B"),
    ],
)
def test_letters_and_figures_are_read(written: str, plain: str) -> None:
    assert clean(written).text == plain


@pytest.mark.parametrize(
    "written",
    [
        "Mike and Oscar 14 and 12",
        "vitamin B twelve and D three",
        "Charlie, Victor and Juliet are 3, 5 and 7",
        "the golf hotel in november 2024",
        "bay C bed two then A one",
        "I have delta variant again",
    ],
)
def test_names_and_words_stand(written: str) -> None:
    assert clean(written).text == written


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("forty twelve, eighty eight eighty eight, eighty eight eighty eight, eighteen eighty one", "4012888888881881"),
        ("sixteen, double two, thirty", "162230"),
        ("sixty, oh nine, twelve, and then double three one seven four oh six two", "600912 33174062"),
        ("twelve eleven nineteen forty eight", "twelve eleven nineteen forty eight"),
        ("ages thirteen, fifteen, sixteen", "ages thirteen, fifteen, sixteen"),
        ("sixteen thousand and forty pounds", "sixteen thousand and forty pounds"),
    ],
)
def test_teens_are_figures_and_ages_and_years_are_not(written: str, plain: str) -> None:
    assert clean(written).text == plain


def test_the_way_back_holds() -> None:
    written = "reg alpha echo one seven, kilo romeo juliet ta"
    cleaned = clean(written)
    start = cleaned.text.index("AE")
    first, last = cleaned.back(start, start + len("AE 17 KRJ"))
    assert written[first:last] == "alpha echo one seven, kilo romeo juliet"
