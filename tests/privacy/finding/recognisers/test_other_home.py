"""Homes that are no number in a street; places, counts and queues stand."""

from __future__ import annotations

import pytest

from bot.privacy.finding.recognisers.other_home import OtherHome
from tests.privacy.findings import found

RULE = OtherHome()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The number of a house whose street was said or is known.
        ("post goes next door at number 11", ["number 11"]),
        ("neighbours at no. 5 heard it", ["no. 5"]),
        ("we are at number 5 on the list", []),
        ("neighbour at number 10 in the queue", []),
        ("Trinity Hall flats, no. 9", ["Trinity Hall flats, no. 9"]),
        # Flats over shops, floors, hostels.
        ("the flat above the chippy, 88 Station Road", ["the flat above the chippy, 88 Station Road"]),
        ("I'm in the flat behind the Spar, High Street", ["the flat behind the Spar, High Street"]),
        ("Studio 4, 3rd floor, Bayard House", ["Studio 4, 3rd floor, Bayard House"]),
        ("room 9 at the Travelodge on Chord Park", ["room 9 at the Travelodge on Chord Park"]),
        ("room over the road from the Mill Street", []),
        ("the flat fee above 10 pounds", []),
        # Short forms.
        ("6 Mayfly Ho, Fletton Ave. buzzer 6", ["6 Mayfly Ho, Fletton Ave"]),
        ("I am at 4 Fen View Cotts, no bus", ["4 Fen View Cotts"]),
        ("Carer, 3 Almshouses, Priory Rd", ["3 Almshouses, Priory Rd"]),
        # Boats, pitches, farms.
        ("wont register at NB Otter, Marina Berth 41 cos its a boat", ["NB Otter, Marina Berth 41"]),
        ("MV Daisy, berth 12, Ely marina", ["MV Daisy, berth 12, Ely marina"]),
        ("my caravan is on Smithy Fen, plot 40a", ["Smithy Fen, plot 40a"]),
        ("pitch 3 the old brickworks", ["pitch 3 the old brickworks"]),
        ("static 7 at Pike's farm", ["static 7 at Pike's farm"]),
        ("we're at Lodge Farm down the drove", ["Lodge Farm"]),
        # Numbers in words, and as dictation hears them.
        ("two hundred and twelve Lincoln Road", ["two hundred and twelve Lincoln Road"]),
        ("one oh six Mill Road", ["one oh six Mill Road"]),
        ("twenty two b Mill Road", ["twenty two b Mill Road"]),
        ("I live at to Foxtail Way that's two as in the number", ["to Foxtail Way"]),
        ("my address is ate Station Road", ["ate Station Road"]),
        ("I live for the walk", []),
        ("four miles from Mill Road", []),
        ("one hour on Mill Road", []),
        ("two of us on Station Road", []),
        # Houses in quotes, and by name alone where somebody lives.
        ('Gwen Pask. "Dunroamin", Sutton Gault. That will find me', ['"Dunroamin", Sutton Gault']),
        ("I have lived at Bramble End in Swaffham Prior", ["Bramble End"]),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
