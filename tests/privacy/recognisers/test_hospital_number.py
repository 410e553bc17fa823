"""Hospital numbers, by the words before them."""

from __future__ import annotations

import pytest

from bot.privacy.recognisers.hospital_number import HospitalNumber
from tests.privacy.findings import found

RULE = HospitalNumber()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my hospital number is 1234567", ["1234567"]),
        ("Hosp no: K123456", ["K123456"]),
        ("patient ID 00456123", ["00456123"]),
        ("MRN 4412345", ["4412345"]),
        ("unit number A12 3456", ["A12 3456"]),
        ("my number at Addenbrooke's is 123456", ["123456"]),
        ("ward 23 bed 14", []),
        ("the patient waited 1234567 years", []),
        ("1234567", []),
        ("patient since 1987", []),
        ("number at addenbrookes is 4417720", ["4417720"]),
        ("the ref on my hospital letter is PCH/220918", ["PCH/220918"]),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
