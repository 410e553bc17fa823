"""Tells a question about one's own appointment, referral or record, which only the service itself can answer."""

from __future__ import annotations

import re

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:can|could|will|would) you (?:please )?(?:book|cancel|change|move|rearrange|make|get) (?:me |my |us |an? )+(?:\w+ ){0,3}(?:appointment|scan|operation|test)\b",
        r"\b(?:book|cancel|rearrange) (?:my|an|me an) (?:\w+ ){0,2}appointment (?:for|on|at) ",
        r"\b(?:when|what time|what date|where)(?:'s| is) (?:my|his|her|mum's|dad's) (?:\w+ ){0,3}(?:appointment|operation|scan|surgery date)\b",
        r"\b(?:have|has|did) (?:my|you got my|you received my|they got my) (?:\w+ ){0,2}(?:results?|referral|prescription|bloods?|letter) (?:come|arrived|gone|been|ready|back)\b",
        r"\b(?:can|could) you (?:check|see|look up|look at|tell me|find) (?:\w+ ){0,3}(?:my|his|her) (?:\w+ ){0,2}(?:records?|referral|appointment|results?|prescription|nhs number|place on)\b",
        r"\b(?:is|are) my (?:\w+ ){0,2}(?:results?|prescription|referral|bloods?|repeat) (?:ready|back|in|there|done)\b",
    )
)


def is_personal(text: str) -> bool:
    """Whether the text asks us to look into, or act on, one person's own care."""
    return any(pattern.search(text) for pattern in _PATTERNS)
