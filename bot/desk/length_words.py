"""How long a reply is on its channel, in words beside the reply box."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from bot.messages import CHANNEL_NAMES, Length

NAMED = 5
"""Odd characters that are named; a reply in another script has more."""


@dataclass(frozen=True)
class Said:
    """``words``: what stands there. ``news``: what is worth saying aloud when it becomes another; empty while all is well."""

    words: str
    news: str = ""


def said(length: Length, channel: str, written: int, longest: int) -> Said:
    """``written`` of at most ``longest`` characters stand in the box for ``channel``, a value of ``bot.messages.Channel``."""
    if written > longest:
        words = f"This is {written} characters long. At most {longest} fit."
        return Said(words, f"Too long. At most {longest} characters fit.")
    return _by_sms(length) if channel == "sms" else _in_messages(length, CHANNEL_NAMES.get(channel, channel))


def _by_sms(length: Length) -> Said:
    if not length.parts:
        return Said(f"A text message holds {length.holds} characters.")
    counts = "1 text message" if length.parts == 1 else f"Counts as {length.parts} text messages, each paid for"
    words = f"{counts}. {_room(length, 'part')}"
    if not length.dear:
        return Said(words, f"{length.parts} text messages" if length.parts > 1 else "")
    named = [char for char in length.dear if unicodedata.category(char) not in ("Mn", "Cf")] or ["A character"]
    odd = " ".join(named[:NAMED]) + (" and others" if len(named) > NAMED else "")
    plain = 160 if length.parts == 1 else 153
    cost = f"{odd}: not in the plain alphabet of text messages, so one holds {length.holds} characters and not {plain}."
    if length.without and length.without < length.parts:
        cost += f" Without that it would be {_many(length.without, 'text message')}."
    return Said(f"{words} {cost}", f"{words} {cost}")


def _in_messages(length: Length, channel: str) -> Said:
    unit = "characters" if length.unit == "characters" else "bytes (a plain letter is one, an emoji four)"
    limit = f"{channel} takes {length.holds:,} {unit} in one message."
    if length.parts < 2:
        return Said(f"{limit} {_room(length, 'message')}" if length.parts else limit)
    return Said(f"{length.parts} messages, one after the other. {limit}", f"{length.parts} messages")


def _room(length: Length, name: str) -> str:
    unit = "byte" if length.unit == "bytes" else "character"
    return f"Room for {_many(length.left, f'more {unit}')}{f' in the last {name}' if length.parts > 1 else ''}."


def _many(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"
