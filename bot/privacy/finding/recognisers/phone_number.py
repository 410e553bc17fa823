"""Telephone numbers as people in Britain write them, and numbers of other countries with their +.

Written by hand rather than with libphonenumber: that calls Ofcom's drama numbers (07700 900xxx) and every slip of a digit
invalid, and a mistyped number is still somebody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.finding.rule import Candidate, Rule, digits, words

_GAP = r"[ .\-/()_]{0,3}"
_NATIONAL = re.compile(
    rf"(?<![\w£$€+])\(?0(?:(?:(?:{_GAP}|[\n*~|])\d){{10}}(?!\d)|(?:{_GAP}\d){{9,12}}(?!\d))|"
    rf"(?<![\w£$€+])0\d{{3,4}}, ?\d{{3}},? \d{{3,4}}(?!\d)"
)
_INTERNATIONAL = re.compile(rf"(?<![\w£$€\-])(?:\+|00){_GAP}[1-9](?:{_GAP}\d){{7,14}}(?!\d)")
_COUNTRY_CODE_ALONE = re.compile(rf"(?<![\w£$€+])44{_GAP}\(?0?(?:{_GAP}\d){{9,10}}(?!\d)")
_NO_ZERO = re.compile(r"(?<![\w£$€+.\-])7\d{3}[ .\-]?\d{3}[ .\-]?\d{3}(?!\d)")
_SHORT = re.compile(r"(?<![\w£$€+.\-])07\d{3}[ .\-]?\d{3}[ .\-]?\d{1,2}(?!\d)")
_LOCAL = re.compile(
    r"\b(?:(?:tele)?phone|tel|mobile|mob|landline|home|landline|(?:ring|call|text|reach|contact|phone)(?: me| us| him| her| mum| dad)?)(?: "
    r"(?:number|no|num))?(?:\.|'s)?"
    r"(?: (?:is|on|at|its|it's))?[:, ]{0,3}(\d(?:[ \-]?\d){4,8})(?!\d)",
    re.IGNORECASE,
)
_ALTERNATIVE = re.compile(r"(?<=\d)(?: ?/ ?\d{3,6}| (?:or|and|&) \d{3} ?\d{3,4})(?! ?\d|[/.]\d| ?(?:am|pm|on|in|at)\b)")
""" "07700 900 661 / 662"."""
_DATE_FIRST = re.compile(r"\(?0\d/\d{1,2}/\d{2}")


_OF_A_FIRM = re.compile(r"0(?:30[03]|80[08])")
"""0300, 0303, 0800 and 0808 numbers are an organisation's (Ofcom, National Telephone Numbering Plan): nobody lives there."""


class PhoneNumber(Rule):
    """UK numbers with 0, +44, 0044 or 44; other countries with + or 00; six-digit local ones and 7… only after a cue.

    Short public numbers (999, 111, 101, 119, 116 123) are too short to be taken. Published numbers are let go by the
    redactor, which knows them.
    """

    entity = "PHONE_NUMBER"
    context = words(
        "phone|tel|telephone|mobile|mob|landline|number|nr|num|call|ring|text|txt|whatsapp|contact|reach|get me on|on|cell|fone"
    )

    def candidates(self, text: str) -> Iterable[Candidate]:
        for match in _NATIONAL.finditer(text):
            if digits(match[0]).startswith("000") or _DATE_FIRST.match(match[0]) or _OF_A_FIRM.match(digits(match[0])):
                continue
            alternative = _ALTERNATIVE.match(text, match.end())
            if alternative is not None:
                yield Candidate(*alternative.span(), 0.5)
            usual = digits(match[0])[1] in "12378" and len(digits(match[0])) == 11
            yield Candidate(match.start(), match.end(), 0.75 if usual else 0.5, 0.9 if usual else 0.7)
        for match in _INTERNATIONAL.finditer(text):
            yield Candidate(match.start(), match.end(), 0.8, 0.9)
        for match in _COUNTRY_CODE_ALONE.finditer(text):
            yield Candidate(match.start(), match.end(), 0.6, 0.85)
        for match in _NO_ZERO.finditer(text):
            yield Candidate(match.start(), match.end(), 0.5 if " " in match[0] else 0.3, 0.9)
        for match in _SHORT.finditer(text):
            yield Candidate(match.start(), match.end(), 0.4, 0.8)
        for match in _LOCAL.finditer(text):
            if _OF_A_FIRM.match(digits(match[1])):
                continue
            yield Candidate(match.start(1), match.end(1), 0.6)
