"""Which right somebody wants to use, however they put it."""

from __future__ import annotations

import pytest

from bot.experiences.consent import PURPOSES
from bot.privacy.data_rights.wishes import read

WISHES = {
    "access": [
        "what do you hold about me",
        "what information do you have on me",
        "send me a copy of everything you have",
        "subject access request",
        "SAR please",
        "show me my data",
        "can i see what you wrote about me",
        "wat do u hold on me",
        "what have you recorded about my mother",
        "can i see my file",
    ],
    "erase": [
        "delete my data",
        "please delete everything i told you",
        "erase my information",
        "forget me",
        "right to be forgotten",
        "remove my details",
        "wipe all my info",
        "get rid of my messages",
        "delet my data pls",
        "my reference is QW-7F3K-92 please delete it",
        "take my name off your records",
        "i want all my personal data destroyed",
        "cancel my story QW-4HTK-83",
        "take down what you published about me",
    ],
    "rectify": [
        "you have my phone number wrong",
        "correct my details",
        "there is a mistake in what you hold about me",
        "update my email address",
    ],
    "object": ["i object to you processing my data", "stop using my data", "restrict the use of my data"],
    "complaint": [
        "I want to make a data protection complaint",
        "complain about how you used my data",
        "you shared my details without asking me",
        "report a data breach",
        "you sent my private information to the wrong person",
        "has my data been leaked",
        "I never agreed to you using my story",
        "someone at healthwatch passed on my details without permission",
    ],
    "other": ["gdpr", "who is your data protection officer", "freedom of information request"],
}


@pytest.mark.parametrize(("kind", "words"), [(kind, words) for kind, sentences in WISHES.items() for words in sentences])
def test_a_right_is_read(kind: str, words: str) -> None:
    assert read(words).kind == kind


@pytest.mark.parametrize(
    ("words", "purposes"),
    [
        ("withdraw my consent", PURPOSES),
        ("I withdraw permission for you to use my experience", PURPOSES),
        ("i want to take back my story", PURPOSES),
        ("i changed my mind, dont use what i told you", PURPOSES),
        ("my story should not be used any longer", PURPOSES),
        ("i don't agree any more to you using my words", PURPOSES),
        ("don't quote me", ("quote_anonymously",)),
        ("please do not quote my words in a report", ("quote_anonymously",)),
        ("I withdraw my consent for quoting", ("quote_anonymously",)),
        ("dont pass my details to the hospital", ("share_with_provider",)),
        ("do not share my story with the surgery", ("share_with_provider",)),
        ("please do not ring me about my story", ("contact_me",)),
    ],
)
def test_what_is_taken_back(words: str, purposes: tuple[str, ...]) -> None:
    wish = read(words)
    assert (wish.kind, wish.purposes) == ("consent", purposes)


def test_a_story_that_is_named_is_known() -> None:
    assert read("please delete my story qw-7f3k-92").story == "QW-7F3K-92"
    assert read("please delete my story").story is None
