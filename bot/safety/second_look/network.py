"""The second look's arithmetic: what a text's word pieces, its vector and its words say of each outcome.

A network reads one layer of the encoder. Its features are the strongest and the mean answer, over all
word pieces, to questions it has learned; so one clause of danger in a long message counts as much as a short message.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
VECTOR_SCALE = 1.5
"""Weight of the sentence vector against the rest."""
QUESTIONS = 256


@dataclass(frozen=True)
class Network:
    """The weights. Shapes: ask (384, questions), asked (questions,), say (2 * questions, outcomes), and so on."""

    ask: Matrix
    asked: Matrix
    say: Matrix
    vector: Matrix
    pieces: Matrix
    bias: Matrix

    def chances(self, vector: Matrix, states: Matrix, found: list[int], weight: float) -> Matrix:
        """How likely each outcome is, together 1. ``states``: (pieces, 384) of the fourth layer; ``found``: the text's columns."""
        answers = np.maximum(states @ self.ask + self.asked, 0.0)
        scores = np.concatenate([answers.max(axis=0), answers.mean(axis=0)]) @ self.say + self.bias
        scores += vector @ self.vector * VECTOR_SCALE + self.pieces[found].sum(axis=0) * weight
        likely = np.exp(scores - scores.max())
        return np.asarray(likely / likely.sum(), dtype=np.float32)

    def packed(self) -> dict[str, npt.NDArray[Any]]:
        """The weights for a file, as float16, the many of the pieces as int8 with a scale."""
        scale = float(np.abs(self.pieces).max() / 127) or 1.0
        small = {name: getattr(self, name).astype(np.float16) for name in ("ask", "asked", "say", "vector", "bias")}
        return {**small, "pieces": np.rint(self.pieces / scale).astype(np.int8), "scale": np.float32(scale)}

    @classmethod
    def joined(cls, networks: Sequence[Network]) -> Network:
        """One network whose scores are the mean of those of several."""
        halves = [np.split(one.say, 2) for one in networks]
        say = np.concatenate([*(strongest for strongest, _ in halves), *(mean for _, mean in halves)]) / len(networks)
        ask = np.concatenate([one.ask for one in networks], axis=1)
        asked = np.concatenate([one.asked for one in networks])
        vector, pieces, bias = (np.mean([getattr(one, name) for one in networks], axis=0) for name in ("vector", "pieces", "bias"))
        return cls(ask, asked, say, vector, pieces, bias)

    @classmethod
    def unpacked(cls, file: Mapping[str, npt.NDArray[Any]]) -> Network:
        """What ``packed`` made."""
        large = {name: file[name].astype(np.float32) for name in ("ask", "asked", "say", "vector", "bias")}
        return cls(pieces=file["pieces"].astype(np.float32) * file["scale"], **large)
