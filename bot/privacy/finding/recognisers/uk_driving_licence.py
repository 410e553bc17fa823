"""Driving licence numbers of Great Britain (DVLA: surname, birth date and initials coded) and Northern Ireland."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.finding.rule import Candidate, Rule, digits, words

_NUMBER = re.compile(
    r"(?<!\w)([a-z]{1,5}9{0,4})[ \-./]{0,2}(\d(?:[ \-./]?\d){5})[ \-./]{0,2}[a-z] ?[a-z\d][ \-./]{0,2}[\da-z][ \-./]?[a-z][ .\-]?[a-z]"
    r"(?:[ \-]?\d{2})?(?!\w)",
    re.IGNORECASE,
)
_SPELT = re.compile(r"(?<!\w)[a-z](?:([ .,\-])[a-z9])(?:\1[a-z9]){3}(?:\1\d){6}(?:\1[a-z\d]){5}(?!\w)", re.IGNORECASE)
""" "M O R G A 6 5 7 0 5 4 S M 9 I J"."""
_AFTER_CUE = re.compile(
    r"(?<!\w)(?:licen[cs]e|lisen[cs]e|dl)(?: (?:number|num|no|nr)\.?)?(?: is|'s)?[ :=\-]{1,3}"
    r"((?=(?:[a-z .\-]{0,12}\d){5})(?=(?:[\d .\-]{0,12}[a-z]){5})[a-z\d]{5}[ .\-]?[a-z\d]{6}[ .\-]?[a-z\d]{5})(?!\w)",
    re.IGNORECASE,
)
"""Sixteen letters and figures right after the word, whatever was taken for what."""
_NORTHERN_IRELAND = re.compile(r"(?<!\w)\d{8}(?!\w)")


class DrivingLicence(Rule):
    """The coded birth month (1-12, or 51-62 for women) and day are checked; a licence named beside it forgives slips."""

    entity = "UK_DRIVING_LICENCE"
    context = words("licen[cs]es?", "lisen[cs]e", "driving", "dvla", "drivers?(?:'s)? (?:number|no)", "dl")

    def candidates(self, text: str) -> Iterable[Candidate]:
        for match in _NUMBER.finditer(text):
            figures = digits(match[2])
            month, day = int(figures[1:3]) % 50, int(figures[3:5])
            right = 1 <= month <= 12 and 1 <= day <= 31 and len(match[1]) == 5
            # "ring 960 771 in the day": words and a number with spaces between them.
            sentence = match[0].islower() and " " in match[0].strip() and (len(match[1]) < 5 or not right)
            yield Candidate(match.start(), match.end(), 0.95 if right else 0.2 if sentence or len(match[1]) < 5 else 0.5, 1.0)
        for match in _SPELT.finditer(text):
            yield Candidate(match.start(), match.end(), 0.97)
        for match in _AFTER_CUE.finditer(text):
            yield Candidate(*match.span(1), 0.9)
        for match in _NORTHERN_IRELAND.finditer(text):
            yield Candidate(match.start(), match.end(), 0.1, 0.8)
