"""Stretches of a text that could be somebody's number: figures, and the letters between and beside them, with the words around.

The words of a date count as figures: "the ninth of May 58" is one stretch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.privacy.finding.lists import word_lists
from bot.privacy.finding.rule import word_set

_UNIT = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"\d")
_GAP = frozenset(" -./,_|:;()~*#+\n\"'&\\[]=>")
_WIDEST = 4
"""So many characters may part two pieces of one number."""
_LONGEST_WORD, _LONGEST_CAPITALS = 3, 5
_MONTHS = word_set(
    "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september october november december"
)
_NAMES_A_NUMBER = word_set("acc acct ac sc ni nino nhs dob tel mob fax ref refs mrn reg num nos no nr id dl exp iban visa amex")
_ORDINALS = word_set(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth thirtieth"
)
_NUMBERS = word_set(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen "
    "twenty thirty forty fourty fifty sixty seventy eighty ninety oh nought double"
)
_JOINS = word_set("of the in")
"""What may stand between the day, the month and the year."""
_ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th)|(?:19|20)\d\d", re.IGNORECASE)
_WORTH_OF_A_MONTH, _LEAST_NUMBERS = 2, 3
_LEAST_FIGURES, _LEAST_SIGNS = 2, 4
_AHEAD, _BEHIND = 10, 6
_SAID = _MONTHS | _ORDINALS | _NUMBERS | _JOINS
_IN_WORDS = re.compile(r"th\b|first|second|third|ty\b|teen\b|eleven|twelve", re.IGNORECASE)
"""Without one of these, and without a figure, there is no number in words: asked first, because it is quick."""
_MOST = 40
"""Pieces of a run the model sees at once: a longer list of figures goes in parts."""
_REACH = 120
"""Characters around a run in which its words are looked for."""


@dataclass(frozen=True)
class Piece:
    """Letters and figures without a break, and what stands between the piece before and this one ("" for the first)."""

    text: str
    start: int
    end: int
    gap: str


@dataclass(frozen=True)
class Run:
    """Pieces in a row, and the words before (nearest first) and after, in lower case; what parts them is left out."""

    pieces: tuple[Piece, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    edges: str
    """The signs right before and right after; ^ and $ where the text ends."""


def runs(text: str) -> Iterator[Run]:
    """Every stretch with at least two figures and four signs in all, in order. ``text`` is cleaned."""
    if not _DIGIT.search(text) and not _IN_WORDS.search(text):
        return
    row: list[Piece] = []
    for match in _UNIT.finditer(text):
        gap = text[row[-1].end : match.start()] if row else ""
        fits = _fits(match[0]) or (bool(row) and match[0].lower() in _JOINS and _of_a_date(row[-1].text))
        if row and not (fits and len(gap) <= _WIDEST and _GAP.issuperset(gap) and len(row) < _MOST):
            yield from _of_row(text, row)
            row = []
        if fits:
            row.append(Piece(match[0], match.start(), match.end(), gap if row else ""))
    yield from _of_row(text, row)


def _fits(word: str) -> bool:
    """Whether a piece of a number may look like this. Words of English and those that name a number part one from the next."""
    if not word.isalpha():
        return True
    lower = word.lower()
    if lower in _MONTHS or lower in _ORDINALS or lower in _NUMBERS:
        return True
    if lower in _NAMES_A_NUMBER or (not word.isupper() and lower in word_lists().common):
        return False
    return len(word) <= _LONGEST_WORD or (len(word) <= _LONGEST_CAPITALS and word.isupper())


def _of_a_date(word: str) -> bool:
    """Whether "of", "the" or "in" after it may go on with the date."""
    lower = word.lower()
    return lower in _MONTHS or lower in _ORDINALS or lower in _JOINS or lower in _NUMBERS or _ORDINAL.fullmatch(word) is not None


def _of_row(text: str, row: list[Piece]) -> Iterator[Run]:
    """The row in runs: parted where three words of letters stand in a row; single letters are spelt."""
    at, letters = 0, 0
    for index, piece in enumerate(row):
        said = piece.text.lower() in _SAID
        letters = letters + 1 if piece.text.isalpha() and len(piece.text) > 1 and not said else 0
        if letters == 3:
            yield from _worth_it(text, row[at : index - 1])
            at = index - 1
    yield from _worth_it(text, row[at:])


def _worth_it(text: str, pieces: list[Piece]) -> Iterator[Run]:
    """The run, when there is enough of it, without a "the" at its ends."""
    while pieces and pieces[-1].text.lower() in _JOINS:
        pieces = pieces[:-1]
    words = [piece.text.lower() for piece in pieces]
    figures = sum(character.isdigit() for word in words for character in word)
    figures += _WORTH_OF_A_MONTH * sum(word in _MONTHS for word in words) if figures or not _ORDINALS.isdisjoint(words) else 0
    if sum(word in _NUMBERS or word in _ORDINALS for word in words) >= _LEAST_NUMBERS:
        figures += _LEAST_FIGURES
    if not pieces or figures < _LEAST_FIGURES or sum(len(piece.text) for piece in pieces) < _LEAST_SIGNS:
        return
    start, end = pieces[0].start, pieces[-1].end
    ahead = [match[0].lower() for match in _UNIT.finditer(text, max(0, start - _REACH), start)]
    behind = [match[0].lower() for match in _UNIT.finditer(text, end, end + _REACH)]
    edges = (text[start - 1 : start] or "^") + (text[end : end + 1] or "$")
    yield Run(tuple(pieces), tuple(ahead[::-1][:_AHEAD]), tuple(behind[:_BEHIND]), edges)
