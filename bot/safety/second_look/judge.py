"""The whole judgement of a message, the door's first and then the second look: for ``quietword try safety`` and for measurements."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.encoder import Encoder
from bot.safety.second_look.model import SecondLook
from bot.safety.weighed import Door

SURER = 0.5
"""Least chance of another category at which it is the likelier one, where the door saw one already."""


def as_it_is(text: str) -> str:
    """The text itself."""
    return text


def teller(
    encoder: Encoder, redact: Callable[[str], str] = as_it_is, second_look: SecondLook | None = None
) -> Callable[[str], tuple[str, ...]]:
    """A function from a message to the contract's safety categories that people are told of, the likeliest first; empty for none.

    The door reads what the person wrote, the second look what ``redact`` leaves of it: as in the running system.
    ``second_look`` may be another than what ships.
    """
    door, second_look = Door.load(), second_look or SecondLook.load()

    def tell(text: str) -> tuple[str, ...]:
        sign = door.check(text)
        words = redact(text)
        likenesses = second_look.look(words, encoder, sign.category if sign is not None else None) if words.strip() else ()
        others = tuple(one.category for one in likenesses)
        if sign is None:
            return others
        return (*others, sign.category) if any(one.chance >= SURER for one in likenesses) else (sign.category, *others)

    return tell


def judge(encoder: Encoder, redact: Callable[[str], str] = as_it_is) -> Callable[[Mapping[str, object]], dict[str, object]]:
    """``{"id", "text"}`` to ``{"id", "category"}``: the likeliest of what ``teller`` tells of, or ``none``."""
    tell = teller(encoder, redact)
    return lambda line: {"id": line["id"], "category": next(iter(tell(str(line["text"]))), "none")}
