"""Passport numbers, by the word beside them: nine digits alone mean nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.rule import Candidate, Rule, words

_NUMBER = re.compile(r"(?<!\w)(?:(?:gb[rd]? ?)?\d{3} ?\d{3} ?\d{3}|[a-z]{2} ?\d{7}|[a-z] ?\d{8})(?!\w)", re.IGNORECASE)
_SPACED = re.compile(r"(?<![\w.])\d(?: \d){8}(?! ?\d)")


class Passport(Rule):
    """British (nine digits) and the commonest foreign shapes (one or two letters and the rest digits)."""

    entity = "UK_PASSPORT"
    context = words("pass? ?ports?", "paspport", "pasaport[eu]?", "paszport[u]?", "pasas")

    def candidates(self, text: str) -> Iterable[Candidate]:
        for match in _NUMBER.finditer(text):
            yield Candidate(match.start(), match.end(), 0.1, 0.9)
        for match in _SPACED.finditer(text):
            yield Candidate(match.start(), match.end(), 0.1, 0.9)
