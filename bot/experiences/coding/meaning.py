"""Logistic regression over the sentence encoder's own vector: a fifth of a suggestion, and the part that knows rare topics best.

The other two voices learn a topic from its cases; this one needs few, because the encoder learned what sentences mean elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.encoder import Encoder

WORDS = 120
"""Words read at once, about half of what the encoder takes; a longer story is read in parts."""


@dataclass(frozen=True)
class Meaning:
    """``weights``: a row for each number of the encoder's vector, a column for each topic."""

    encoder: Encoder
    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]

    @classmethod
    def load(cls, path: Path) -> Meaning:
        """Reads an .npz that ``save`` wrote."""
        with np.load(path, allow_pickle=False) as file:
            return cls(Encoder.load(), file["weights"].astype(np.float32), file["bias"])

    def save(self, path: Path) -> None:
        """Writes the weights as float16."""
        np.savez_compressed(path, weights=self.weights.astype(np.float16), bias=self.bias)

    def logits(self, text: str) -> npt.NDArray[np.float32]:
        """One number for each topic: the highest that any part of the text has."""
        words = text.split()
        parts = [" ".join(words[at : at + WORDS]) for at in range(0, max(len(words), 1), WORDS)]
        out: npt.NDArray[np.float32] = (np.array(self.encoder.encode(parts)) @ self.weights + self.bias).max(0)
        return out
