"""The trained models: which danger a message is like, if any.

A small network looks at every message. What it finds at all worrying is looked at more closely: the encoder's layers, all trained
anew on the same examples, read it once more, and both have half of the say.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from bot.encoder import Encoder, Reading
from bot.encoder.layers import Layers
from bot.safety.lexicon import CATEGORIES
from bot.safety.pieces import COLUMNS, pieces, weight
from bot.safety.second_look.glossary import Glossary
from bot.safety.second_look.network import Matrix, Network

WEIGHTS = Path(__file__).with_name("weights.npz")
CLOSER = Path(__file__).with_name("closer.npz")
LOOKED_AT_CLOSELY = 0.02
"""Least chance of any danger at which the closer look is taken: one in eleven of the benchmark's turns, and all but two in a thousand of
the dangerous messages that this was chosen on (docs/decisions/0022)."""
THRESHOLD = 0.6
"""Least chance of any danger at which staff are alerted: see ``PROVENANCE.md`` for what it costs and finds."""
EMERGENCY_THRESHOLD = 0.3
"""The same where the likeliest is a medical emergency: minutes may count, and few harmless messages are so like one."""
GLOSSED = 0.4
"""The same for a message read by its gloss, in which much of what was said is lost."""
ALSO = 0.15
"""Least chance of a second category at which it is told beside the likeliest, or beside what the door saw (docs/decisions/0022)."""
_LEAST_CHANCE = 1e-6


@dataclass(frozen=True)
class Likeness:
    """What a message is like: the contract's category and the message's language.

    ``chance`` (0 to 1) is that of any danger at all; where this is told beside another category, that of this very one.
    """

    category: str
    chance: float
    language: str = "en"


class SecondLook:
    """The weights and the glossary, loaded once; safe to share between threads."""

    def __init__(self, network: Network, closer: Layers, glossary: Glossary) -> None:
        outcomes = len(CATEGORIES) + 1
        if network.pieces.shape != (COLUMNS, outcomes) or network.bias.shape != (outcomes,):
            raise ValueError(f"{WEIGHTS.name} does not fit this version: train it again.")
        self._network = network
        self._closer = closer
        self._glossary = glossary

    @classmethod
    def load(cls) -> SecondLook:
        """The model that ships with the program, read once in a process."""
        return _shared()

    def look(self, text: str, encoder: Encoder, seen: str | None = None) -> tuple[Likeness, ...]:
        """The dangers to tell of, the likeliest first: none, one, or two where it may well be either.

        Where the door ``seen`` a category already, it is that beside which another is told. A message in another language is read by
        its gloss, which takes the encoder a pass of its own, and in which too much is lost to tell of more than one.
        Of one in English ``encoder`` knows the vector afterwards.
        """
        gloss = self._glossary.gloss(text)
        words, language = (gloss.text, gloss.language) if gloss is not None else (text, "en")
        found = pieces(words)
        if not found or (gloss is not None and seen is not None):
            return ()
        chances = self._chances(encoder.read(words), found)
        danger = 1.0 - float(chances[0])
        likely = dict(zip(CATEGORIES, chances[1:].tolist(), strict=True))
        ranked = sorted(likely, key=lambda category: -likely[category])
        if seen is None and danger < (_least(ranked[0]) if gloss is None else GLOSSED):
            return ()
        told = () if seen is not None else (Likeness(ranked[0], danger, language),)
        other = next(category for category in ranked if category != (seen or ranked[0]))
        if gloss is None and likely[other] >= ALSO:
            return (*told, Likeness(other, likely[other]))
        return told

    def decide(self, text: str, encoder: Encoder, seen: str | None, doubted: str | None) -> tuple[bool, tuple[Likeness, ...]]:
        """Whether what the lexicon saw and the weighed words ``doubted`` stands; and what ``look`` tells. Any danger confirms it."""
        found = self.look(text, encoder, seen)
        if doubted is None or not found:
            return False, found
        return True, self.look(text, encoder, doubted)

    def _chances(self, reading: Reading, found: list[int]) -> Matrix:
        """How likely each outcome is; together 1."""
        first = self._network.chances(reading.vector, reading.fourth, found, weight(found))
        if 1.0 - float(first[0]) < LOOKED_AT_CLOSELY:
            return first
        return together(first, self._closer.logits(reading.embedded))


def _least(likeliest: str) -> float:
    return EMERGENCY_THRESHOLD if likeliest == "medical_emergency" else THRESHOLD


def together(first: Matrix, closer: Matrix) -> Matrix:
    """The chances of the first look and the logits of the closer one as chances, each with half of the say."""
    likely = np.log(first + _LEAST_CHANCE) / 2 + closer / 2
    likely = np.exp(likely - likely.max())
    return np.asarray(likely / likely.sum(), dtype=np.float32)


def labels_of() -> tuple[str, ...]:
    """The model's outcomes in the order of its columns."""
    return ("none", *CATEGORIES)


@lru_cache(maxsize=1)
def _shared() -> SecondLook:
    with np.load(WEIGHTS, allow_pickle=False) as file:
        return SecondLook(Network.unpacked(file), Layers.load(CLOSER), Glossary.load())
