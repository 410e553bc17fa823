"""The trained model at work: a text in, ranges of names with how sure it is of each out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite

from bot.privacy.finding.model.features import Token, features, is_english, is_first_name, tokens

PATH = Path(__file__).with_name("names.crfsuite")
_FEW, _LOOK = 4, 600
"""Words from which, and characters up to which, a language shows."""
_LEAST_OF_KNOWN = 0.2
"""Enough for a word that the lists have as a first name and not as English."""
_PIECE = 400
"""Tokens the model sees at once; longer texts go in pieces, so that time and memory grow with the text and no faster."""


@dataclass(frozen=True)
class NameFound:
    """A stretch of a text that is a name with this probability, 0 to 1."""

    start: int
    end: int
    score: float


class NameTagger:
    """Finds names. Safe to share between threads."""

    def __init__(self, path: Path = PATH) -> None:
        self._model = pycrfsuite.Tagger()
        self._model.open(str(path))
        self._lock = threading.Lock()  # the library keeps the text it reads in the model itself

    def find(self, text: str, least: float) -> list[NameFound]:
        """Words that belong to a name with at least this probability, neighbours of one name joined."""
        found: list[NameFound] = []
        words = tokens(text)
        for at in range(0, len(words), _PIECE):
            found += _joined(words[at : at + _PIECE], self._probabilities(words[at : at + _PIECE]), least)
        return found

    def _probabilities(self, words: list[Token]) -> list[tuple[float, float]]:
        """For each word: that it is part of a name, and that it opens one."""
        rows = features([word.text for word in words])
        with self._lock:
            self._model.set(rows)
            return [self._probability(at) if word.text[0].isalpha() else (0.0, 0.0) for at, word in enumerate(words)]

    def _probability(self, at: int) -> tuple[float, float]:
        """Whether it opens a name is asked only of what may be part of one."""
        part = 1.0 - self._model.marginal("O", at)
        return part, self._model.marginal("B", at) if part >= _LEAST_OF_KNOWN else 0.0


def mostly_strange(text: str) -> bool:
    """Whether most words are on no list: another language, in which a strange word says nothing. Short texts are never."""
    words = [word.text.lower() for word in tokens(text[:_LOOK]) if len(word.text) > 1 and word.text[0].isalpha()]
    return len(words) >= _FEW and sum(not is_english(word) for word in words) > 0.6 * len(words)


def _joined(words: list[Token], probabilities: list[tuple[float, float]], least: float) -> Iterator[NameFound]:
    open_: NameFound | None = None
    for word, (part, first) in zip(words, probabilities, strict=True):
        named = word.text[0].isalpha() and part >= (min(least, _LEAST_OF_KNOWN) if is_first_name(word.text.lower()) else least)
        if open_ is not None and (not named or first > part / 2):
            yield open_
            open_ = None
        if named:
            open_ = NameFound(open_.start, word.end, max(open_.score, part)) if open_ else NameFound(word.start, word.end, part)
    if open_ is not None:
        yield open_
