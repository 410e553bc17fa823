"""Houses known by a name and a lane, without a number; shops and services stand."""

from __future__ import annotations

import pytest

from bot.privacy.finding.recognisers.named_home import NamedHome
from tests.privacy.findings import found

RULE = NamedHome()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Said to be a home.
        ("she lives at Ivydene on Black Bank", ["Ivydene on Black Bank"]),
        ("hes at Windyridge, Long Drove. he made it", ["Windyridge, Long Drove"]),
        ("nan's at Orchard View, Silver Street", ["Orchard View, Silver Street"]),
        ("the crew couldn't find Tamarisk, Sluice Drove", ["Tamarisk, Sluice Drove"]),
        ("collect her from Sandhurst, Back Lane please", ["Sandhurst, Back Lane"]),
        ("address is Hollybank, Fen Road", ["Hollybank, Fen Road"]),
        # The end of a signature.
        ("signed, E. M. Pratt (Miss), Crossways, Main Street", ["Crossways, Main Street"]),
        ("Yours, Mrs D. Sallis, Wendover, Chapel Lane, Wicken", ["Wendover, Chapel Lane"]),
        ("I am Ambrose Hartley-Finch, of Sunnyside, Gull Road, and I write", ["Sunnyside, Gull Road"]),
        # The whole answer.
        ("Thornlea, Gull Road, Guyhirn", ["Thornlea, Gull Road"]),
        ("Hawthorn Cott, Mill Rd", ["Hawthorn Cott, Mill Rd"]),
        ("Apple Tree Cott, Hod Fen Drove, yaxley way", ["Apple Tree Cott, Hod Fen Drove"]),
        ("its The Nook, Church Street", ["The Nook, Church Street"]),
        # Services, towns and sentences.
        ("Boots, Bridge Street", []),
        ("Lidl, Lincoln Road", []),
        ("the Co-op, High Street is open", []),
        ("Grange Medical, Station Road", []),
        ("the clinic is at Oak House, Park Lane", []),
        ("Maple Grove, Mill Lane care home is shut", []),
        ("hes at Papworth, Ermine Street", []),
        ("in Ely, Broad Street is shut", []),
        ("No buses, Mill Road, Station Road, nothing", []),
        ("we waited at Riverside, Hartford Road for the bus", []),
        ("Monday, Mill Road was closed", []),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
