"""Telephone numbers as people in Britain write them, and numbers of other countries with their +.

Written by hand rather than with libphonenumber: that calls Ofcom's drama numbers (07700 900xxx) and every slip of a digit
invalid, and a mistyped number is still somebody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.rule import Candidate, Rule, digits, words

_GAP = r"[ .\-/()]{0,3}"
_NATIONAL = re.compile(rf"(?<![\w£$€+])\(?0(?:{_GAP}\d){{9,12}}(?!\d)")
_INTERNATIONAL = re.compile(rf"(?<![\w£$€\-])(?:\+|00){_GAP}[1-9](?:{_GAP}\d){{7,14}}(?!\d)")
_COUNTRY_CODE_ALONE = re.compile(rf"(?<![\w£$€+])44{_GAP}\(?0?(?:{_GAP}\d){{9,10}}(?!\d)")
_NO_ZERO = re.compile(r"(?<![\w£$€+.\-])7\d{3}[ \-]?\d{3}[ \-]?\d{3}(?!\d)")
_LOCAL = re.compile(
    r"\b(?:(?:tele)?phone|tel|mobile|mob|landline|home|ring me|call me|text me|reach me|contact me|phone me)(?: (?:number|no|num))?\.?"
    r"(?: (?:is|on|at|its|it's))?[:, ]{0,3}(\d(?:[ \-]?\d){4,8})(?!\d)",
    re.IGNORECASE,
)
_DATE_FIRST = re.compile(r"\(?0\d/\d{1,2}/\d{2}")
_DIGIT_WORDS = {"zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "nil": "0", "one": "1", "two": "2", "three": "3"}
_DIGIT_WORDS |= {"four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9"}
_WORD = r"(?:zero|oh|o|nought|naught|nil|one|two|three|four|five|six|seven|eight|nine|double|triple|treble|\d{1,6})"
_SPOKEN = re.compile(rf"(?<!\w)(?:zero|oh|o|nought|naught|0\d{{0,5}}|plus)(?:[ ,.\-]{{1,3}}{_WORD}(?!\w)){{2,14}}", re.IGNORECASE)


class PhoneNumber(Rule):
    """UK numbers with 0, +44, 0044 or 44; other countries with + or 00; six-digit local ones and 7… only after a cue.

    Short public numbers (999, 111, 101, 119, 116 123) are too short to be taken. Published numbers are let go by the
    redactor, which knows them.
    """

    entity = "PHONE_NUMBER"
    context = words("phone|tel|telephone|mobile|mob|landline|number|call|ring|text|whatsapp|contact|reach")

    def candidates(self, text: str) -> Iterable[Candidate]:
        for match in _NATIONAL.finditer(text):
            if _DATE_FIRST.match(match[0]):
                continue
            usual = digits(match[0])[1] in "12378" and len(digits(match[0])) == 11
            yield Candidate(match.start(), match.end(), 0.75 if usual else 0.5, 0.9 if usual else 0.7)
        for match in _INTERNATIONAL.finditer(text):
            yield Candidate(match.start(), match.end(), 0.8, 0.9)
        for match in _COUNTRY_CODE_ALONE.finditer(text):
            yield Candidate(match.start(), match.end(), 0.6, 0.85)
        for match in _NO_ZERO.finditer(text):
            yield Candidate(match.start(), match.end(), 0.3, 0.9)
        for match in _LOCAL.finditer(text):
            yield Candidate(match.start(1), match.end(1), 0.6)
        for match in _SPOKEN.finditer(text):
            if 10 <= len(_spoken_digits(match[0])) <= 13 and not match[0].replace(" ", "").isdigit():
                yield Candidate(match.start(), match.end(), 0.7, 0.85)


def _spoken_digits(text: str) -> str:
    """The digits of "oh seven double seven …"; an unknown word counts for nothing."""
    out, times = "", 1
    for word in re.findall(r"[a-z]+|\d+", text.lower()):
        if word in ("double", "triple", "treble"):
            times = 2 if word == "double" else 3
            continue
        out += (word if word.isdigit() else _DIGIT_WORDS.get(word, "")) * times
        times = 1
    return out
