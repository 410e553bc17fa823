"""Driving licence numbers."""

from __future__ import annotations

import pytest

from bot.privacy.finding.recognisers.uk_driving_licence import DrivingLicence
from tests.privacy.findings import found

RULE = DrivingLicence()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MORGA753116SM9IJ", ["MORGA753116SM9IJ"]),
        ("NOWAK 801234 A99BC licence", ["NOWAK 801234 A99BC"]),
        ("driving licence 12345678", ["12345678"]),
        ("12345678", []),
        ("my licence was taken", []),
        ("dvla WHITE 603 179 K 99 AB", ["WHITE 603 179 K 99 AB"]),
        ("job advert ref 1182-26-PB for a carer", []),
        ("licence M0RGA657054SM9IJ", ["M0RGA657054SM9IJ"]),
        ("dl no morga.657054.sm9ij", ["morga.657054.sm9ij"]),
        ("I tried 116 123 at 4 in the morning", []),
        ("BUTCH-452291-K88-AN", ["BUTCH-452291-K88-AN"]),
        ("M U N T E 9 0 4 1 9 3 F 9 9 R O", ["M U N T E 9 0 4 1 9 3 F 9 9 R O"]),
        ("sandh 708 113 h s 9 k d", ["sandh 708 113 h s 9 k d"]),
        ("MORGA/657054/SM/9IJ", ["MORGA/657054/SM/9IJ"]),
        ("M.O.R.G.A.6.5.7.0.5.4.S.M.9.I.J", ["M.O.R.G.A.6.5.7.0.5.4.S.M.9.I.J"]),
        ("NWOSU 904 116 C9 7RB", ["NWOSU 904 116 C9 7RB"]),
        ("ring 960 771 in the day", []),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
