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
_NAMED = (
    r"(?:(?:\b(?:hospital|hosp\.?|patient|outpatient|nhs hospital|[a-hj-z]|your|our|their|clinic|unit|medical|records?|pas|case|"
    r"notes|k|x|rio|systmone|emis|lab|sample|specimen|accession|"
    r"incident|complaint|referral|booking|appointment|barcode|label|ambulance|cad|pathway|study|trial|papworth|cpft|cuh|"
    r"blood|scan|x-?ray)[ \-]"
    r"(?:no|nos|num|nr|numbers?|id|identifier|refs?|reference|code)\b\.?)|\b(?:ubrn|mrn|my refs?|my reference|refs?|reference "
    r"(?:no|number)|"
    r"reference|wristband)\b)"
)
_SHAPE = (
    r"(?:(?:[A-Z]{1,4}|[a-z]{1,3}(?=[\d\-/]))\d?[\-/ ]?(?:\d{4}[\-/])?\d{4,10}[A-Za-z]?|"
    r"(?:[A-Z]{2,4}/){1,2}\d{4,8}(?:/[A-Z]{2,3})?|[A-Z] \d{3} \d{3,4}|\d{2,4}[\-/]\d{4,8}(?:[\-/]\d{2})?)"
)
_PLAIN = r"(?:0?\d{5,12}|\d{4} \d{4} \d{4})"
_LOOSE = re.compile(
    rf"(?i:{_NAMED})[^\d\n.;?!£]{{0,34}}?(?<![\w\-/])(?!(?i:qw-|[a-z]-[0-9A-Z]{{4}}-))(?:({_SHAPE})|({_PLAIN}))(?![\w/]|[\-.]\d| "
    rf"(?i:am|pm)\b)"
)
"""With some words between: "my ref at the eye clinic is HX-99213". Our own references ("QW-7F3K-92") are none of a hospital's."""
_SECOND = re.compile(rf" ?(?:\([^()\n]{{1,20}}\) ?)?(?:,|and|or|&|/) ?(?:then |now |also )?({_SHAPE}|{_PLAIN})(?![\w/]|[\-.]\d)")
""" "D730064 and D730046"."""
_SHAPED = re.compile(r"(?<!\w)(?:RGT|HN|PID)[ \-:#]?\d{5,9}(?!\w)", re.IGNORECASE)


class HospitalNumber(Rule):
    """A number right after "hospital number", "patient ID", "MRN" and their kin."""

    entity = "HOSPITAL_NUMBER"

    def candidates(self, text: str) -> Iterable[Candidate]:
        if not any(character.isdigit() for character in text):
            return
        for match in _CUED.finditer(text):
            start = match.start(1) + (1 if match[1][0] in " -/" else 0)
            # Eleven figures that begin with 0 are a telephone; ten in groups an NHS number.
            phone = len(digits(match[1])) == 11 and match[1].lstrip(" -/").startswith("0")
            nhs = len(digits(match[1])) == 10 and match[1].strip()[0].isdigit() and " " in match[1].strip()
            yield Candidate(start, match.end(1), 0.5 if phone or nhs else 0.88)
        for match in _LOOSE.finditer(text):
            group = 1 if match[1] else 2
            plain_reference = group == 2 and match[0].lower().startswith(("ref", "my ref", "your", "our", "their"))
            phone = group == 2 and len(digits(match[2])) in (10, 11) and match[2].startswith("0")
            if not (plain_reference or phone):
                yield Candidate(*match.span(group), 0.82)
                second = _SECOND.match(text, match.end())
                if second is not None:
                    yield Candidate(*second.span(1), 0.8)
        for match in _SHAPED.finditer(text):
            yield Candidate(match.start(), match.end(), 0.8)
