"""Telephone numbers in every way people write them, and the digits that are none."""

from __future__ import annotations

import pytest

from bot.privacy.finding.recognisers.phone_number import PhoneNumber
from tests.privacy.findings import found

RULE = PhoneNumber()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("07700 900123", ["07700 900123"]),
        ("07700900123", ["07700900123"]),
        ("mob 07700-900-123.", ["07700-900-123"]),
        ("07700.900.123", ["07700.900.123"]),
        ("+44 7700 900123", ["+44 7700 900123"]),
        ("+44(0)7700 900123", ["+44(0)7700 900123"]),
        ("0044 7700 900123", ["0044 7700 900123"]),
        ("447700900123", ["447700900123"]),
        ("(01632) 960 123", ["(01632) 960 123"]),
        ("020 7946 0123", ["020 7946 0123"]),
        ("0 7 7 0 0 9 0 0 1 2 3", ["0 7 7 0 0 9 0 0 1 2 3"]),
        ("07400 123456 is real enough", ["07400 123456"]),
        ("+48 601 234 567", ["+48 601 234 567"]),
        ("my mobile is 7700 900123", ["7700 900123"]),
        ("ring me on 960123", ["960123"]),
        ("oh seven seven double oh nine double oh one two three", ["oh seven seven double oh nine double oh one two three"]),
        ("07700 900123 or 07700 900456", ["07700 900123", "07700 900456"]),
        ("07700\u200b 900\u200d123", ["07700\u200b 900\u200d123"]),
        (
            "\u0660\u0667\u0667\u0660\u0660 \u0669\u0660\u0660\u0661\u0662\u0663",
            ["\u0660\u0667\u0667\u0660\u0660 \u0669\u0660\u0660\u0661\u0662\u0663"],
        ),
        ("call 999 or 111 option 2, 101, 119, 116 123 or 0800 1111", []),
        ("it cost \u00a307700900123", []),
        ("on 04/10/21 1345 it was shut", []),
        ("waited from 09.15 to 12.45, 14 of us", []),
        ("one two three of us waited", []),
        ("I have been 3 times in 2024", []),
        ("oh seven seven double oh, nine hundred, one two three", ["oh seven seven double oh, nine hundred, one two three"]),
        ("077oo 900 123", ["077oo 900 123"]),
        ("07700 900123 30/06/51", ["07700 900123"]),
        ("get me on 7700.900.123", ["7700.900.123"]),
        ("ring 07700\n900\n142", ["07700\n900\n142"]),
        ("ring 07700*900*142", ["07700*900*142"]),
        ("ring 07700 900142\n2 pm", ["07700 900142"]),
        ("its 0000 482 771 with four noughts", []),
        ("07700 900 123", ["07700 900 123"]),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
