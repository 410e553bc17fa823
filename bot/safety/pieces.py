"""A message as numbers without a model: which words, neighbouring words, groups of words and pieces of words occur in it.

The groups (``language.yml``: CHILD, PARTNER, CARE ...) say whom a message is about; the pieces how words begin and end in
any alphabet, however they are spelt. The door weighs these alone, the second look weighs them beside the encoder.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from pathlib import Path

import yaml

from bot.safety.text import Reader

COLUMNS = 1 << 15
"""For words and pieces; different ones may share a column."""
SHORTEST, LONGEST = 3, 5
"""Letters of a piece, the space at either end of a word counted."""
MAX_WORDS = 200


def levelled(text: str) -> str:
    """The message in the lexicon's one spelling, without stops."""
    return " ".join(sentence.text.strip() for sentence in _reader().sentences(text))


def pieces(text: str) -> list[int]:
    """The columns, each once and in order, of what occurs in a message."""
    words = levelled(text).split()[:MAX_WORDS]
    found = {_column(f"p {first} {second}") for first, second in pairwise(words)}
    groups = sorted({group for word in words for group in _groups().get(word, ())})
    found.update(_column(f"g {group}") for group in groups)
    found.update(_column(f"g {first} {second}") for first, second in combinations(groups, 2))
    for word in set(words):
        found.update(_of_word(word))
    return sorted(found)


def weight(found: Sequence[int]) -> float:
    """What each piece of a message counts, so that a long message weighs no more than a short one."""
    return 1.0 / max(1.0, float(len(found))) ** 0.5


def _of_word(word: str) -> list[int]:
    edged = f" {word} "
    parts = [edged[at : at + length] for length in range(SHORTEST, LONGEST + 1) for at in range(len(edged) - length + 1)]
    return [_column(f"w {word}"), *map(_column, parts)]


def _column(piece: str) -> int:
    # Not Python's own hash, which differs from process to process.
    return zlib.crc32(piece.encode("utf-8", "replace")) % COLUMNS


@lru_cache(maxsize=1)
def _groups() -> dict[str, tuple[str, ...]]:
    """For each word of the lexicon's groups, the groups it is in."""
    macros = yaml.safe_load(Path(__file__).with_name("language.yml").read_text(encoding="utf-8"))["macros"]
    found: dict[str, tuple[str, ...]] = {}
    for name, words in macros.items():
        for word in words.replace("| ", "|").split("|"):
            found[word.strip()] = (*found.get(word.strip(), ()), name)
    return found


@lru_cache(maxsize=1)
def _reader() -> Reader:
    return Reader.load()
