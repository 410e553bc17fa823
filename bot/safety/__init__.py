"""Danger first: the signs of danger in what people write, and the fixed cards that answer them.

Nothing here needs a model, a network or a database, so that it works when everything else is down.
"""

from __future__ import annotations


def classify(text: str) -> str:
    """The contract's safety category of a message, or ``none``."""
    from bot.safety.lexicon import Lexicon

    sign = Lexicon.load().check(text)
    return sign.category if sign else "none"
