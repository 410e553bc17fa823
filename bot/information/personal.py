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
    r"\b(?:i want to|i need to|please) (?:cancel|rearrange) my (?:\w+ ){0,2}appointment\b",
    # Tell me what only they know.
    rf"\b(?:when|what time|what date)(?:'s| is| are) {_WHOSE} (?:next )?{_THING}\b",
    rf"\b(?:have|has|did|are|is) {_WHOSE} {_THING} (?:come|arrived|gone|been|ready|back|in|there|done)\b",
    rf"\b(?:can|could) you (?:please )?(?:check|see|look up|look at|tell me|find|send me) (?:\w+ )?{_WHOSE} {_THING}\b",
    rf"\b(?:do you have|have you got) {_WHOSE} {_THING}\b",
)
_PERSONAL = re.compile("|".join(_RULES), re.IGNORECASE)


def is_personal(text: str) -> bool:
    """Whether the text asks us to look into, or act on, one person's own care."""
    return _PERSONAL.search(text[:4000].replace("\u2019", "'")) is not None
