"""Names that are words as well, told by what the sentence says of them."""

from __future__ import annotations

import pytest

from bot.privacy.finding.recognisers.word_name import WordName
from tests.privacy.findings import found

RULE = WordName()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my phone broke so jordan's is on", ["jordan"]),
        ("Faith is our youngest daughter", ["Faith"]),
        ("hope my neighbour fell", ["hope"]),
        ("Will my son needs glasses", ["Will"]),
        ("I'm Ivy, I live in Manea", ["Ivy"]),
        ("treated by Precious (the new HCA)", ["Precious"]),
        ("bob hes the one to ask", ["bob"]),
        ("ron and sue next door", ["ron", "sue"]),
        ("my carer is called joy", ["joy"]),
        ("ta ron", ["ron"]),
        ("Grace's mum rang twice", ["Grace"]),
        ("amber aged 7", ["amber"]),
        ("mark rang about the chair", ["mark"]),
        ("will my son need glasses", []),
        ("i hope my neighbour is well", []),
        ("lost all hope", []),
        ("grace period of ten days", []),
        ("Holly and Ivy are the two bays upstairs", []),
        ("in March, April, and June", []),
        ("the gift shop is shut", []),
        ("mark it as urgent", []),
        ("thanks love", []),
        ("it was grace who did my bloods", ["grace"]),
        ("so gentle, and hope on the desk", ["hope"]),
        ("Its will here", ["will"]),
        ("holly moved out of there in May", ["holly"]),
        ("Will wont go in, hes in the car", ["Will"]),
        ("They rang the wrong Summer", ["Summer"]),
        ("Could someone call April before April", ["April"]),
        ("Poppy's says 12, no that's Jude's", ["Poppy"]),
        ("ron ere. no letter yet", ["ron"]),
        ("Penny dropped when she asked again", []),
        ("the wrong summer for it", []),
        ("pat our postman told me", ["pat"]),
        ("May my neighbour has no heating", ["May"]),
        ("thank you ola you were brill", ["ola"]),
        ("is Will working today", ["Will"]),
        ("ive put lee down as next of kin", ["lee"]),
        ("the girl at the desk, joy, sorted it", ["joy"]),
        ("bill and sue from the group", ["bill", "sue"]),
        ("in may my neighbour has to move", []),
        ("it was hope that kept us going", []),
        ("no hope at the desk", []),
        ("Is June free for a flu jab", []),
        ("will my son need braces", []),
        ("sue here again", ["sue"]),
        ("morning faith", ["faith"]),
        ("hi bill its sue here", ["bill", "sue"]),
        ("Shell from the agency", ["Shell"]),
        ("hope here is low", []),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
