"""NHS numbers: ten digits, written 3-3-4, the last a check digit modulo 11 (NHS Data Dictionary, "NHS NUMBER")."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.finding.rule import Candidate, Rule, digits, words

_NUMBER = re.compile(r"(?<![\w£$€+])\d{3}([ \-./,_\n]{0,3})\d{3}[ \-./,_\n]{0,3}\d{4}(?!\d)")
_OTHERWISE = re.compile(
    r"(?<![\w£$€+])(?:[1-9]\d{2}[ \-]\d{4}[ \-]\d{3}|[1-9]\d{3}[ \-]\d{3}[ \-]\d{3}|[4-79]\d{2}[ \-]\d{3}[ \-]\d{3}[ \-]\d|"
    r"[4-79]\d{2}[ \-]\d{3}[ \-]\d{2}[ \-]\d{2}|[4-79]\d(?:[ \-]\d\d){4}|[4-79]\d{4}[ \-]\d{5}|[4-79](?: \d){9})(?!\d)"
)
"""Ten figures grouped in a way of one's own."""
_AFTER_CUE = re.compile(r"\bn\.?h\.?s\b[^\d\n]{0,25}(\d(?:(?:[ \-./,_]{0,3}| then | and then )\d){7,10})(?!\d)", re.IGNORECASE)


_BARCODE = words("barcode|band|bracelet|sticker|label|tag")


class NhsNumber(Rule):
    """Valid numbers score high; a wrong check digit is a slip of somebody's real number and still counts."""

    entity = "UK_NHS"
    context = words(r"n\.?h\.?s", "health (?:service )?(?:number|no)", "chi", "hsc")

    def candidates(self, text: str) -> Iterable[Candidate]:
        for match in _NUMBER.finditer(text):
            number = digits(match[0])
            if number[0] == "0":
                yield Candidate(match.start(), match.end(), 0.3, 0.9)
            elif "\n" in match[0] and not valid(number):
                yield Candidate(match.start(), match.end(), 0.2, 0.9)  # a column of other figures
            elif number[0] in "12358" and not valid(number) and _BARCODE.search(text, max(0, match.start() - 40), match.start()):
                yield Candidate(match.start(), match.end(), 0.3)
            elif valid(number):
                yield Candidate(match.start(), match.end(), 1.0 if match[1] else 0.85, 1.0)
            else:
                yield Candidate(match.start(), match.end(), 0.6 if match[1] else 0.5, 0.95)
        for match in _OTHERWISE.finditer(text):
            yield Candidate(match.start(), match.end(), 0.5, 0.9)
        for match in _AFTER_CUE.finditer(text):
            # A number after these words is somebody's telephone, not their NHS number.
            if not re.search(r"\b(?:phone|call|ring|text|tel|mobile|on|at)\W*$", text[match.start() : match.start(1)], re.IGNORECASE):
                yield Candidate(match.start(1), match.end(1), 0.8)


def valid(number: str) -> bool:
    """Whether ten digits carry the right check digit: 11 minus the weighted sum modulo 11, where 11 stands for 0."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:9], range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11 == int(number[9])
