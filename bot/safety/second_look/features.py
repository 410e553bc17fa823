"""A message as numbers: its sentence vector, and which words, groups of words and pieces of words occur in it.

The sentence vector knows what English words mean; the groups (``language.yml``: CHILD, PARTNER, CARE ...) whom a message
is about; the pieces how words begin and end in any alphabet, however they are spelt.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from bot.safety.text import Reader

PIECES = 1 << 15
"""Columns for words and pieces; different ones may share a column."""
SHORTEST, LONGEST = 3, 5
"""Letters of a piece, the space at either end of a word counted."""
MAX_WORDS = 200

Row = npt.NDArray[np.int64]


def levelled(text: str) -> str:
    """The message in the lexicon's one spelling, without stops."""
    return " ".join(sentence.text.strip() for sentence in _reader().sentences(text))


def pieces(text: str) -> Row:
    """The columns, each once and in order, of the words, neighbouring words and pieces of words of a message."""
    words = levelled(text).split()[:MAX_WORDS]
    found = {_column(f"w {word}") for word in words}
    found.update(_column(f"p {first} {second}") for first, second in pairwise(words))
    groups = sorted({group for word in words for group in _groups().get(word, ())})
    found.update(_column(f"g {group}") for group in groups)
    found.update(_column(f"g {first} {second}") for first, second in combinations(groups, 2))
    for word in set(words):
        edged = f" {word} "
        for length in range(SHORTEST, LONGEST + 1):
            found.update(_column(edged[at : at + length]) for at in range(len(edged) - length + 1))
    return np.array(sorted(found), dtype=np.int64)


def weight(row: Sequence[int] | Row) -> float:
    """What each piece of a message counts, so that a long message weighs no more than a short one."""
    return 1.0 / max(1.0, float(len(row))) ** 0.5


def _column(piece: str) -> int:
    # Not Python's own hash, which differs from process to process.
    return zlib.crc32(piece.encode("utf-8", "replace")) % PIECES


@lru_cache(maxsize=1)
def _groups() -> dict[str, tuple[str, ...]]:
    """For each word of the lexicon's groups, the groups it is in."""
    macros = yaml.safe_load(Path(__file__).parents[1].joinpath("language.yml").read_text(encoding="utf-8"))["macros"]
    found: dict[str, tuple[str, ...]] = {}
    for name, words in macros.items():
        for word in words.replace("| ", "|").split("|"):
            found[word.strip()] = (*found.get(word.strip(), ()), name)
    return found


@lru_cache(maxsize=1)
def _reader() -> Reader:
    return Reader.load()
