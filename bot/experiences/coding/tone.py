"""Plain words of trouble: the training comments come from an ambulance and a mental health trust and know few of GP and dental access."""

from __future__ import annotations

import re

_TROUBLE = re.compile(
    r"\b(?:can ?not|can.?t|could ?n.?t|could not|unable to|impossible to|struggl\w+ to|still (?:have ?n.?t|waiting)|nowhere to"
    r"|no one to) (?:\w+ )?"
    r"(?:get|find|see|speak|reach|register|book|afford|cope|understand|contact|eat|sleep|breathe)\b"
    r"|\b(?:refus\w+|struck off|turned away|gone private|only private|never (?:came|rang|called|answer\w*|turned up|got)"
    r"|did ?n.?t (?:come|ring|call|turn up|listen|care|help)"
    r"|nobody (?:\w+ )?(?:came|rang|told|listened|helped|answer\w*|knew|cared)|no one (?:\w+ )?(?:came|rang|told|listened|helped"
    r"|answer\w*|knew|cared)|lost my|cancelled"
    r"|rude|shout\w+|ignored|dismiss\w+|neglect\w*|filthy|dirty|cold food|wrong (?:tablets?|medicine|leg|patient|diagnosis)"
    r"|months? (?:for|to get)|weeks? (?:for|to get)"
    r"|hours? (?:for|on|in|to)|waiting list|complain\w*|let (?:me|us|him|her) down|left (?:in|on|for|alone|waiting))\b",
    re.IGNORECASE,
)
_PRAISE = re.compile(
    r"\b(?:thank\w*|grateful|lovely|kind|kindness|friendly|helpful|excellent|brilliant|amazing|wonderful|fantastic|great|good|caring"
    r"|best|polite|professional)\b",
    re.IGNORECASE,
)
WEIGHT = 1.2
"""How much the logit of "negative" gains over that of "positive" for each sign of trouble, twice at most."""


def trouble(text: str) -> float:
    """How much the words tell of trouble and of no praise: 0, or ``WEIGHT`` once or twice."""
    if _PRAISE.search(text):
        return 0.0
    return WEIGHT * min(2, len(_TROUBLE.findall(text)))
