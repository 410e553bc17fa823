"""The whole judgement of a message, lexicon first and then the second look: for ``quietword try safety`` and for measurements."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.encoder import Encoder
from bot.safety.lexicon import Lexicon
from bot.safety.second_look.model import SecondLook


def classifier(encoder: Encoder) -> Callable[[str], str]:
    """A function from a message to the contract's safety category, or ``none``."""
    lexicon, second_look = Lexicon.load(), SecondLook.load()

    def classify(text: str) -> str:
        sign = lexicon.check(text)
        if sign is not None:
            return sign.category
        likeness = second_look.look(text, encoder.encode([text])[0]) if text.strip() else None
        return likeness.category if likeness is not None else "none"

    return classify


def judge(encoder: Encoder) -> Callable[[Mapping[str, object]], dict[str, object]]:
    """``{"id", "text"}`` to ``{"id", "category"}``."""
    classify = classifier(encoder)
    return lambda line: {"id": line["id"], "category": classify(str(line["text"]))}
