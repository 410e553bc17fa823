"""Suggestions for one experience: which topics, which words led to each, how it felt, which kind of service."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from bot.encoder import Encoder
from bot.encoder.layers import Layers, Matrix
from bot.experiences import service_types
from bot.experiences.coding.half import Half
from bot.experiences.coding.meaning import Meaning
from bot.experiences.coding.sparse import Sparse
from bot.experiences.coding.themes import given_away
from bot.experiences.coding.tone import trouble

HERE = Path(__file__).parent
NETWORK_FILE, SPARSE_FILE, MEANING_FILE = HERE / "network.npz", HERE / "sparse.npz", HERE / "meaning.npz"
SETTINGS_FILE = HERE / "settings.json"
SENTIMENTS = ("positive", "neutral", "negative")
"""In the training data, comments that are both positive and negative are neutral."""
BY_WORDS = 0.7
"""The score of a topic that plain words give away: found, not calculated."""
MOST = 6
"""Topics suggested for one experience; more is no help to anybody."""


@dataclass(frozen=True)
class Suggested:
    """A topic, how sure (0 to 1), and the words that led to it."""

    code: str
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Suggestions:
    """What is suggested for one text."""

    themes: tuple[Suggested, ...]
    sentiment: str
    service_type: str | None


class Suggester:
    """Reads texts; safe to share between threads. Use ``Suggester.load()``."""

    def __init__(self, half: Half, network: Layers, sparse: Sparse, meaning: Meaning, settings: dict[str, Any]) -> None:
        self._half, self._network, self._sparse, self._meaning = half, network, sparse, meaning
        self.codes: tuple[str, ...] = tuple(settings["codes"])
        self.thresholds = np.array(settings["thresholds"], np.float32)
        self._shares: tuple[float, float, float] = tuple(settings["shares"])

    @classmethod
    def load(cls) -> Suggester:
        """The suggester of this process: about half a second, once."""
        return _shared()

    def probabilities(self, text: str) -> tuple[Matrix, Matrix]:
        """(topics, sentiments): a probability for each of ``codes`` and of ``SENTIMENTS``."""
        # A topic is there when any part of a long text has it; the sentiment is that of all parts together.
        read = np.array([self._network.logits(part) for part in self._half.parts(text)])
        sparse, count = self._sparse.logits(text), len(self.codes)
        voices = (read[:, :count].max(0), sparse[:count], self._meaning.logits(text))
        topics = sum(share * sigmoid(voice) for share, voice in zip(self._shares, voices, strict=True))
        feelings = (softmax(read[:, count:].mean(0)) + softmax(sparse[count:])) / 2
        shift = trouble(text) / 2
        feelings = feelings * np.exp(np.array([-shift, 0, shift]))
        return np.asarray(topics, np.float32), (feelings / feelings.sum()).astype(np.float32)

    def suggest(self, text: str) -> Suggestions:
        """What fits a story, personal details already taken out of it; nothing at all for an empty one."""
        topics, feelings = self.probabilities(text)
        found = {
            code: Suggested(code, round(float(topics[at]), 3), self._sparse.words_for(text, at))
            for at, code in enumerate(self.codes)
            if topics[at] >= self.thresholds[at]
        }
        for code, words in given_away(text).items():
            if code not in found:
                found[code] = Suggested(code, BY_WORDS, tuple(words))
        best = sorted(found.values(), key=lambda item: -item.score)[:MOST]
        return Suggestions(tuple(best), SENTIMENTS[int(feelings.argmax())], service_types.guess(text))


def sigmoid(x: Matrix) -> Matrix:
    """Independent probabilities from logits."""
    out: Matrix = 1 / (1 + np.exp(-x))
    return out


def softmax(x: Matrix) -> Matrix:
    """Probabilities from the logits of classes of which one is right."""
    raised = np.exp(x - x.max())
    out: Matrix = raised / raised.sum()
    return out


@lru_cache(maxsize=1)
def _shared() -> Suggester:
    settings = json.loads(SETTINGS_FILE.read_text(encoding="utf-8"))
    return Suggester(Half(Encoder.load()), Layers.load(NETWORK_FILE), Sparse.load(SPARSE_FILE), Meaning.load(MEANING_FILE), settings)
