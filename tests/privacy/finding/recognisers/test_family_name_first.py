"""Chinese and Vietnamese names, family name first; words that only look like one stand."""

from __future__ import annotations

import pytest

from bot.privacy.finding.recognisers.family_name_first import FamilyNameFirst
from tests.privacy.findings import found

RULE = FamilyNameFirst()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wang xiaoming here, my dentist has gone", ["wang xiaoming"]),
        ("li na is my flatmate", ["li na"]),
        ("wong ka yan is my cousin", ["wong ka yan"]),
        ("tsang wing yee 56 from cambridge", ["tsang wing yee"]),
        ("nguyen van minh needs a GP", ["nguyen van minh"]),
        ("Zhang Min needs an interpreter", ["Zhang Min"]),
        ("王小梅 is my mother", ["王小梅"]),
        ("我叫陈伟", ["陈伟"]),
        ("yin and yang they said", []),
        ("feng shui would help that waiting room", []),
        ("kung fu grip on my purse", []),
        ("wei is it so long", []),
        ("tai chi on mondays", []),
        ("我要看医生", []),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
