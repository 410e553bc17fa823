"""Hospital and patient numbers: every trust has its own shape, so the words before the number decide."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.rule import Candidate, Rule, digits

_NUMBER = r"([a-z]{0,4}[ \-/]?\d(?:[\-/ ]?\d){3,9}[a-z]?)"
_PLACE = (
    r"(?:the )?(?:hospital|hosp|addenbrooke?'?s?|hinchingbrooke|hinch|papworth|peterborough|rosie|pch|cuh|city hospital|stamford|"
    r"doddington|fulbourn|ward|trust|clinic|eye clinic|unit|department|dept)"
)
_WHAT = r"(?:(?:ref|reference|record|patient|id) )?(?:number|numbers|no|nos|num|nr|id|i\.d|ref|reference|record|file)"
_WHOSE = r"(?:hospital|hosp|hospitol|patient|pt|unit|clinic|case ?notes?|(?:medical )?records?|district)"
_CUE = (
    rf"(?:(?:{_WHOSE}|{_PLACE})(?:'s)? ?{_WHAT}\.?|m\.?r\.?n\.?|case ?notes?|pas (?:number|no)|patient|k ?{_WHAT}|"
    rf"{_WHAT} (?:at|from|for|on|with) {_PLACE}|"
    rf"{_WHAT} (?:on|off) (?:my|the|his|her|their) (?:\w+ ){{0,2}}(?:letter|wristband|notes|card|appointment letter))"
)
_CUED = re.compile(rf"(?<!\w){_CUE}[ :#.,\-]{{0,3}}(?:(?:is|was|its|it's|=|here is|starts?) ?)?[:# ]{{0,2}}{_NUMBER}(?!\w)", re.IGNORECASE)
_SHAPED = re.compile(r"(?<!\w)(?:RGT|HN|PID)[ \-:#]?\d{5,9}(?!\w)", re.IGNORECASE)


class HospitalNumber(Rule):
    """A number right after "hospital number", "patient ID", "MRN" and their kin."""

    entity = "HOSPITAL_NUMBER"

    def candidates(self, text: str) -> Iterable[Candidate]:
        for match in _CUED.finditer(text):
            start = match.start(1) + (1 if match[1][0] in " -/" else 0)
            # Eleven figures that begin with 0 are a telephone; ten in groups an NHS number.
            phone = len(digits(match[1])) == 11 and match[1].lstrip(" -/").startswith("0")
            nhs = len(digits(match[1])) == 10 and match[1].strip()[0].isdigit() and " " in match[1].strip()
            yield Candidate(start, match.end(1), 0.5 if phone or nhs else 0.88)
        for match in _SHAPED.finditer(text):
            yield Candidate(match.start(), match.end(), 0.8)
