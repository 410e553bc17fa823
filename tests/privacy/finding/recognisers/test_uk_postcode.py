"""Full postcodes, and the halves that stand."""

from __future__ import annotations

import pytest

from bot.privacy.finding.recognisers.uk_postcode import Postcode
from tests.privacy.findings import found

RULE = Postcode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i only know my postcode PE26 2VX", ["PE26 2VX"]),
        ("PE1 1XX", ["PE1 1XX"]),
        ("cb12ab", ["cb12ab"]),
        ("in pe29 3zz now", ["pe29 3zz"]),
        ("EC1A 1BB", ["EC1A 1BB"]),
        ("I live at b6 2hr", ["b6 2hr"]),
        ("mine is PE27 oLT", ["PE27 oLT"]),
        ("pe14 2 lx", ["pe14 2 lx"]),
        ("CB7-3-WZ", ["CB7-3-WZ"]),
        ("PE27 space 1HX", ["PE27 space 1HX"]),
        ("pe twenty eight 6tt", ["pe twenty eight 6tt"]),
        ("I live in PE29", []),
        ("CB1 and CB24", []),
        ("vitamin b6 2hr before bed", []),
        ("bed b2 3rd floor", []),
        ("T2 3AB", []),
        ("AB12 CDE", []),
        ("we r in pe 15 9aa", ["pe 15 9aa"]),
        ("postcode P E 1 9 6 A B", ["P E 1 9 6 A B"]),
        ("\u0420\u041529 7JT", ["\u0420\u041529 7JT"]),
        ("PE15 OAB", ["PE15 OAB"]),
        ("postcode PE2 93AB", ["PE2 93AB"]),
        ("PE28/7RB", ["PE28/7RB"]),
        ("PE28\n7RB", ["PE28\n7RB"]),
        ("PE28 7R B", ["PE28 7R B"]),
        ("P.E.28 7RB", ["P.E.28 7RB"]),
        ("postcode PE l3 3A8", ["PE l3 3A8"]),
        ("PE 284 NF", ["PE 284 NF"]),
        ("P E 2 7 4 X Z", ["P E 2 7 4 X Z"]),
        ("pe 28 4 nf", ["pe 28 4 nf"]),
        ("Pe19\n8 Rf", ["Pe19\n8 Rf"]),
        ("C B twenty three, six X Y", ["C B twenty three, six X Y"]),
        ("P.E. 28 4.N.F", ["P.E. 28 4.N.F"]),
        ("le 10 2 gp", []),
        ("pe 10 2 hr", []),
        ("papa echo two eight, four november foxtrot", ["papa echo two eight, four november foxtrot"]),
        ("le 28 4 nf", []),
        ("PE284NF", ["PE284NF"]),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
