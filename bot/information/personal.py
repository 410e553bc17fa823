"""Tells a question about one's own appointment, referral or record, which only the service itself can answer."""

from __future__ import annotations

import re

_WHOSE = r"(?:my|his|her|our|mum's|dad's|my \w+'s)"
_THING = (
    r"(?:\w+ ){0,2}(?:appointments?|scan|operation|surgery date|referral|results?|prescription|repeat|bloods?|letter|records?"
    r"|nhs number|place on the list)"
)

_RULES = (
    # Do it for me.
    rf"\b(?:can|could|will|would) you (?:please )?(?:book|cancel|change|move|rearrange|make|chase) (?:me )?(?:{_WHOSE}|an?) {_THING}\b",
    r"\b(?:book|get) me (?:in|an appointment)\b",
    r"\b(?:get|find) me (?:an?|in for an?) (?:\w+ ){0,2}(?:appointment|appt)\b",
    rf"\b(?:i want to|i need to|need to|want to|please|can i|could i|id like to|i'd like to) "
    rf"(?:cancel|rearrange|change|move|reschedule|rebook) {_WHOSE} (?:\w+ ){{0,2}}(?:appointment|appt)s?\b(?! to another hospital)",
    rf"^(?:please )?(?:cancel|rearrange|change|move|reschedule|rebook) {_WHOSE} (?:\w+ ){{0,2}}(?:appointment|appt)\b",
    # Tell me what only they know.
    rf"\b(?:when|what time|what date)(?:'s| is| are) {_WHOSE} (?:next )?{_THING}\b",
    rf"\b(?:have|has|did|are|is) {_WHOSE} {_THING} (?:come|arrived|gone|been|ready|back|in|there|done)\b",
    rf"\b(?:can|could) you (?:please )?(?:check|see|look up|look at|tell me|find|send me) (?:\w+ )?{_WHOSE} {_THING}\b",
    rf"\b(?:do you have|have you got) {_WHOSE} {_THING}\b",
    rf"\bwhere(?:'s|s| is) {_WHOSE} (?:\w+ )?(?:referral|results?) (?:up to|at|now)\b",
    rf"\bwhat (?:are|were|was|is) (?:the results? of )?{_WHOSE} (?:\w+ )?"
    r"(?:scan|x-?ray|blood|test|mri|biopsy)(?: tests?)?(?: results?)?\s*\??$",
    rf"\b(?:can|could) you (?:please )?(?:check|see|look|tell me|find out) "
    rf"(?:where|if|whether|when) (?:i am|i'm|im|{_WHOSE} )",
    rf"\btell me if {_WHOSE} {_THING}\b",
    rf"\b(?:has|have) {_WHOSE} {_THING} (?:been sent|gone through|gone|been|come|arrived)\b",
)
_PERSONAL = re.compile("|".join(_RULES), re.IGNORECASE)


def is_personal(text: str) -> bool:
    """Whether the text asks us to look into, or act on, one person's own care."""
    return _PERSONAL.search(text[:4000].replace("\u2019", "'")) is not None
