"""Whether somebody says of themselves that they are under 13.

From 13 on a child may use an online service without a parent (Data Protection Act 2018, section 9). A younger one gets
help and is asked for nothing; so a doubtful age is not guessed at, and nobody's age is ever asked.
"""

from __future__ import annotations

import re

OLD_ENOUGH = 13
YOUNGEST = 5
"""Below this nobody writes: the number is of something else."""

_WORDS = {"five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}
_NUMBER = rf"(\d{{1,2}}(?!\d)|(?:{'|'.join(_WORDS)})\b)"
_I = r"(?:i|i\s*am|i\s*['’`]?\s*m|im|iam|me\s+is)"
_NOT_AN_AGE = (
    r"(?!\s*(?:weeks?|wks?|months?|mths?|minutes?|mins?|hours?|hrs?|days?|miles?|st\b|stone|kg|lbs?|cm|mm|%|percent|pounds?|th\b|nd\b|rd\b|st\b"
    r"|[/.:,]\d|am\b|pm\b|o['’]?clock|out\s+of|in\s+the\s+queue|on\s+the\s+list|nd|of\s|times|people|years?\s+(?:in|into|on|now|waiting|late)\b|kids|children|and\s+a\s+half\s+stone))"
)
_AGE = re.compile(
    rf"\b{_I}(?:\s+(?:am|only|just|nearly|almost|still|a|aged))*\s+{_NUMBER}(?:\s*(?:and|&)\s*(?:a\s+)?half)?{_NOT_AN_AGE}", re.IGNORECASE
)
_MY_AGE = re.compile(rf"\bmy\s+age\s+is\s+{_NUMBER}", re.IGNORECASE)
_SCHOOL = re.compile(r"\b(?:i\s*am|i['’]?m|im)\s+in\s+(?:year|yr)\s+([1-7])\b", re.IGNORECASE)


def says_under_13(text: str) -> bool:
    """Whether the words give the writer's own age as 5 to 12, or a year at school in which one is that young (1 to 7)."""
    if _SCHOOL.search(text):
        return True
    found = (
        int(match[1]) if match[1].isdigit() else _WORDS[match[1].casefold()]
        for pattern in (_AGE, _MY_AGE)
        for match in pattern.finditer(text)
    )
    return any(YOUNGEST <= age < OLD_ENOUGH for age in found)
