"""The pieces of a text that tell what it is about: its words, and runs of letters that misspelt words still share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

LONGEST_RUN = 4
_WORD = "="
_NUMBER = re.compile(r"\b[0-9]+\b")


def pieces(words: Iterable[str]) -> Iterator[str]:
    """Every word, and every run of one to four characters of it; a blank marks where a word begins and ends.

    Capitals count for nothing, and every whole number is the same piece. Words are told from runs by a mark of their own.
    """
    for word in words:
        plain = _NUMBER.sub("0", word.lower())
        yield f"{_WORD}{plain}"
        framed = f" {plain} "
        length = len(framed)
        for size in range(1, LONGEST_RUN + 1):
            for start in range(length - size + 1):
                yield framed[start : start + size]


def is_word(piece: str) -> bool:
    """Whether a piece is a whole word. A lone ``=`` is a run: of the character itself."""
    return piece.startswith(_WORD) and len(piece) > 1


def learn(texts: Sequence[Sequence[str]], seldom: int) -> dict[str, int]:
    """A number for every word, and for every run found in at least ``seldom`` of the texts (each a row of words)."""
    found = Counter(piece for words in texts for piece in set(pieces(words)))
    kept = sorted(piece for piece, texts_with_it in found.items() if texts_with_it >= seldom or is_word(piece))
    return {piece: number for number, piece in enumerate(kept)}


def count(words: Iterable[str], numbers: Mapping[str, int]) -> dict[int, int]:
    """How often each known piece is in a text, by its number."""
    found: dict[int, int] = {}
    for piece in pieces(words):
        number = numbers.get(piece)
        if number is not None:
            found[number] = found.get(number, 0) + 1
    return found
