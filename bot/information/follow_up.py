"""A question that leans on the one before it: "is it free", "do they need ID", "what about Wisbech"."""

from __future__ import annotations

import re

from bot.information.places import Places

MOST_WORDS = 9
"""A longer message says what it is about."""
_LEANS = re.compile(
    r"\b(?:it|its|they|they're|theyre|them|those|these|ones?)\b|\bthat(?= (?:free|online|on|by|with|at|in)\b|\W*$)", re.IGNORECASE
)
_STANDS = re.compile(
    r"\b(?:is|was) it (?:true|ok|okay|right|normal|possible|you)\b|\bone of\b|\bit says\b|\bno one\b|\bthese days\b", re.IGNORECASE
)
_WHAT_ABOUT = re.compile(r"^\W*(?:and |but |ok |so )*(?:what|how) about(?: in| for| near)?\b", re.IGNORECASE)
_AND_IN = re.compile(r"^\W*(?:and |but |or |what if i(?:'m| am)? )+(?:in|near|for|at|from|live in) ", re.IGNORECASE)


def leans(text: str) -> bool:
    """Whether a message can hardly be understood without the question before it."""
    if len(text.split()) > MOST_WORDS:
        return False
    rest, found = _WHAT_ABOUT.subn("", text)
    if not found:
        rest, found = _AND_IN.subn("", text)
    if found and not re.search(r"\w", Places.load().left_out(rest)):
        return True  # nothing but a place
    return bool(_LEANS.search(text)) and not _STANDS.search(text)
