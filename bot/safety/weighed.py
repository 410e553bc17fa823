"""Words weighed at the door: what a message is like by its words alone, for when no sign of the lexicon stands in it.

A table of small whole numbers that ``bot.safety.second_look.train`` writes: no model library, no numpy, a fifth of a
millisecond. It works with the worker stopped, and speaks only when it is surer than the second look has to be.
"""

from __future__ import annotations

import json
import math
import zlib
from array import array
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.safety.lexicon import CATEGORIES, Lexicon, Sign
from bot.safety.pieces import COLUMNS, pieces, weight

TABLE = Path(__file__).with_name("weighed.bin")
SIGN_ID = "weighed-words"
LEAST = 0.85
"""Least chance of one category at which staff are alerted: ``second_look/PROVENANCE.md`` says what it costs and finds."""
_OUTCOMES = len(CATEGORIES) + 1


@dataclass(frozen=True)
class Weighed:
    """The table: for each column a weight for none and for each category, in steps of ``scale``."""

    weights: array[int]
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
        return Weighed(weights, float(head["scale"]), tuple(head["bias"]))

    def look(self, text: str) -> Sign | None:
        """What the words are like, with the chance of it; None when they are not surely like any one danger."""
        found = pieces(text)
        if not found:
            return None
        step = self.scale * weight(found)
        totals = [0] * _OUTCOMES
        for column in found:
            at = column * _OUTCOMES
            totals = [total + one for total, one in zip(totals, self.weights[at : at + _OUTCOMES], strict=True)]
        scores = [total * step + bias for total, bias in zip(totals, self.bias, strict=True)]
        highest = max(scores)
        likely = [math.exp(score - highest) for score in scores]
        best = max(range(1, _OUTCOMES), key=likely.__getitem__)
        chance = likely[best] / sum(likely)
        return Sign(CATEGORIES[best - 1], SIGN_ID, "self", chance=round(chance, 4)) if chance >= LEAST else None


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
        """The danger sign in a message as the person wrote it, or None. A sign of the weighed words has a ``chance``."""
        return self._lexicon.check(text) or self._weighed.look(text)
