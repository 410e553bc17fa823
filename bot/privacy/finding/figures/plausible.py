"""Whether what the model of numbers calls a stretch can be that: a date has a day and a month, an NHS number about ten figures."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.privacy.finding.figures.tagger import NumberFound
from bot.privacy.finding.neighbours import by_shape
from bot.privacy.finding.rule import digits
from bot.privacy.finding.wording.dates import MONTH

_IN_WORDS = (
    r"(?:(?:twen|thir|for|four|fif|six|seven|eigh|nine)ty|(?:twen|thir)tieth|(?:thir|four|fif|six|seven|eigh|nine)teen(?:th)?|eleventh|"
    r"twelfth|tenth|ninth|eighth|seventh|sixth|fifth|fourth|third|second|first|eleven|twelve|ten|one|two|three|four|five|six|seven|eight|"
    r"nine|oh|nought|hundred)"
)
_DATE = re.compile(
    rf"(?:[\d\s/.,\-_\\|:'~*()]|(?<=\d)(?:st|nd|rd|th)|of|the|in|{MONTH}|{_IN_WORDS}|(?<![a-z])[ivx]{{1,4}}(?![a-z]))+", re.IGNORECASE
)
_MONTH = re.compile(MONTH, re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}[.:]\d{2} ?(?:[ap]m?)?", re.IGNORECASE)
_MONTH_AND_YEAR = re.compile(r"(?:0?[1-9]|1[0-2])/(?:19|20)\d\d")
_MEASURED = re.compile(
    r"(?:.*(?<!\d)\d{2,3}/\d{2,3}(?!\d).*\d{2,3}/\d{2,3}(?!\d).*)|(?:\d{1,4}\.\d"
    r"(?:[ ,]*(?:then|to|and|or|[,\-]) *\d{1,4}(?:\.\d)?)+)|"
    r"[a-z]{1,4} \d{1,3}\.\d",
    re.IGNORECASE | re.DOTALL,
)
""" "171/95, 160/88", "12.5 then 25 then 50", "BMI 41.7": what is measured and prescribed."""
_LEAST_FIGURES, _LEAST_LETTERS, _NORTHERN_IRELAND = 5, 4, 8


def plausible(text: str, found: NumberFound) -> NumberFound | None:
    """The finding, under another type where its own cannot be, or None where it is nobody's. ``text`` is the whole."""
    written = text[found.start : found.end]
    figures = digits(written)
    if found.type in ("DATE_OF_BIRTH", "UK_NHS", "HOSPITAL_NUMBER") and _MEASURED.fullmatch(written):
        return None
    if found.type == "DATE_OF_BIRTH":
        if _TIME.fullmatch(written):
            return None
        if _DATE.fullmatch(written) and _a_date(written, figures):
            return found
        return _as(found, by_shape(written)) if len(figures) >= _LEAST_FIGURES else None
    if found.type == "UK_DRIVING_LICENCE" and len(figures) != _NORTHERN_IRELAND and _letters(written) < _LEAST_LETTERS:
        return None
    if found.type == "HOSPITAL_NUMBER" and _MONTH_AND_YEAR.fullmatch(written):
        return None
    if found.type == "UK_NHS" and figures.startswith("0") and len(figures) in (10, 11):
        return _as(found, "PHONE_NUMBER")
    return found


def _a_date(written: str, figures: str) -> bool:
    """Whether figures in a row are a day, a month and a year; what is parted is taken as it is."""
    if _MONTH.search(written):
        return len(figures) <= 8
    if not written.isdigit():
        return len(figures) <= 8
    return len(written) < _LEAST_FIGURES or (
        len(written) in (6, 8)
        and ((1 <= int(written[:2]) <= 31 and 1 <= int(written[2:4]) <= 12) or written[:2] in ("19", "20") or 1 <= int(written[:2]) <= 12)
    )


def _letters(written: str) -> int:
    return sum(sign.isalpha() for sign in written)


def _as(found: NumberFound, kind: str) -> NumberFound:
    """The same stretch under another type, not surely."""
    return replace(found, type=kind, of_type=min(found.of_type, 0.5))
