"""The trained model: which danger a message is like, if any."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.safety.lexicon import CATEGORIES
from bot.safety.second_look.features import PIECES, pieces, weight

WEIGHTS = Path(__file__).with_name("weights.npz")
VECTOR_SCALE = 1.5
"""Weight of the sentence vector against the pieces."""
THRESHOLD = 0.5
"""Least chance of any danger at which staff are alerted: see ``PROVENANCE.md`` for what it costs and finds."""


@dataclass(frozen=True)
class Likeness:
    """What a message is like: the contract's category, and the chance (0 to 1) that it is any danger at all."""

    category: str
    chance: float


class SecondLook:
    """The weights, loaded once; safe to share between threads."""

    def __init__(self, weights: npt.NDArray[np.float32], bias: npt.NDArray[np.float32]) -> None:
        if weights.shape[0] != len(CATEGORIES) + 1 or weights.shape[1] <= PIECES or bias.shape != (len(CATEGORIES) + 1,):
            raise ValueError(f"{WEIGHTS.name} does not fit this version: train it again.")
        self._vector = np.ascontiguousarray(weights[:, :-PIECES] * VECTOR_SCALE)
        self._pieces = np.ascontiguousarray(weights[:, -PIECES:].T)
        self._bias = bias

    @classmethod
    def load(cls) -> SecondLook:
        """The model that ships with the program, read once in a process."""
        return _shared()

    def look(self, text: str, vector: npt.NDArray[np.float32]) -> Likeness | None:
        """What a message is like, given its sentence vector (384 numbers); None when it is not like danger."""
        found = pieces(text)
        if not len(found):
            return None
        scores = self._vector @ vector + self._pieces[found].sum(axis=0) * weight(found) + self._bias
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        danger = 1.0 - float(chances[0])
        if danger < THRESHOLD:
            return None
        return Likeness(CATEGORIES[int(chances[1:].argmax())], danger)


def labels_of() -> tuple[str, ...]:
    """The model's outcomes in the order of its rows."""
    return ("none", *CATEGORIES)


@lru_cache(maxsize=1)
def _shared() -> SecondLook:
    with np.load(WEIGHTS, allow_pickle=False) as file:
        return SecondLook(file["weights"].astype(np.float32), file["bias"])
