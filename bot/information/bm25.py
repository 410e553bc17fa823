"""Okapi BM25 over short documents: which of them have a question's rare words."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

K1, B = 1.2, 0.75
"""The usual constants (Robertson and Zaragoza 2009)."""

Scores = npt.NDArray[np.float32]


class Bm25:
    """The documents, each a list of terms; never changes once built."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self._size = len(documents)
        average = sum(map(len, documents)) / max(self._size, 1) or 1.0
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, document in enumerate(documents):
            damping = K1 * (1 - B + B * len(document) / average)
            for term, count in Counter(document).items():
                postings[term].append((number, count * (K1 + 1) / (count + damping)))
        self._postings = {
            term: (np.asarray([n for n, _ in found], dtype=np.intp), np.asarray([w for _, w in found], dtype=np.float32))
            for term, found in postings.items()
        }

    def rarity(self, term: str) -> float:
        """The term's inverse document frequency, above zero; a term no document has is as rare as can be."""
        found = len(self._postings[term][0]) if term in self._postings else 0
        return math.log(1 + (self._size - found + 0.5) / (found + 0.5))

    def shares(self, question: Sequence[str]) -> Scores:
        """For each document its BM25 as a share of the highest that any document could have: between 0 and 1."""
        scores = np.zeros(self._size, dtype=np.float32)
        highest = sum(self.rarity(term) for term in question) * (K1 + 1)
        if not highest:
            return scores
        for term in question:
            if term in self._postings:
                documents, weights = self._postings[term]
                scores[documents] += self.rarity(term) * weights
        return scores / np.float32(highest)
