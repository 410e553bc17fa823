"""NHS numbers, right and mistyped."""

from __future__ import annotations

import pytest

from bot.privacy.finding.recognisers.uk_nhs import NhsNumber
from tests.privacy.findings import found

RULE = NhsNumber()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("999 123 4567", ["999 123 4567"]),
        ("943 476 5919", ["943 476 5919"]),
        ("943-476-5918", ["943-476-5918"]),
        ("nhs 9434765919", ["9434765919"]),
        ("my nhs no is 99 91 23 45 67", ["99 91 23 45 67"]),
        ("NHS number 943476591", ["943476591"]),
        ("07700 900123", []),
        ("\u00a3943 476 5919", []),
        ("call NHS 111", []),
        ("12345678901234", []),
        ("ring the nhs on 0300 777 5555", []),
        ("nine nine nine, oh one eight, four four three two nhs", ["nine nine nine, oh one eight, four four three two"]),
        ("999 0184 432", ["999 0184 432"]),
        ("999 461 984 5", ["999 461 984 5"]),
        ("99 94 61 98 45", ["99 94 61 98 45"]),
        ("nhs: 999\n123\n4567", ["999\n123\n4567"]),
        ("120\n130\n1400", []),
        ("barcode on his band 100 733 8216", []),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
