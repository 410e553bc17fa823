"""The trained model: which danger a message is like, if any."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from bot.encoder import Encoder
from bot.safety.lexicon import CATEGORIES
from bot.safety.pieces import COLUMNS, pieces, weight
from bot.safety.second_look.glossary import Glossary
from bot.safety.second_look.network import Network

WEIGHTS = Path(__file__).with_name("weights.npz")
THRESHOLD = 0.5
"""Least chance of any danger at which staff are alerted: see ``PROVENANCE.md`` for what it costs and finds."""
GLOSSED = 0.4
"""The same for a message read by its gloss, in which much of what was said is lost."""


@dataclass(frozen=True)
class Likeness:
    """What a message is like: the contract's category, the chance (0 to 1) that it is any danger at all, its language."""

    category: str
    chance: float
    language: str = "en"


class SecondLook:
    """The weights and the glossary, loaded once; safe to share between threads."""

    def __init__(self, network: Network, glossary: Glossary) -> None:
        outcomes = len(CATEGORIES) + 1
        if network.pieces.shape != (COLUMNS, outcomes) or network.bias.shape != (outcomes,):
            raise ValueError(f"{WEIGHTS.name} does not fit this version: train it again.")
        self._network = network
        self._glossary = glossary

    @classmethod
    def load(cls) -> SecondLook:
        """The model that ships with the program, read once in a process."""
        return _shared()

    def look(self, text: str, encoder: Encoder) -> Likeness | None:
        """What a message is like; None when it is not like danger. ``encoder`` knows its vector afterwards.

        A message in another language is read by its gloss, which takes the encoder a pass of its own.
        """
        gloss = self._glossary.gloss(text)
        words, language = (gloss.text, gloss.language) if gloss is not None else (text, "en")
        found = pieces(words)
        if not found:
            return None
        chances = self._network.chances(encoder.read(words), found, weight(found))
        danger = 1.0 - float(chances[0])
        if danger < (THRESHOLD if gloss is None else GLOSSED):
            return None
        return Likeness(CATEGORIES[int(chances[1:].argmax())], danger, language)


def labels_of() -> tuple[str, ...]:
    """The model's outcomes in the order of its columns."""
    return ("none", *CATEGORIES)


@lru_cache(maxsize=1)
def _shared() -> SecondLook:
    with np.load(WEIGHTS, allow_pickle=False) as file:
        return SecondLook(Network.unpacked(file), Glossary.load())
