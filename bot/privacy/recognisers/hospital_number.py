"""Hospital and patient numbers: every trust has its own shape, so the words before the number decide."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.rule import Candidate, Rule

_NUMBER = r"([a-z]{0,3}[ \-]?\d(?:[\-/ ]?\d){3,9}[a-z]?)"
_CUE = (
    r"(?:(?:hospital|hosp|patient|unit|clinic|case ?notes?|medical records?|district|trust|ward)(?:'s)? ?"
    r"(?:number|numbers|no|nos|num|id|i\.d|ref|reference|record)\.?|mrn|pas (?:number|no)|patient|"
    r"(?:number|no|ref) (?:at|from|for) (?:the )?(?:hospital|clinic|addenbrookes?|addenbrooke's|hinchingbrooke|papworth|cuh))"
)
_CUED = re.compile(rf"(?<!\w){_CUE}[ :#.,\-]{{0,3}}(?:(?:is|was|its|it's|=|here is) ?)?[:# ]{{0,2}}{_NUMBER}(?!\w)", re.IGNORECASE)
_SHAPED = re.compile(r"(?<!\w)(?:RGT|HN|PID)[ \-:#]?\d{5,9}(?!\w)", re.IGNORECASE)


class HospitalNumber(Rule):
    """A number right after "hospital number", "patient ID", "MRN" and their kin."""

    entity = "HOSPITAL_NUMBER"

    def candidates(self, text: str) -> Iterable[Candidate]:
        for match in _CUED.finditer(text):
            start = match.start(1) + (1 if match[1][0] in " -" else 0)
            yield Candidate(start, match.end(1), 0.88)
        for match in _SHAPED.finditer(text):
            yield Candidate(match.start(), match.end(), 0.8)
