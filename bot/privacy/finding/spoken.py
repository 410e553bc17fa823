"""Figures written as words ("oh seven seven double oh, nine hundred, one two three") made figures, so that every rule can read them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.finding.rule import by_letter

DIGITS = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "nil": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
TENS = {"ten": "10", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80"}
TENS |= {"ninety": "90", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16"}
TENS |= {"seventeen": "17", "eighteen": "18", "nineteen": "19"}
_TIMES = {"double": 2, "dbl": 2, "triple": 3, "treble": 3}
_ZEROS = {"hundred": "00", "thousand": "000"}
_WORD = by_letter("|".join(sorted([*DIGITS, *TENS, *_TIMES, *_ZEROS], key=len, reverse=True)))
_ITEM = rf"(?:(?:{_WORD})(?![^\W_])|\d{{1,6}}(?![^\W_]))"
_RUN = re.compile(rf"(?<![^\W_]){_ITEM}(?:(?:[ ,.\-/]|then |and ){{1,4}}{_ITEM}){{2,24}}", re.IGNORECASE)
_PART = re.compile(r"[a-z]+|\d+", re.IGNORECASE)
_LAST_DAY, _LAST_MONTH = 31, 12
LEAST_DIGITS = 6
"""Fewer figures in a row are a time, a price or a way of speaking."""


def runs(text: str) -> Iterator[tuple[int, int, str]]:
    """What to replace by figures, in order: each figure of every run of two number words or one "double", and the spaces inside a run."""
    for match in _RUN.finditer(text):
        parts = [(part.start() + match.start(), part.end() + match.start(), part[0].lower()) for part in _PART.finditer(match[0])]
        said = sum(part[2].isalpha() and part[2] not in ("and", "then") for part in parts)
        ages = len(parts) == 3 and match[0].count(",") == 2 and all(word in TENS for _, _, word in parts)
        amount = "thousand" in match[0].lower() and len(parts) < 5
        if ages or amount or _says_a_year(parts):
            continue
        if said < 2 and not (said and any(part[2] in _TIMES for part in parts)):
            continue
        replaced = list(_figures(parts))
        if sum(len(figures) for _, _, figures in replaced) < LEAST_DIGITS:
            continue
        at = match.start()
        for start, end, figures in replaced:
            if at < start and not text[at:start].strip(" ,"):
                yield at, start, " " if "," in text[at:start] and text.startswith("and then", start) else ""
            yield start, end, figures
            at = end


def _says_a_year(parts: list[tuple[int, int, str]]) -> bool:
    """Whether a year is said ("twelve eleven nineteen forty eight"): the rules of dates read words."""
    said = [word for _, _, word in parts]
    if len(said) == 3 and all(word in TENS for word in said):
        return int(TENS[said[0]]) <= _LAST_DAY and int(TENS[said[1]]) <= _LAST_MONTH
    year = said.index("nineteen") if "nineteen" in said else -1
    return 0 < year <= 3 and len(said) - year in (2, 3) and (said[year + 1] in TENS or said[year + 1] in ("oh", "o"))


def _figures(parts: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    times, since = 1, -1
    for index, (start, end, word) in enumerate(parts):
        after = parts[index + 1][2] if index + 1 < len(parts) else ""
        if word in _TIMES:
            times, since = _TIMES[word], start
            continue
        if word in ("then", "and"):
            yield start, end, ""
            continue
        figures = word if word.isdigit() else DIGITS.get(word) or TENS.get(word) or _ZEROS[word]
        if len(word) > 3 and figures.endswith("0") and word in TENS and after in DIGITS and DIGITS[after] != "0":
            figures = figures[0]  # "sixty two"
        yield (since if times > 1 else start), end, figures * times
        times = 1
