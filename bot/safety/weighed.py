"""Words weighed at the door: what a message is like by its words alone, where no sign of the lexicon stands in it or all else
speaks against one that does.

A table of small whole numbers that ``bot.safety.second_look.train`` writes: no model library, no numpy, a fifth of a
millisecond. It works with the worker stopped, and speaks only when it is surer than the second look has to be. What it says is a
suspicion: it waits a few seconds for the second look, which knows better (``bot.safety.suspicion``).
"""

from __future__ import annotations

import json
import math
import zlib
from array import array
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from bot.safety.lexicon import CATEGORIES, Lexicon, Sign
from bot.safety.pieces import COLUMNS, levelled, pieces, weight

TABLE = Path(__file__).with_name("weighed.bin")
SIGN_ID = "weighed-words"
LEAST = 0.85
"""Least chance of one category at which staff are alerted: ``second_look/PROVENANCE.md`` says what it costs and finds."""
DOUBT = 0.4
"""Least chance of no danger, of the message and of the sentences with signs alone, at which these wait for the second look:
docs/decisions/0012 says what that costs and saves."""
DOUBTED_WORDS = range(12, 61)
"""How many words such a message has: a bare call for help weighs little and never waits, and of a long story not all is weighed."""
_OUTCOMES = len(CATEGORIES) + 1


@dataclass(frozen=True)
class Weighed:
    """The table: for none and for each category a weight for each column, in steps of ``scale``."""

    weights: tuple[array[int], ...]
    scale: float
    bias: tuple[float, ...]

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> Weighed:
        """The table that ships with the program, read once. Raises ``ValueError`` when it does not fit this version."""
        first, _, packed = TABLE.read_bytes().partition(b"\n")
        head = json.loads(first)
        weights = array("b", zlib.decompress(packed))
        if len(weights) != COLUMNS * _OUTCOMES or len(head["bias"]) != _OUTCOMES:
            raise ValueError(f"{TABLE.name} does not fit this version: train it again.")
        by_outcome = tuple(weights[outcome::_OUTCOMES] for outcome in range(_OUTCOMES))
        return Weighed(by_outcome, float(head["scale"]), tuple(head["bias"]))

    def look(self, text: str) -> Sign | None:
        """What the words are like, with the chance of it; None when they are not surely like any one danger."""
        chances = self._chances(text)
        best = max(range(1, _OUTCOMES), key=chances.__getitem__)
        chance = round(chances[best], 4)
        return Sign(CATEGORIES[best - 1], SIGN_ID, "self", chance=chance, waits=True) if chances[best] >= LEAST else None

    def doubts(self, text: str) -> bool:
        """Whether the words are so harmless that a sign among them may mean something else: a joke, a tale, a title."""
        return self._chances(text)[0] >= DOUBT

    def _chances(self, text: str) -> list[float]:
        """How likely each outcome is, that of no danger first; together 1."""
        found = pieces(text)
        if not found:
            return [1.0] + [0.0] * len(CATEGORIES)
        step = self.scale * weight(found)
        scores = [sum(map(of.__getitem__, found)) * step + bias for of, bias in zip(self.weights, self.bias, strict=True)]
        highest = max(scores)
        likely = [math.exp(score - highest) for score in scores]
        return [one / sum(likely) for one in likely]


class Door:
    """What the front door asks of a message: the lexicon first, then the weighed words. Safe to share between threads."""

    def __init__(self, lexicon: Lexicon, weighed: Weighed) -> None:
        self._lexicon = lexicon
        self._weighed = weighed

    @classmethod
    def load(cls) -> Door:
        """Both as they ship with the program."""
        return cls(Lexicon.load(), Weighed.load())

    def check(self, text: str) -> Sign | None:
        """The danger sign in a message as the person wrote it, or None. A sign of the weighed words has a ``chance`` and ``waits``,
        and so does one of the lexicon's that they doubt: in English only, which is all they know.
        """
        sign = self._lexicon.check(text)
        if sign is None:
            return self._weighed.look(text)
        return replace(sign, waits=True) if sign.language == "en" and self._doubted(text) else sign

    def _doubted(self, text: str) -> bool:
        if sum(word != "," for word in levelled(text).split()) not in DOUBTED_WORDS or not self._weighed.doubts(text):
            return False
        # Harmless sentences around a plain one do not make that harmless.
        return all(self._weighed.doubts(sentence) for sentence in self._lexicon.where(text))
