"""Names on a site, known by their shape."""

from __future__ import annotations

import pytest

from bot.privacy.finding.recognisers.user_name import UserName
from tests.privacy.findings import found

RULE = UserName()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("its kezza.bee on insta, not kezza", ["kezza.bee"]),
        ("face book or whats app, both boris.fen.84", ["boris.fen.84"]),
        ("deaflou62, twitter or glide", ["deaflou62"]),
        ("sc fen.mx5", ["fen.mx5"]),
        ("with a dot, karl.ouse on tt", ["karl.ouse"]),
        ("my user name was tiny.heron.9 on that app", ["tiny.heron.9"]),
        ("search TheOuseRower on insta", ["TheOuseRower"]),
        ("handle? crossoldchemist, on Bluesky these days", ["crossoldchemist"]),
        ("_lena.o_", ["_lena.o_"]),
        ("Its PoppyRoseeee_ with four", ["PoppyRoseeee_"]),
        ("i wrote on facebook.the nurse answered", []),
        ("i wrote on facebook and nobody came.she cried", []),
        ("it was _really_ bad", []),
        ("form PI_0447 is out of date", []),
        ("see leaflet.pdf on facebook", []),
        ("search support on facebook", []),
        ("on instagram @NHSuk and healthwatchcambs.news", []),
        ("snap judgement, ward6 was lovely", []),
        ("late again.nobody rang", []),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
