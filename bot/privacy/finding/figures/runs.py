"""Stretches of a text that could be somebody's number: figures, and the letters between and beside them, with the words around."""

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
_LEAST_FIGURES, _LEAST_SIGNS = 2, 4
_AHEAD, _BEHIND = 10, 6
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
    if not _DIGIT.search(text):
        return
    row: list[Piece] = []
    for match in _UNIT.finditer(text):
        gap = text[row[-1].end : match.start()] if row else ""
        fits = _fits(match[0])
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
    if lower in _MONTHS:
        return True
    if lower in _NAMES_A_NUMBER or (not word.isupper() and lower in word_lists().common):
        return False
    return len(word) <= _LONGEST_WORD or (len(word) <= _LONGEST_CAPITALS and word.isupper())


def _of_row(text: str, row: list[Piece]) -> Iterator[Run]:
    """The row in runs: parted where three words of letters stand in a row; single letters are spelt."""
    at, letters = 0, 0
    for index, piece in enumerate(row):
        letters = letters + 1 if piece.text.isalpha() and len(piece.text) > 1 else 0
        if letters == 3:
            yield from _worth_it(text, row[at : index - 1])
            at = index - 1
    yield from _worth_it(text, row[at:])


def _worth_it(text: str, pieces: list[Piece]) -> Iterator[Run]:
    """The run, when there is enough of it."""
    figures = sum(character.isdigit() for piece in pieces for character in piece.text)
    if figures < _LEAST_FIGURES or sum(len(piece.text) for piece in pieces) < _LEAST_SIGNS:
        return
    start, end = pieces[0].start, pieces[-1].end
    ahead = [match[0].lower() for match in _UNIT.finditer(text, max(0, start - _REACH), start)]
    behind = [match[0].lower() for match in _UNIT.finditer(text, end, end + _REACH)]
    edges = (text[start - 1 : start] or "^") + (text[end : end + 1] or "$")
    yield Run(tuple(pieces), tuple(ahead[::-1][:_AHEAD]), tuple(behind[:_BEHIND]), edges)
