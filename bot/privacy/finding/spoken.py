"""Figures written as words ("oh seven seven double oh, nine hundred, one two three") made figures, so that every rule can read them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DIGITS = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "nil": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_TENS = {"ten": "10", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80"}
_TENS |= {"ninety": "90", "eleven": "11", "twelve": "12"}
_TIMES = {"double": 2, "dbl": 2, "triple": 3, "treble": 3}
_ZEROS = {"hundred": "00", "thousand": "000"}
_WORD = "|".join(sorted([*_DIGITS, *_TENS, *_TIMES, *_ZEROS], key=len, reverse=True))
_ITEM = rf"(?:(?:{_WORD})(?![^\W_])|\d{{1,6}}(?![^\W_]))"
_RUN = re.compile(rf"(?<![^\W_]){_ITEM}(?:(?:[ ,.\-/]|then |and ){{1,4}}{_ITEM}){{2,24}}", re.IGNORECASE)
_PART = re.compile(r"[a-z]+|\d+", re.IGNORECASE)
LEAST_DIGITS = 6
"""Fewer figures in a row are a time, a price or a way of speaking."""


def runs(text: str) -> Iterator[tuple[int, int, str]]:
    """What to replace by figures, in order: each figure of every run of two number words or one "double", and the spaces inside a run."""
    for match in _RUN.finditer(text):
        parts = [(part.start() + match.start(), part.end() + match.start(), part[0].lower()) for part in _PART.finditer(match[0])]
        said = sum(part[2].isalpha() for part in parts)
        if said < 2 and not (said and any(part[2] in _TIMES for part in parts)):
            continue
        replaced = list(_figures(parts))
        if sum(len(figures) for _, _, figures in replaced) < LEAST_DIGITS:
            continue
        at = match.start()
        for start, end, figures in replaced:
            if at < start and not text[at:start].strip(" ,"):
                yield at, start, ""
            yield start, end, figures
            at = end


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
        figures = word if word.isdigit() else _DIGITS.get(word) or _TENS.get(word) or _ZEROS[word]
        if len(word) > 3 and figures.endswith("0") and word in _TENS and after in _DIGITS and _DIGITS[after] != "0":
            figures = figures[0]  # "sixty two"
        yield (since if times > 1 else start), end, figures * times
        times = 1
