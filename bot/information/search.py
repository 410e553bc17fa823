"""Finding the article a question is about: the encoder decides, BM25 helps where a rare word says it all.

An article is as near as the nearest of its title and phrasings. Adding both rankings with equal weight made the first place worse on
three public question sets, so BM25 gets a small weight: enough for a name or a form number, and to break ties.

Which subject a question has does not depend on the place it names, so places are left out of the comparison ("hospital"
stands for every hospital's name); which article of a subject is meant may well depend on it (``Match.local``).
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.encoder import DIMENSIONS, Encoder
from bot.information.article import CuratedArticle
from bot.information.bm25 import Bm25, Scores
from bot.information.places import Places
from bot.information.words import terms, tidy

NEAREST = np.asarray([0.6, 0.2, 0.2], dtype=np.float32)
"""What the nearest, second and third phrasing of an article count: one stray likeness alone is not enough."""
LEXICAL_WEIGHT = 0.3
"""What a complete match of the question's words adds to a nearness between -1 and 1."""
NAME_WEIGHT = 0.25
"""What a name in capitals that only one topic uses (EMED, LGSCO, IMCA) adds: the encoder has never seen it."""
EXACT_UP_TO = 16_000
"""Texts that are all compared with the question. Beyond, articles are first chosen by their middle and their words."""
KEPT_APART = 1_000
"""Articles whose vectors are kept one by one between starts; of more, all together."""
CHOSEN_BY_MEANING, CHOSEN_BY_WORDS = 200, 50
"""Articles that are looked at closely in a large collection."""
_NAME = re.compile(r"\b[A-Z][A-Z0-9]{2,}\b")
_WORD = re.compile(r"[A-Z0-9]+")


@dataclass(frozen=True)
class Match:
    """An article and how near it is: ``score`` ranks; ``nearest`` is the likeness of its nearest text, ``words`` BM25's share.

    ``local`` says how much of the places named in the question the article names too: between 0 and 1.
    """

    article: CuratedArticle
    score: float
    nearest: float
    words: float
    local: float = 0.0


class Index:
    """The searchable form of some articles; never changes once built."""

    def __init__(self, encoder: Encoder, articles: Sequence[CuratedArticle]) -> None:
        self._encoder = encoder
        self._places = Places.load()
        self._articles = tuple(articles)
        groups = [[self.levelled(text) for text in (article.title, *article.questions)] for article in self._articles]
        texts = [text for group in groups for text in group]
        ends = list(itertools.accumulate(map(len, groups)))
        columns = [range(end - len(group), end) for group, end in zip(groups, ends, strict=True)]
        if len(groups) <= KEPT_APART:  # an article that an editor changed is encoded anew, and none of the others
            self._vectors = np.vstack([encoder.encode_known(group) for group in groups] or [np.empty((0, DIMENSIONS), np.float32)])
        else:
            self._vectors = encoder.encode_known(texts)
        # One row of text numbers for each article; the number past the last text stands for "no text", likeness -1.
        width = max([len(NEAREST), *map(len, columns)])
        self._texts = np.asarray([[*numbers, *[len(texts)] * (width - len(numbers))] for numbers in columns], dtype=np.intp)
        self._middles = _middles(self._vectors, columns) if len(texts) > EXACT_UP_TO else None
        whole = [" ".join((article.title, *article.questions, article.body)) for article in self._articles]
        self._bm25 = Bm25([terms(self.levelled(text)) for text in whole])
        self._named = [frozenset(self._places.named(text)) for text in whole]
        self._names = _names(self._articles)

    @property
    def articles(self) -> tuple[CuratedArticle, ...]:
        """What is searched."""
        return self._articles

    def search(self, text: str, limit: int = 5, without: str | None = None) -> list[Match]:
        """The nearest articles, best first. Empty when there is nothing to search or nothing asked.

        ``without`` is a phrasing to leave out, for judging the search by that phrasing itself.
        """
        question = self.levelled(text) or tidy(text)
        if not self._articles or not question:
            return []
        vector = self._encoder.encode([question])[0]
        words = self._bm25.shares(terms(question))
        named = [number for word in set(_WORD.findall(text.upper())) for number in self._names.get(word, ())]
        chosen = self._choose(vector, words, named)
        nearest = self._nearest(vector, chosen, without)
        scores = nearest @ NEAREST + LEXICAL_WEIGHT * words[chosen]
        for number in named:
            scores[chosen == number] += NAME_WEIGHT
        best = np.argsort(-scores, kind="stable")[:limit]
        places = frozenset(self._places.named(text))
        return [
            Match(
                self._articles[chosen[i]],
                float(scores[i]),
                float(nearest[i, 0]),
                float(words[chosen[i]]),
                len(places & self._named[chosen[i]]) / len(places) if places else 0.0,
            )
            for i in best
        ]

    def levelled(self, text: str) -> str:
        """A text as it is compared: tidy, and without places."""
        return tidy(self._places.left_out(text))

    def _choose(self, vector: Scores, words: Scores, named: list[int]) -> npt.NDArray[np.intp]:
        """The numbers, in order, of the articles to look at closely: all of them, unless there are very many."""
        if self._middles is None:
            return np.arange(len(self._articles))
        by_meaning, by_words = self._middles @ vector, words
        groups = [
            np.argpartition(-by, count)[:count]
            for by, count in ((by_meaning, CHOSEN_BY_MEANING), (by_words, CHOSEN_BY_WORDS))
            if count < len(by)
        ]
        return np.unique(np.concatenate([*groups, np.asarray(named, dtype=np.intp)]))

    def _nearest(self, vector: Scores, chosen: npt.NDArray[np.intp], without: str | None = None) -> Scores:
        """For each chosen article the likeness of its three nearest texts, nearest first; -1 for a text it does not have."""
        rows = self._texts[chosen]
        if len(chosen) == len(self._articles):
            of_all = np.append(self._vectors @ vector, np.float32(-1.0))
            if without is not None:
                of_all[self._numbers_of(without)] = -1.0
            likeness = of_all[rows]
        else:
            there = rows < len(self._vectors)
            likeness = np.full(rows.shape, np.float32(-1.0))
            likeness[there] = self._vectors[rows[there]] @ vector
        return -np.sort(-np.partition(likeness, -len(NEAREST), axis=1)[:, -len(NEAREST) :], axis=1)

    def _numbers_of(self, text: str) -> list[int]:
        texts = (words for article in self._articles for words in (article.title, *article.questions))
        return [number for number, words in enumerate(texts) if words == text]


def _middles(vectors: Scores, columns: Sequence[range]) -> Scores:
    """The middle of each article's texts, at length 1: one row an article."""
    middles = np.add.reduceat(vectors, [numbers.start for numbers in columns], axis=0)
    return np.asarray(middles / np.linalg.norm(middles, axis=1, keepdims=True), dtype=np.float32)


def _names(articles: Sequence[CuratedArticle]) -> dict[str, list[int]]:
    """Words of three letters or more that editors write in capitals and only one topic uses, with its articles' numbers."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, article in enumerate(articles):
        for word in set(_NAME.findall(" ".join((article.title, *article.questions, article.body)))):
            found[word].append(number)
    return {word: numbers for word, numbers in found.items() if len({articles[number].topic for number in numbers}) == 1}
