"""The trained model: which of the contract's comment actions a comment is like, and how surely.

Logistic regression over the encoder's vector of the redacted comment, its words and pieces of words, and what the rules said of it:
so that it has learned where the rules are to be trusted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.encoder import DIMENSIONS, Encoder
from bot.moderation.classify import ACTIONS
from bot.safety.pieces import COLUMNS, pieces, weight

Matrix = npt.NDArray[np.float32]
WEIGHTS = Path(__file__).with_name("weights.npz")
VECTOR_SCALE, RULE_SCALE = 3.0, 0.5
"""Weight of the vectors and of the rules' word against the pieces of words."""


@dataclass(frozen=True)
class Model:
    """The weights. Shapes: vector (768, actions), rules (actions, actions), pieces (32768, actions), bias (actions)."""

    vector: Matrix
    rules: Matrix
    pieces: Matrix
    bias: Matrix

    def __post_init__(self) -> None:
        count = len(ACTIONS)
        shapes = {"vector": (2 * DIMENSIONS, count), "rules": (count, count), "pieces": (COLUMNS, count), "bias": (count,)}
        if any(getattr(self, name).shape != shape for name, shape in shapes.items()):
            raise ValueError(f"{WEIGHTS.name} does not fit this version: train it again.")

    @classmethod
    def load(cls) -> Model:
        """The model that ships with the program. Raises ``ValueError`` when it does not fit this version."""
        with np.load(WEIGHTS, allow_pickle=False) as file:
            return cls.unpacked(file)

    def chances(self, redacted: str, fired: Collection[str], encoder: Encoder) -> dict[str, float]:
        """How likely each action is, together 1. ``fired`` are the actions that the rules gave grounds for."""
        found = pieces(redacted)
        scores = self.bias + encoder.encode_twice([redacted])[0] @ self.vector * VECTOR_SCALE
        scores += self.pieces[found].sum(axis=0) * weight(found)
        scores += said(fired) @ self.rules * RULE_SCALE
        likely = np.exp(scores - scores.max())
        return dict(zip(ACTIONS, (likely / likely.sum()).tolist(), strict=True))

    def packed(self) -> dict[str, npt.NDArray[Any]]:
        """The weights for a file, as float16, the many of the pieces as int8 with a scale."""
        scale = float(np.abs(self.pieces).max() / 127) or 1.0
        small = {name: getattr(self, name).astype(np.float16) for name in ("vector", "rules", "bias")}
        return {**small, "pieces": np.rint(self.pieces / scale).astype(np.int8), "scale": np.float32(scale)}

    @classmethod
    def unpacked(cls, file: Mapping[str, npt.NDArray[Any]]) -> Model:
        """What ``packed`` made."""
        large = {name: file[name].astype(np.float32) for name in ("vector", "rules", "bias")}
        return cls(pieces=file["pieces"].astype(np.float32) * file["scale"], **large)


def said(fired: Collection[str]) -> Matrix:
    """The rules' word as numbers: 1 for each action that they gave grounds for."""
    return np.array([action in fired for action in ACTIONS], np.float32)
