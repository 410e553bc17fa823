"""National Insurance numbers."""

from __future__ import annotations

import pytest

from bot.privacy.finding.recognisers.uk_nino import NationalInsuranceNumber
from tests.privacy.findings import found

RULE = NationalInsuranceNumber()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AB123456C", ["AB123456C"]),
        ("ab 12 34 56 c", ["ab 12 34 56 c"]),
        ("QQ-12-34-56-A", ["QQ-12-34-56-A"]),
        ("my NI is AB 12 34 56", ["AB 12 34 56"]),
        ("AB 12 34 56 on the ticket", []),
        ("AB123456E", []),
        ("ward AB12", []),
        ("Q Q 1 1 2 2 3 3 B", ["Q Q 1 1 2 2 3 3 B"]),
        ("on 12/03/24 a nurse came", []),
        ("ni JR l2 34 5G C", ["JR l2 34 5G C"]),
        ("ni JR/12/34/56/C", ["JR/12/34/56/C"]),
        ("QQ2O1983A", ["QQ2O1983A"]),
        ("Q Q 5 5 1 0 6 2 C", ["Q Q 5 5 1 0 6 2 C"]),
        ("Q-Q-27-33-90-D", ["Q-Q-27-33-90-D"]),
        ("QQ 27, 33, 90 D", ["QQ 27, 33, 90 D"]),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
