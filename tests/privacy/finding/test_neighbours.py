"""Details side by side: what is parted, what is put together, and what stays as it is."""

from __future__ import annotations

import pytest

from bot.privacy.finding.neighbours import by_shape, joined, parted
from bot.privacy.finding.spans import Span, resolve


def _spans(text: str, *found: tuple[str, str, float]) -> list[Span]:
    return [Span(text.index(written), text.index(written) + len(written), kind, score) for kind, written, score in found]


def _shown(text: str, spans: list[Span]) -> list[tuple[str, str]]:
    return [(span.type, text[span.start : span.end]) for span in spans]


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("60 24 77 acc 31880954", "60 24 77", "31880954"),
        ("82-14-06, ac 00619235", "82-14-06", "00619235"),
        ("20 99 31 and 6601 4482", "20 99 31", "6601 4482"),
        ("5561 2093, s/c 40-08-33", "5561 2093", "40-08-33"),
        ("16 51 09 account no: 40028713", "16 51 09", "40028713"),
        ("16-51-09\n40028713", "16-51-09", "40028713"),
    ],
)
def test_a_sort_code_and_its_account_are_one(text: str, first: str, second: str) -> None:
    spans = _spans(text, ("UK_BANK_ACCOUNT", first, 0.8), ("UK_BANK_ACCOUNT", second, 0.9))
    assert _shown(text, joined(text, spans)) == [("UK_BANK_ACCOUNT", text)]


@pytest.mark.parametrize(
    ("text", "first", "second", "one"),
    [
        ("the 14th of March 2023", "14th", "March 2023", "14th of March 2023"),
        ("26 of may 2019", "26", "may 2019", "26 of may 2019"),
        ("3 march, 1961", "3 march", "1961", "3 march, 1961"),
    ],
)
def test_the_pieces_of_one_date_are_one(text: str, first: str, second: str, one: str) -> None:
    spans = _spans(text, ("DATE_OF_BIRTH", first, 0.8), ("DATE_OF_BIRTH", second, 0.9))
    assert _shown(text, joined(text, spans)) == [("DATE_OF_BIRTH", one)]


@pytest.mark.parametrize(
    ("text", "kind", "first", "second"),
    [
        ("12/05/1961 14/06/1962", "DATE_OF_BIRTH", "12/05/1961", "14/06/1962"),
        ("40028713 is mine and hers 40028714", "UK_BANK_ACCOUNT", "40028713", "40028714"),
        ("40028713 is hers, and the code of mine is 16-51-09", "UK_BANK_ACCOUNT", "40028713", "16-51-09"),
        ("K448812 K448813", "HOSPITAL_NUMBER", "K448812", "K448813"),
    ],
)
def test_two_details_stay_two(text: str, kind: str, first: str, second: str) -> None:
    assert len(joined(text, _spans(text, (kind, first, 0.8), (kind, second, 0.8)))) == 2


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        (
            "9993082171. 7/12/55",
            [("CREDIT_CARD", "9993082171. 7/12/55", 0.95), ("UK_NHS", "9993082171", 0.85), ("DATE_OF_BIRTH", "7/12/55", 0.6)],
            [("UK_NHS", "9993082171"), ("DATE_OF_BIRTH", "7/12/55")],
        ),
        (
            "J, 05-Feb-1947, 60 33 871",
            [("HOSPITAL_NUMBER", "J, 05-Feb-1947, 60 33 871", 0.55), ("DATE_OF_BIRTH", "05-Feb-1947", 0.6)],
            [("DATE_OF_BIRTH", "05-Feb-1947"), ("HOSPITAL_NUMBER", "60 33 871")],
        ),
        (
            "COULS453297GH9EA, 220817643",
            [("UK_DRIVING_LICENCE", "COULS453297GH9EA, 220817643", 0.55), ("UK_DRIVING_LICENCE", "COULS453297GH9EA", 0.95)],
            [("UK_DRIVING_LICENCE", "COULS453297GH9EA"), ("UK_PASSPORT", "220817643")],
        ),
        (
            "+44(0)7700 900 581",
            [("PHONE_NUMBER", "+44(0)7700 900 581", 0.8), ("UK_NHS", "7700 900 581", 0.5)],
            [("PHONE_NUMBER", "+44(0)7700 900 581")],
        ),
    ],
)
def test_a_finding_that_swallows_two_is_parted(text: str, found: list[tuple[str, str, float]], expected: list[tuple[str, str]]) -> None:
    assert _shown(text, resolve(parted(text, _spans(text, *found)))) == expected


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("number NNUH 402-115", "402-115", "NNUH 402-115"),
        ("id LC.2023.00716", "2023.00716", "LC.2023.00716"),
        ("MRN 10448237", "10448237", "10448237"),
        ("the CARD 10448237", "10448237", "10448237"),
    ],
)
def test_a_departments_letters_belong_to_the_number(text: str, number: str, expected: str) -> None:
    assert _shown(text, joined(text, _spans(text, ("HOSPITAL_NUMBER", number, 0.8)))) == [("HOSPITAL_NUMBER", expected)]


@pytest.mark.parametrize(
    ("written", "kind"),
    [("220817643", "UK_PASSPORT"), ("999 308 2171", "UK_NHS"), ("07700 900 581", "PHONE_NUMBER"), ("K448812", "HOSPITAL_NUMBER")],
)
def test_the_shape_says_what_is_likeliest(written: str, kind: str) -> None:
    assert by_shape(written) == kind
