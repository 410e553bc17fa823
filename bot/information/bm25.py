"""Okapi BM25 over short documents: which of them have a question's rare words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

K1, B = 1.2, 0.75
"""The usual constants (Robertson and Zaragoza 2009)."""

Scores = npt.NDArray[np.float32]
Counted = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]
"""A document's terms by number, each once, and how often it has each."""


class Vocabulary:
    """A number for every term met so far; grows, and never changes a number, so that a counted document stays good."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def count(self, terms: Sequence[str]) -> Counted:
        """The document of these terms."""
        found = Counter(self.numbers.setdefault(term, len(self.numbers)) for term in terms)
        return np.fromiter(found.keys(), np.int32, len(found)), np.fromiter(found.values(), np.int32, len(found))


class Bm25:
    """The documents, each counted by the same vocabulary; never changes once built."""

    def __init__(self, vocabulary: Vocabulary, documents: Sequence[Counted]) -> None:
        self._numbers = vocabulary.numbers
        self._size = len(documents)
        kinds = np.asarray([len(numbers) for numbers, _ in documents], dtype=np.intp)
        lengths = np.asarray([counts.sum() for _, counts in documents], dtype=np.float32)
        terms, counts = (np.concatenate([document[part] for document in documents] or [np.empty(0, np.int32)]) for part in (0, 1))
        damping = K1 * (1 - B + B * lengths / (lengths.mean() if len(lengths) and lengths.any() else 1.0))
        weights = counts * (K1 + 1) / (counts + np.repeat(damping, kinds))
        order = np.argsort(terms, kind="stable")
        # The documents of one term stand together, from its start to the next one's.
        self._documents = np.repeat(np.arange(self._size), kinds)[order]
        self._weights = weights[order].astype(np.float32)
        self._starts = np.searchsorted(terms[order], np.arange(len(vocabulary.numbers) + 1))

    @classmethod
    def of(cls, documents: Sequence[Sequence[str]]) -> Bm25:
        """The documents given as lists of terms."""
        vocabulary = Vocabulary()
        return cls(vocabulary, [vocabulary.count(document) for document in documents])

    def _span(self, term: str) -> slice:
        """Where the documents with the term stand."""
        number = self._numbers.get(term, len(self._starts))
        return slice(self._starts[number], self._starts[number + 1]) if number + 1 < len(self._starts) else slice(0)

    def rarity(self, term: str) -> float:
        """The term's inverse document frequency, above zero; a term no document has is as rare as can be."""
        span = self._span(term)
        found = int((span.stop or 0) - (span.start or 0))
        return math.log(1 + (self._size - found + 0.5) / (found + 0.5))

    def shares(self, question: Sequence[str]) -> Scores:
        """For each document its BM25 as a share of the highest that any document could have: between 0 and 1."""
        scores = np.zeros(self._size, dtype=np.float32)
        rarities = [self.rarity(term) for term in question]
        highest = sum(rarities) * (K1 + 1)
        if not highest:
            return scores
        for term, rarity in zip(question, rarities, strict=True):
            span = self._span(term)
            scores[self._documents[span]] += np.float32(rarity) * self._weights[span]
        return scores / np.float32(highest)
