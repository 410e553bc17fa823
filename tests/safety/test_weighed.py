"""The weighed words of the door: what they notice without a model, how sure they must be, and how fast they are."""

from __future__ import annotations

import subprocess
import sys
from array import array

import pytest

from bot.safety import weighed
from bot.safety.lexicon import CATEGORIES, Lexicon
from bot.safety.pieces import COLUMNS, pieces
from bot.safety.weighed import Door, Weighed

NOTICED = [
    ("the night staff leave my nan soaked until morning and she is sore all over", "adult_safeguarding"),
    ("my boyfriend counts every receipt and keeps my phone, I am not to see my mum", "domestic_abuse"),
    ("my stepdad comes in my bed when mum is on nights, I am eleven", "child_safeguarding"),
]


@pytest.mark.parametrize(("text", "category"), NOTICED)
def test_noticed_where_the_lexicon_knows_nothing(text: str, category: str) -> None:
    assert Lexicon.load().check(text) is None, "then this is no test of the weighed words"
    sign = Door.load().check(text)
    assert sign is not None
    assert (sign.category, sign.sign_id) == (category, weighed.SIGN_ID)
    assert weighed.LEAST <= (sign.chance or 0) <= 1
    assert sign.waits


def test_a_sign_of_the_lexicon_comes_first() -> None:
    sign = Door.load().check("I want to kill myself")
    assert sign is not None
    assert (sign.category, sign.chance) == ("suicide_self_harm", None)


@pytest.mark.parametrize("text", ["", "...", "how do I find a dentist", "the food was cold", "my husband had a lovely nurse", "STOP"])
def test_everyday_words_weigh_nothing(text: str) -> None:
    assert Door.load().check(text) is None


KILL = "I want to kill myself"
JOKE = "I said I'd kill myself if I had to eat another hospital jacket potato. Can visitors bring food in to the ward at Hinchingbrooke?"


@pytest.mark.parametrize(
    ("text", "waits"),
    [
        (JOKE, True),
        (
            "if parking goes up again I am going to kill somebody lol, anyway do you know if the library in March lends wheelchairs",
            True,
        ),
        (KILL, False),
        (f"{KILL}. Also how do I change my appointment at the eye clinic on Friday to some day in the next week please", False),
        ("please send an ambulance", False),
        ("please, please, send an ambulance, to the surgery, now, please", False),
        (f"{JOKE} {JOKE} {JOKE}", False),
        ("chcę się zabić, a jak zmienić termin wizyty u lekarza w Peterborough, czy apteka jest otwarta w niedzielę", False),
    ],
)
def test_a_sign_of_the_lexicon_waits_where_the_sentence_and_the_message_are_otherwise_harmless(text: str, waits: bool) -> None:
    sign = Door.load().check(text)
    assert sign is not None
    assert sign.chance is None
    assert sign.waits is waits


def test_less_than_sure_is_silent() -> None:
    (column, *_) = pieces("hello")
    weights = tuple(array("b", bytes(COLUMNS)) for _ in range(len(CATEGORIES) + 1))
    weights[1][column] = 100
    assert Weighed(weights, 0.01, (0.0,) * 7).look("hello") is None
    sure = Weighed(weights, 1.0, (0.0,) * 7).look("hello")
    assert sure is not None
    assert sure.category == CATEGORIES[0]


def test_the_door_needs_no_numpy() -> None:
    code = "import sys; from bot.safety.weighed import Door; Door.load().check('hello'); print('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"
