"""A question as the search and the judgement see it, read once: its words levelled, their vector, and what it is likely about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.encoder import Encoder
from bot.information.places import Places
from bot.information.subjects import Subjects
from bot.information.words import tidy


@dataclass(frozen=True)
class Question:
    """``words``: the text levelled; ``vector``: of those words; ``likely``: what ``Subjects.judge`` says of them, by name."""

    text: str
    words: str
    vector: npt.NDArray[np.float32]
    likely: dict[str, float]


class Reader:
    """Reads questions: one pass of the encoder, and none when the turn has encoded the same words already."""

    def __init__(self, encoder: Encoder, subjects: Subjects) -> None:
        self._encoder = encoder
        self._subjects = subjects

    def read(self, text: str) -> Question:
        """The question of a text (personal details already taken out)."""
        words = levelled(text) or tidy(text)
        vector = self._encoder.encode([words])[0]
        return Question(text, words, vector, dict(zip(self._subjects.names, map(float, self._subjects.judge(words, vector)), strict=True)))


def levelled(text: str) -> str:
    """A text as it is compared: tidy, and without places, which say nothing of a subject."""
    return tidy(Places.load().left_out(text))
