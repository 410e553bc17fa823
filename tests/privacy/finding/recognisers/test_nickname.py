"""What people are called rather than named."""

from __future__ import annotations

import pytest

from bot.privacy.finding.recognisers.nickname import Nickname
from tests.privacy.findings import found

RULE = Nickname()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Grinner, thats what the lads call me", ["Grinner"]),
        ("sooty lol thats what everyone calls me", ["sooty"]),
        ('"Nurse Grim" we call her', ["Nurse Grim"]),
        ("he only answers to Bunny", ["Bunny"]),
        ("an old fella they called Captain.", ["Captain"]),
        ("everyone calls him Sparks", ["Sparks"]),
        ("Old Dustybins gone downhill", ["Dustybin"]),
        ("neighbour old Reg went down", ["Reg"]),
        ("everyone calls her but nobody comes", []),
        ("my name is Sunday. yes like the day", ["Sunday"]),
        ("they call me back", []),
        ("Old Fletton is far", []),
        ("an old bed, old Mill", []),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
