"""The whole judgement of a message, the door's first and then the second look: for ``quietword try safety`` and for measurements."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.encoder import Encoder
from bot.safety.second_look.model import SecondLook
from bot.safety.weighed import Door


def as_it_is(text: str) -> str:
    """The text itself."""
    return text


def classifier(encoder: Encoder, redact: Callable[[str], str] = as_it_is) -> Callable[[str], str]:
    """A function from a message to the contract's safety category, or ``none``: where both speak, the second look's, which is then surer.

    The door reads what the person wrote, the second look what ``redact`` leaves of it: as in the running system.
    """
    door, second_look = Door.load(), SecondLook.load()

    def classify(text: str) -> str:
        sign = door.check(text)
        words = redact(text)
        if not words.strip():
            likeness = None
        elif sign is None:
            likeness = second_look.look(words, encoder)
        else:
            likeness = second_look.another(words, encoder, sign.category)
        if likeness is not None:
            return likeness.category
        return sign.category if sign is not None else "none"

    return classify


def judge(encoder: Encoder, redact: Callable[[str], str] = as_it_is) -> Callable[[Mapping[str, object]], dict[str, object]]:
    """``{"id", "text"}`` to ``{"id", "category"}``."""
    classify = classifier(encoder, redact)
    return lambda line: {"id": line["id"], "category": classify(str(line["text"]))}
