"""Finding the article a question is about: likeness of meaning decides, what was learned of its topic and rare words help.

An article is as near as the nearest of its title and phrasings. Adding both rankings with equal weight made the first place worse on
three public question sets, so BM25 gets a small weight: enough for a name or a form number, and to break ties. What is learned of
the topics (``bot.information.subjects``) gets a small weight as well, so that a phrasing added at the desk needs no learning.

Which subject a question has does not depend on the place it names, so places are left out of the comparison ("hospital"
stands for every hospital's name); which article of a subject is meant may well depend on it (``Match.local``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bot.encoder import DIMENSIONS, Encoder
from bot.information.article import CuratedArticle
from bot.information.bm25 import Bm25, Counted, Scores, Vocabulary
from bot.information.places import Places
from bot.information.question import Question, levelled
from bot.information.words import terms

NEAREST = np.asarray([0.6, 0.2, 0.2], dtype=np.float32)
"""What the nearest, second and third phrasing of an article count: one stray likeness alone is not enough."""
LEXICAL_WEIGHT = 0.3
"""What a complete match of the question's words adds to a nearness between -1 and 1."""
NAME_WEIGHT = 0.25
"""What a name in capitals that only one topic uses (EMED, LGSCO, IMCA) adds: the encoder has never seen it."""
LEARNED_WEIGHT = 0.05
"""What the logarithm of how likely the topic is adds, between ``LEAST_LEARNED`` and 0."""
LEAST_LEARNED, NOT_LEARNED = -5.0, -2.0
"""The least it counts, and what counts for a topic that an editor has added since."""
EXACT_UP_TO = 16_000
"""Texts that are all compared with the question. Beyond, articles are first chosen by their middle and their words."""
CHOSEN_BY_MEANING, CHOSEN_BY_WORDS = 200, 50
"""Articles that are looked at closely in a large collection."""
_NAME = re.compile(r"\b[A-Z][A-Z0-9]{2,}\b")
_WORD = re.compile(r"[A-Z0-9]+")

Numbers = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Match:
    """An article and how near it is: ``score`` ranks; ``nearest`` is the likeness of its nearest text, ``words`` BM25's share.

    ``local`` says how much of the places named in the question the article's title and phrasings name too: between 0 and 1.
    """

    article: CuratedArticle
    score: float
    nearest: float
    words: float
    local: float = 0.0


class _Prepared(NamedTuple):
    """What the index needs of one article, made once as long as the article stays as it is."""

    article: CuratedArticle
    texts: tuple[str, ...]
    counted: Counted
    places: frozenset[str]
    names: frozenset[str]


