"""The second look as the worker asks it: which danger a comment is like, and how likely each action is."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.encoder import Encoder
from bot.moderation.second_look.model import Model
from bot.safety.answering import LIKENESS
from bot.safety.lexicon import Sign
from bot.safety.second_look import model as danger


class SecondLook:
    """Both models, over one pass of the encoder. Safe to share between threads."""

    def __init__(self, encoder: Encoder, dangers: danger.SecondLook, model: Model) -> None:
        self._encoder = encoder
        self._dangers = dangers
        self._model = model

    @classmethod
    def load(cls, encoder: Encoder) -> SecondLook:
        """The models that ship with the program. Raises ``ValueError`` when they do not fit this version."""
        return cls(encoder, danger.SecondLook.load(), Model.load())

    def danger(self, redacted: str) -> Sign | None:
        """The danger that a comment is likest to, as a sign with its chance; None when it is not like any."""
        likenesses = self._dangers.look(redacted, self._encoder)
        if not likenesses:
            return None
        likeness = likenesses[0]
        return Sign(likeness.category, LIKENESS, "self", likeness.language, round(likeness.chance, 4))

    def chances(self, redacted: str, fired: Collection[str]) -> Mapping[str, float]:
        """How likely each action is, together 1."""
        return self._model.chances(redacted, fired, self._encoder)
