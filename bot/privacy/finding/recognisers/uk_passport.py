"""Passport numbers, by the word beside them: nine digits alone mean nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.finding.rule import Candidate, Rule, digits, words
from bot.privacy.finding.wording.hospitals import AT_HOSPITAL, OF_SOMETHING_ELSE

_NUMBER = re.compile(r"(?<!\w)(?:(?:gb[rd]? ?)?\d{3} ?\d{3} ?\d{3}|[a-z]{2} ?\d{7}|[a-z] ?\d{8})(?!\w)", re.IGNORECASE)
_AFTER_CUE = re.compile(
    r"\b(?:pass? ?ports?|paspport|passp?aports?|ppt|pasport|pass?prt|paszport[u]?|pasaport[eu]?|pasas|pp(?= (?:no|num|"
    r"nr)))(?: (?:id|no|num|nr|number|"
    r"numer)\.?)?"
    r"(?: ?\([^()\n]{1,20}\))?[ ,:;#=.\-]{1,3}(?:(?:is|was|its|it's|here|number is|no\.?) ?[:,]? ?)?([a-z]{0,2} "
    r"?\d(?:[ \-.]?\d){5,9}(?:GBR)?|(?-i:(?=[A-Z\d]{0,6}\d[A-Z\d]{0,6}\d)[A-Z][A-Z\d]{7,8}))(?![\w/]|[ .\-]\d)",
    re.IGNORECASE,
)
_SPACED = re.compile(r"(?<![\w.])\d(?: \d){8}(?! ?\d)")


_SERIAL = re.compile(r"(?<!\w)(?=[A-Z\d ]{8,13}(?!\w))[A-Z]{1,3}\d?[A-Z]{0,2} ?\d{3} ?\d{3,4}[A-Z]?(?!\w)")
""" "L1P 882 031", "ABC 123456": letters and figures of newer papers."""


_TWO_LETTERS = re.compile(r"(?<![\w/.\-])[A-Z]{2} ?\d{3} ?\d{4}(?![\w/]|[.\-]\d| \d)")
_OF_A_DEPARTMENT = words(
    "clinics?|wards?|referr(?:al|ed)|appointment|appt|letters?|scan|x-?ray|pals|refs?|reference|smudged|notes|records?|theatre"
)
_SPELT = re.compile(r"(?<![\w.])[A-Z] [A-Z](?: \d){7}(?! ?\w(?!\w))")
_NINE = re.compile(r"(?<![\w£+/.\-])\d{2,3}(?:[ \-.]\d{1,4}){2,3}(?![\w/]|[ .\-]\d)")


class Passport(Rule):
    """British (nine digits) and the commonest foreign shapes (one or two letters and the rest digits)."""

    entity = "UK_PASSPORT"
    context = words(
        "pass? ?ports?",
        "consulates?|embassy|home office|border force|nationality|citizenship|visa",
        "paspport",
        "pasport",
        "pass?prt",
        "pasaport[eu]?",
        "paszport[u]?",
        "pasas",
        "(?:national |identity )?id card",
        "identity card",
        "residence permit",
        "brp",
        "ukvi",
        "travel doc(?:ument)?s?",
        "burgundy|maroon",
        "biometric(?: residence)? (?:card|permit)",
        "visa (?:no|number)",
        "settled status",
    )

    before, after = 60, 40

    def candidates(self, text: str) -> Iterable[Candidate]:
        for match in _NUMBER.finditer(text):
            yield Candidate(match.start(), match.end(), 0.1, 0.9)
        for match in _AFTER_CUE.finditer(text):
            if digits(match[1])[:2] not in ("01", "02", "07") or len(digits(match[1])) < 10:
                yield Candidate(*match.span(1), 0.9)
        for match in _SERIAL.finditer(text):
            yield Candidate(match.start(), match.end(), 0.1, 0.88)
        for pattern in (_TWO_LETTERS, _SPELT):
            for match in pattern.finditer(text):
                # A trust's numbers have one letter or three: with two and seven figures it is a paper of the Union's or of ours.
                hospital = AT_HOSPITAL.search(text, max(0, match.start() - 60), match.end() + 40)
                other = OF_SOMETHING_ELSE.search(text, max(0, match.start() - 34), match.start())
                clinic = _OF_A_DEPARTMENT.search(text, max(0, match.start() - 34), match.end() + 20)
                yield Candidate(match.start(), match.end(), 0.1 if hospital or other else 0.5 if clinic else 0.9, 0.9)
        for match in _NINE.finditer(text):
            if len(digits(match[0])) == 9:
                yield Candidate(match.start(), match.end(), 0.1, 0.9)
        for match in _SPACED.finditer(text):
            yield Candidate(match.start(), match.end(), 0.1, 0.9)
