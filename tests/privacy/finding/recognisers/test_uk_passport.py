"""Passport numbers, by the word beside them."""

from __future__ import annotations

import pytest

from bot.privacy.finding.recognisers.uk_passport import Passport
from tests.privacy.findings import found

RULE = Passport()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("passport no 123456789", ["123456789"]),
        ("AB1234567 is my passport", ["AB1234567"]),
        ("123456789", []),
        ("do I need my passport to register", []),
        ("pasport GB 123456789", ["GB 123456789"]),
        ("passport no. 5334 01178", ["5334 01178"]),
        ("pp no 533401179 british", ["533401179"]),
        ("lithuanian pasport 23887192", ["23887192"]),
        ("L1P 882 031 new style passport number", ["L1P 882 031"]),
        ("polish id card ABC 123456", ["ABC 123456"]),
        ("passport photos are 12 pounds", []),
        ("travel document P1182993", ["P1182993"]),
        ("passports for the overseas visitor team: 218890456", ["218890456"]),
        ("the consulate says 760025183", ["760025183"]),
        ("passport C01X00T47", ["C01X00T47"]),
        ("ppt no 533401179", ["533401179"]),
        ("passport 533.401.179", ["533.401.179"]),
        ("biometric card ZW1234567", ["ZW1234567"]),
        ("the home office took 12 weeks", []),
        ("it's the blue, AB 2290416, and the surgery photocopied it", ["AB 2290416"]),
        ("MZ 0217736", ["MZ 0217736"]),
        ("they have E J 5 0 9 3 3 1 8 which is my wife's", ["E J 5 0 9 3 3 1 8"]),
        ("new passport 129 40 66 81", ["129 40 66 81"]),
        ("visa in 508 33 19 07", ["508 33 19 07"]),
        ("ward letter AB 2290416", ["AB 2290416"]),
        ("order AB2290416", []),
        ("hospital no AB2290416", []),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
