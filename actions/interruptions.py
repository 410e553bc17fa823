"""While a story is told: which messages are not part of it but meant for us.

The story comes first: what is not clearly a request goes into it, whatever the classifier calls it.
"""

from __future__ import annotations

import re

from actions.opt_out import is_clear
from actions.talk import Talk

QUESTIONS = frozenset({"ask_information", "bot_challenge", "clinical_advice_request", "make_complaint", "data_rights"})
REQUESTS = frozenset({"speak_to_person", "opt_out"})
HOUSE = frozenset({"hand_back", "danger_sign", "rate_answer", "see_announcement", "join_in", "leave"})
"""Each of these has its rule in ``data/rules/experience.yml``, and in ``announcements.yml`` for the other form."""

SURE = 0.6
LONGEST_QUESTION = 30
LONGEST_REQUEST = 15
"""Words. Longer messages tell something."""

_FOR_A_PERSON = re.compile(
    r"\b(?:can|could|may|please|pls|want|wanna|need|like|let me|get me|prefer|rather|give me|put me|is there|any ?(?:one"
    r"|body))\b.{0,40}\b(?:person|human|someone|somebody|some1|staff|adviser|advisor"
    r"|member|team|call|ring|phone|speak|talk|there)\b|\b(?:call|ring|phone) me\b|\b(?:not|no) (?:a )?(?:bot|robot)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"^(?:so |and |but |sorry )?(?:how|what|whats|where|when|who|why|which|can|could|is|are|do|does|will|would|may|should)\b",
    re.IGNORECASE,
)

_FOR_ONESELF = re.compile(
    r"^(?:so |and |but |ok |okay |sorry |please |also )*(?:(?:how|where|who) (?:do|can|could|should|would) (?:i|we)"
    r"|(?:can|could) (?:i|we)"
    r"|is there (?:any|some)(?:one|body|where|thing|)|do (?:you|u) know (?:how|where|who|if|what|when)|what (?:can|should) (?:i|we) do)\b",
    re.IGNORECASE,
)
"""What a story does not begin a sentence with: somebody asks for themselves, often without a question mark."""
_QUOTED = re.compile(r"\b(?:said|says|saying|told|asked|asking|like)\b", re.IGNORECASE)


def is_interruption(talk: Talk, asked: str | None) -> bool:
    """Whether the message must go past the form, whose current question is ``asked``."""
    intent = talk.intent
    if talk.is_button:
        return intent in QUESTIONS | REQUESTS | HOUSE
    words = talk.words
    count = len(words.split())
    if talk.confidence < SURE or (asked == "contact_detail" and "[" in words):  # "call me on [phone number]" is the answer
        return False
    if intent == "speak_to_person":
        return count <= 4 or (count <= LONGEST_REQUEST and _FOR_A_PERSON.search(words) is not None)
    if intent == "opt_out":
        return count <= LONGEST_REQUEST and is_clear(words)
    if intent not in QUESTIONS or count > LONGEST_QUESTION:
        return False
    if not words.endswith("?") and _QUOTED.search(words):
        return False
    asking = _FOR_ONESELF if asked in ("story", "service") else _ASKING
    return words.endswith("?") or asking.match(words) is not None
