"""Finding the article a question is about: the encoder decides, BM25 helps where a rare word says it all.

An article is as near as the nearest of its phrasings and paragraphs. Adding both rankings with equal weight made the first place worse on
three public question sets, so BM25 gets a small weight: enough for a name or a form number, and to break ties.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.encoder import Encoder
from bot.information.article import CuratedArticle
from bot.information.words import terms, tidy

NEAREST = np.asarray([0.6, 0.2, 0.2], dtype=np.float32)
"""What the nearest, second and third phrasing of an article count: one stray likeness alone is not enough."""
LEXICAL_WEIGHT = 0.2
"""What a complete match of the question's words adds to a nearness between -1 and 1."""
NAME_WEIGHT = 0.25
"""What a name in capitals that only one topic uses (EMED, LGSCO, IMCA) adds: the encoder has never seen it."""
K1, B = 1.2, 0.75
"""BM25's usual constants (Robertson and Zaragoza 2009)."""
_NAME = re.compile(r"\b[A-Z][A-Z0-9]{2,}\b")
_WORD = re.compile(r"[A-Z0-9]+")

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Match:
    """An article and how near it is: ``score`` ranks; ``nearest`` is the likeness of its nearest text, ``words`` BM25's share."""

    article: CuratedArticle
    score: float
    nearest: float
    words: float


class Index:
    """The searchable form of some articles; never changes once built."""

    def __init__(self, encoder: Encoder, articles: Sequence[CuratedArticle]) -> None:
        self._encoder = encoder
        self._articles = tuple(articles)
        texts: list[str] = []
        columns: list[range] = []
        for article in self._articles:
            columns.append(range(len(texts), len(texts) + 1 + len(article.questions)))
            texts += [tidy(text) for text in (article.title, *article.questions)]
        self._vectors = encoder.encode_known(texts)
        # One row of text numbers for each article; the number past the last text stands for "no text", likeness -1.
        width = max([len(NEAREST), *map(len, columns)])
        self._texts = np.asarray([[*numbers, *[len(texts)] * (width - len(numbers))] for numbers in columns], dtype=np.intp)
        self._bm25 = Bm25([terms(" ".join((article.title, *article.questions, article.body))) for article in self._articles])
        self._names = _names(self._articles)

    def search(self, text: str, limit: int = 5) -> list[Match]:
        """The nearest articles, best first. Empty when there is nothing to search or nothing asked."""
        question = tidy(text)
        if not self._articles or not question:
            return []
        likeness = np.append(self._vectors @ self._encoder.encode([question])[0], np.float32(-1.0))[self._texts]
        nearest = -np.sort(-np.partition(likeness, -len(NEAREST), axis=1)[:, -len(NEAREST) :], axis=1)
        words = self._bm25.shares(terms(text))
        scores = nearest @ NEAREST + LEXICAL_WEIGHT * words
        for word in set(_WORD.findall(text.upper())):
            scores[self._names.get(word, [])] += NAME_WEIGHT
        best = np.argsort(-scores, kind="stable")[:limit]
        return [Match(self._articles[i], float(scores[i]), float(nearest[i, 0]), float(words[i])) for i in best]


def _names(articles: Sequence[CuratedArticle]) -> dict[str, list[int]]:
    """Words of three letters or more that editors write in capitals and only one topic uses, with its articles' numbers."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, article in enumerate(articles):
        for word in set(_NAME.findall(" ".join((article.title, *article.questions, article.body)))):
            found[word].append(number)
    return {word: numbers for word, numbers in found.items() if len({articles[number].topic for number in numbers}) == 1}


class Bm25:
    """Okapi BM25 over short documents, each a list of terms."""

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
