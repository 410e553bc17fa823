"""House and street; places without a house."""

from __future__ import annotations

import pytest

from bot.privacy.finding.recognisers.street_address import StreetAddress
from tests.privacy.findings import found

RULE = StreetAddress()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("flat C12, Wharf View, 3 Guild Road", ["flat C12, Wharf View, 3 Guild Road"]),
        ("both The Limes, Sutton Gault Rd", ["The Limes, Sutton Gault Rd"]),
        ("bed 6, 41-43 Bright Street North", ["bed 6, 41-43 Bright Street North"]),
        ("33 Star Mews, ap 2", ["33 Star Mews, ap 2"]),
        ("at the end terrace, 77 Tavern Row", ["the end terrace, 77 Tavern Row"]),
        ("my house is Fernleigh, 3 Drove Road", ["Fernleigh, 3 Drove Road"]),
        ("PO Box 44", ["PO Box 44"]),
        ("it is 31 All Saints Rd", ["31 All Saints Rd"]),
        ("15 High Street is a vape shop now", []),
        ("polling station at 4 Church Lane", []),
        ("1st line 88a Lynn Rd", ["88a Lynn Rd"]),
        ("house Kestrels, 18 Bridge Rd", ["Kestrels, 18 Bridge Rd"]),
        ("14 Mill Road, Ely", ["14 Mill Road"]),
        ("i live at 27 chestnut avenue", ["27 chestnut avenue"]),
        ("Flat 3, 22 Station Road", ["Flat 3, 22 Station Road"]),
        ("8a high street", ["8a high street"]),
        ("12 The Green", ["12 The Green"]),
        ("Flat 2, Nene Court", ["Flat 2, Nene Court"]),
        ("103 lincoln rd", ["103 lincoln rd"]),
        ("we live at 5 oak drive", ["5 oak drive"]),
        ("5 willow way huntingdon", ["5 willow way"]),
        ("16-18 Queens Walk", ["16-18 Queens Walk"]),
        ("I live at Rose Cottage, Mill Lane", ["Rose Cottage, Mill Lane"]),
        ("Mill Road surgery", []),
        ("the Huntingdon Road car park", []),
        ("10 minutes walk up the hill", []),
        ("2 hours in the car park", []),
        ("3 people in the road", []),
        ("5 days in a row", []),
        ("\u00a32 Mill Road", []),
        ("Rose Cottage, Mill Lane, Doddington", ["Rose Cottage, Mill Lane"]),
        ("7 the cloisters, ely", ["7 the cloisters"]),
        ("mum is at 12 Riverside", ["12 Riverside"]),
        ("address\n17 Nene Parade\nMarch", ["17 Nene Parade"]),
        ("the pharmacy at 12 Mill Road is shut", []),
        ("it arrived at 35 minutes.", []),
        ("my house is number 9 on drove lane", ["number 9 on drove lane"]),
        ("i live ferry road 31", ["ferry road 31"]),
        ("forty three ferry road", ["forty three ferry road"]),
        ("the flat over the chip shop, 61 Ferry Street", ["61 Ferry Street"]),
        ("Ground floor flat, 8 Ferry Road", ["Ground floor flat, 8 Ferry Road"]),
        ("caravan 5, Reed Bank site, Long Drove", ["caravan 5, Reed Bank site, Long Drove"]),
        ("she is in room 6 at Alder Grange care home", ["room 6 at Alder Grange care home"]),
        ("write to Fen Cottage, it has no number", ["Fen Cottage"]),
        ("8 pear tree avanue", ["8 pear tree avanue"]),
        ("out of stock at 4 chemists", []),
        ("the optician, 30 High Street, has closed", []),
        ("a 20 mph road", []),
        ("ward 3 Park House", []),
        ("bring it to the lodge, 2 north brink", ["the lodge, 2 north brink"]),
        ("my addy is one hundred and six Lincoln Rd", ["one hundred and six Lincoln Rd"]),
        ("walked from 5 back hill to the hospital", ["5 back hill"]),
        ("address is Unit 4, 60-62 Broadway we sleep above", ["Unit 4, 60-62 Broadway"]),
        ("moved out of 46 Victoria Terr ages ago", ["46 Victoria Terr"]),
        ("1 & 2 Crown Yard", ["1 & 2 Crown Yard"]),
        ("Plot 14, Fenland Way caravan site", ["Plot 14, Fenland Way caravan site"]),
        ("she lives Hillcrest, 2 Back Lane", ["Hillcrest, 2 Back Lane"]),
        ("letters to Bramble Patch, 77 Turves Road", ["Bramble Patch, 77 Turves Road"]),
        ("Rivermead, Low Road, Fenstanton", ["Rivermead, Low Road"]),
        ("find me at Chestnuts, Station Rd", ["Chestnuts, Station Rd"]),
        ("lives at Ivydene, Murrow", ["Ivydene"]),
        ("Flt 12 Sherwood Crt, Hampton", ["Flt 12 Sherwood Crt"]),
        ("Dairy Cottage, Grange Farm", ["Dairy Cottage, Grange Farm"]),
        ("the letter came 16 March", []),
        ("I'm 71, Zelda Rudd", []),
        ("Roadworks, Mill Road, Cambridge", []),
        ("live at Ely, Cambridgeshire", []),
        ("Boots, High Street, Ely", []),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
