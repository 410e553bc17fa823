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

    The door reads what the person wrote, the second look what ``redact`` leaves of it, and what the door only suspects waits for that: as
    in the running system.
    ``second_look`` may be another than what ships.
    """
    door, second_look = Door.load(), second_look or SecondLook.load()

    def tell(text: str) -> tuple[str, ...]:
        sign, words = door.check(text), redact(text)
        seen = sign.category if sign is not None and not sign.waits else None
        doubted = sign.category if sign is not None and sign.waits and sign.chance is None else None
        stands, likenesses = second_look.decide(words, encoder, seen, doubted) if words.strip() else (False, ())
        others = tuple(one.category for one in likenesses)
        if sign is None or (seen is None and not stands):
            return others
        return (*others, sign.category) if any(one.chance >= SURER for one in likenesses) else (sign.category, *others)

    return tell


def judge(encoder: Encoder, redact: Callable[[str], str] = as_it_is) -> Callable[[Mapping[str, object]], dict[str, object]]:
    """``{"id", "text"}`` to ``{"id", "category"}``: the likeliest of what ``teller`` tells of, or ``none``."""
    tell = teller(encoder, redact)
    return lambda line: {"id": line["id"], "category": next(iter(tell(str(line["text"]))), "none")}
