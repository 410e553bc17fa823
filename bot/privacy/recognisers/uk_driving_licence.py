"""Driving licence numbers of Great Britain (DVLA: surname, birth date and initials coded) and Northern Ireland."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.rule import Candidate, Rule, words

_NUMBER = re.compile(r"(?<!\w)[a-z]{1,5}9{0,4}[ \-]?(\d{6})[ \-]?[a-z9]{2}[ \-]?\d[ \-]?[a-z]{2}(?:[ \-]?\d{2})?(?!\w)", re.IGNORECASE)
_NORTHERN_IRELAND = re.compile(r"(?<!\w)\d{8}(?!\w)")


class DrivingLicence(Rule):
    """The coded birth month (1-12, or 51-62 for women) and day are checked; a licence named beside it forgives slips."""

    entity = "UK_DRIVING_LICENCE"
    context = words("licen[cs]e", "driving", "dvla", "driver number", "dl")

    def candidates(self, text: str) -> Iterable[Candidate]:
        for match in _NUMBER.finditer(text):
            month, day = int(match[1][1:3]) % 50, int(match[1][3:5])
            right = 1 <= month <= 12 and 1 <= day <= 31 and len(re.match(r"[a-z9]*", match[0].lower())[0]) == 5  # type: ignore[index]
            yield Candidate(match.start(), match.end(), 0.95 if right else 0.5, 1.0)
        for match in _NORTHERN_IRELAND.finditer(text):
            yield Candidate(match.start(), match.end(), 0.1, 0.8)