class Index:
    """The searchable form of some articles; never changes once built.

    Built after another one (``before``) it prepares and encodes only the articles that are new or changed: of 20,000 articles
    one that an editor saved costs under a second.
    """

    def __init__(self, encoder: Encoder, articles: Sequence[CuratedArticle], before: Index | None = None) -> None:
        self._places = Places.load()
        self._vocabulary: Vocabulary = before._vocabulary if before else Vocabulary()
        known: dict[str, int] = before._numbers if before else {}
        self._prepared: list[_Prepared] = []
        kept: list[int | None] = []  # the number that each article had before, if it is still the same
        for article in articles:
            number = known.get(article.slug)
            same = before is not None and number is not None and before._prepared[number].article == article
            self._prepared.append(before._prepared[number] if same else self._prepare(article))  # type: ignore[union-attr,index]
            kept.append(number if same else None)
        self._numbers: dict[str, int] = {one.article.slug: number for number, one in enumerate(self._prepared)}
        fresh = [text for one, number in zip(self._prepared, kept, strict=True) if number is None for text in one.texts]
        made = encoder.encode_known(fresh)
        counts = np.asarray([len(one.texts) for one in self._prepared], dtype=np.intp)
        self._starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.intp)
        self._many = int(self._starts[-1]) > EXACT_UP_TO
        # Half precision is plenty to compare a chosen few, and half the memory of a large collection.
        precision = np.float16 if self._many else np.float32
        self._vectors: npt.NDArray[np.floating[Any]] = np.empty((self._starts[-1], DIMENSIONS), dtype=precision)
        used = 0
        for number, was in enumerate(kept):
            rows = slice(self._starts[number], self._starts[number + 1])
            if was is None:
                self._vectors[rows] = made[used : used + counts[number]]
                used += counts[number]
            else:
                self._vectors[rows] = before._vectors[before._starts[was] : before._starts[was + 1]]  # type: ignore[union-attr]
        # One row of text numbers for each article; the number past the last text stands for "no text", likeness -1.
        columns = np.arange(max([len(NEAREST), *counts]))
        self._texts = np.where(columns < counts[:, None], self._starts[:-1, None] + columns, self._starts[-1])
        self._middles = self._middle_of_each() if self._many else None
        self._bm25 = Bm25(self._vocabulary, [one.counted for one in self._prepared])
        self._names = _names(self._prepared)

    def _prepare(self, article: CuratedArticle) -> _Prepared:
        whole = " ".join((article.title, *article.questions, article.body))
        return _Prepared(
            article,
            tuple(levelled(text) for text in (article.title, *article.questions)),
            self._vocabulary.count(terms(levelled(whole))),
            frozenset(self._places.named(" ".join((article.title, *article.questions)))),
            frozenset(_NAME.findall(whole)),
        )

    @property
    def articles(self) -> tuple[CuratedArticle, ...]:
        """What is searched."""
        return tuple(one.article for one in self._prepared)

    def search(self, question: Question, limit: int = 5, without: str | None = None) -> list[Match]:
        """The nearest articles, best first. Empty when there is nothing to search or nothing asked.

        ``without`` is a phrasing to leave out, for judging the search by that phrasing itself.
        """
        if not self._prepared or not question.words:
            return []
        words = self._bm25.shares(terms(question.words))
        named = [number for word in set(_WORD.findall(question.text.upper())) for number in self._names.get(word, ())]
        chosen = self._choose(question.vector, words, named)
        nearest = self._nearest(question.vector, chosen, without)
        topics = [self._prepared[number].article.topic for number in chosen]
        learned = np.asarray([max(question.likely.get(topic, NOT_LEARNED), LEAST_LEARNED) for topic in topics], dtype=np.float32)
        scores = nearest @ NEAREST + LEXICAL_WEIGHT * words[chosen] + LEARNED_WEIGHT * learned
        for number in named:
            scores[chosen == number] += NAME_WEIGHT
        best = np.argsort(-scores, kind="stable")[:limit]
        places = frozenset(self._places.named(question.text))
        return [
            Match(
                self._prepared[chosen[i]].article,
                float(scores[i]),
                float(nearest[i, 0]),
                float(words[chosen[i]]),
                len(places & self._prepared[chosen[i]].places) / len(places) if places else 0.0,
            )
            for i in best
        ]

    def _choose(self, vector: Scores, words: Scores, named: list[int]) -> Numbers:
        """The numbers, in order, of the articles to look at closely: all of them, unless there are very many."""
        if self._middles is None:
            return np.arange(len(self._prepared))
        by_meaning, by_words = self._middles @ vector, words
        groups = [
            np.argpartition(-by, count)[:count]
            for by, count in ((by_meaning, CHOSEN_BY_MEANING), (by_words, CHOSEN_BY_WORDS))
            if count < len(by)
        ]
        return np.unique(np.concatenate([*groups, np.asarray(named, dtype=np.intp)]))

    def _nearest(self, vector: Scores, chosen: Numbers, without: str | None = None) -> Scores:
        """For each chosen article the likeness of its three nearest texts, nearest first; -1 for a text it does not have."""
        rows = self._texts[chosen]
        if self._many:
            there = rows < len(self._vectors)
            likeness = np.full(rows.shape, np.float32(-1.0))
            likeness[there] = np.asarray(self._vectors[rows[there]], dtype=np.float32) @ vector
        else:
            of_all = np.append(self._vectors @ vector, np.float32(-1.0))
            if without is not None:
                of_all[self._numbers_of(without)] = -1.0
            likeness = of_all[rows]
        return -np.sort(-np.partition(likeness, -len(NEAREST), axis=1)[:, -len(NEAREST) :], axis=1)

    def _numbers_of(self, text: str) -> list[int]:
        texts = (words for one in self._prepared for words in (one.article.title, *one.article.questions))
        return [number for number, words in enumerate(texts) if words == text]

    def _middle_of_each(self) -> Scores:
        """The middle of each article's texts, at length 1: one row an article."""
        middles = np.add.reduceat(self._vectors, self._starts[:-1], axis=0, dtype=np.float32)
        return np.asarray(middles / np.linalg.norm(middles, axis=1, keepdims=True), dtype=np.float32)


def _names(prepared: Sequence[_Prepared]) -> dict[str, list[int]]:
    """Words of three letters or more that editors write in capitals and only one topic uses, with its articles' numbers."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(prepared):
        for word in one.names:
            found[word].append(number)
    return {word: numbers for word, numbers in found.items() if len({prepared[number].article.topic for number in numbers}) == 1}
