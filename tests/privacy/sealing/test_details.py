"""One form for each detail, however it is written; and nothing where there is none."""

from __future__ import annotations

import pytest

from bot.privacy.sealing import details

PHONE = ("PHONE_NUMBER", "07700900123")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ring me on 07700 900 123 please", PHONE),
        ("call +44 (0)7700 900123", PHONE),
        ("it is 0044 7700 900123", PHONE),
        ("my number is oh double seven double oh nine hundred one two three", PHONE),
        ("\u200b0\u200b7700\u00a0900123", PHONE),
        ("my sister's in Vilnius is +370 612 34567", ("PHONE_NUMBER", "+37061234567")),
        ("write to Zeb.Q@Example.org.", ("EMAIL_ADDRESS", "zeb.q@example.org")),
        ("zeb dot q at gmail dot com", ("EMAIL_ADDRESS", "zeb.q@gmail.com")),
        ("anna@gmail", ("EMAIL_ADDRESS", "anna@gmail")),
        ("my nhs number is 999 234 5671", ("UK_NHS", "9992345671")),
        ("QQ 65 43 21 B is my national insurance number", ("UK_NINO", "QQ654321B")),
    ],
)
def test_found_in_one_form(text: str, expected: tuple[str, str]) -> None:
    found = list(details.find(text))
    assert expected in [(one.kind, one.plain) for one in found]
    assert all(text[one.start : one.end].strip() for one in found)


NOTHING = ("", "the nurses were lovely", "I waited 9 hours at A&E", "we met at 10.30 on ward 7", "call 111 or 999", "🙂" * 50)


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_where_there_is_none(text: str) -> None:
    assert list(details.find(text)) == []


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("07700 900123", [PHONE]),
        ("+44 7700 900123", [PHONE]),
        ("Sam@Example.org", [("EMAIL_ADDRESS", "sam@example.org"), ("EMAIL_ADDRESS", "sam@example")]),
        ("999 234 5671", [("PHONE_NUMBER", "9992345671"), ("UK_NHS", "9992345671")]),
        ("qq 65 43 21 b", [("UK_NINO", "QQ654321B")]),
        ("C-2222-2222", []),
        ("333", []),
        ("contact:7", []),
        ("@" * 300, []),
    ],
)
def test_what_a_reference_may_mean(ref: str, expected: list[tuple[str, str]]) -> None:
    assert details.of_reference(ref) == expected
