"""How a word nobody lists is spelt: nearly like an English word, nearly like a name, or made as names are made."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

_TRIGRAMS = Path(__file__).with_name("trigrams.txt")
_LEAST = 5
"""Letters below which one slip makes any word of any other."""
_BINS = (-1.2, -0.5, 0.0, 0.5, 1.2)


class NearMisses:
    """Words one letter away from those given: one too many, too few, another, or two changed about."""

    def __init__(self, words: Iterable[str]) -> None:
        self._known = frozenset(word for word in words if len(word) >= _LEAST)
        self._shorter = frozenset(shorter for word in self._known for shorter in _one_less(word))

    def has(self, word: str) -> bool:
        """Whether the word is one slip away from a known one."""
        if len(word) < _LEAST:
            return False
        return word in self._known or word in self._shorter or any(one in self._known or one in self._shorter for one in _one_less(word))


def _one_less(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def made_like_a_name(word: str) -> int:
    """How far the word's letters follow one another as in names rather than in English: 0 (English) to 5 (a name)."""
    table = _trigrams()
    odds = [table.get(trigram, 0.0) for trigram in _of(word)]
    mean = sum(odds) / len(odds)
    return sum(mean > limit for limit in _BINS)


def count_trigrams(names: Collection[str], english: Collection[str]) -> list[str]:
    """Lines for ``trigrams.txt``: each trigram and the log of how much more frequent it is in names than in English."""
    ours, theirs = Counter(t for word in names for t in _of(word)), Counter(t for word in english for t in _of(word))
    of_ours, of_theirs = sum(ours.values()), sum(theirs.values())
    lines = []
    for trigram in sorted(ours.keys() | theirs.keys()):
        if ours[trigram] + theirs[trigram] >= 6:
            odds = math.log((ours[trigram] + 1) / of_ours) - math.log((theirs[trigram] + 1) / of_theirs)
            lines.append(f"{trigram} {odds:.1f}")
    return lines


def _of(word: str) -> list[str]:
    padded = f"^{word}$"
    return [padded[at : at + 3] for at in range(len(padded) - 2)]


@lru_cache(maxsize=1)
def _trigrams() -> dict[str, float]:
    lines = (line.split() for line in _TRIGRAMS.read_text(encoding="ascii").splitlines())
    return {trigram: float(odds) for trigram, odds in lines}
