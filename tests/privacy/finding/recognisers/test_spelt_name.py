"""Names spelt out, said again, or told from another; abbreviations and wards stand."""

from __future__ import annotations

import pytest

from bot.privacy.finding.recognisers.spelt_name import SpeltName
from tests.privacy.findings import found

RULE = SpeltName()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kacper k a c p e r", ["Kacper", "k a c p e r"]),
        ("he said spell it, so P-E-Y-T-O-N, Peyton", ["P-E-Y-T-O-N", "Peyton"]),
        ("Winterbrook with a k on", ["Winterbrook"]),
        ("Ana, one n", ["Ana"]),
        ("T. Barlow (Mrs)", ["T. Barlow"]),
        ("on the label: COPSEY, J, 05-Feb-1947", ["COPSEY, J"]),
        ("Xin, not Zin, not Sin", ["Xin", "Zin", "Sin"]),
        ("Not Hope with an e. its Hop", ["Hope", "Hop"]),
        ("the other one, Pryce or Price, who laughed", ["Pryce", "Price"]),
        ("Ivy May Chilvers 21st April", ["Ivy May Chilvers"]),
        ("Ngozi, Ufy and Uche on nights", ["Ngozi", "Ufy", "Uche"]),
        ("tea with a sugar", []),
        ("the R.V.I. and the RVI", []),
        ("Faith, Hope and Charity", []),
        ("Monday not Tuesday", []),
        ("vitamins A, B, C", []),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
