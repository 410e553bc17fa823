"""The form in which conversations are written down, and its reader.

    # What this is about: the person and what is hard about it.
    channel: sms
    there is: event in Peterborough     an invented announcement that is on: event, survey, volunteer role, change at gp
    > what the person writes
    > [Done]                      a button of the latest reply, by its title
    < words in the answer         must be said, in this order
    <! words                      must not be said
    ~ 3 days                      silence
    = state submitted             a field of the experience (story, service, provider, type, month, rating, about, permission, state)
    = consent use_anonymously yes
    = person yes                  the team was asked to come in
    = interest yes                the person is down for something; so too: needs (in words), reach (no, chat or sealed)

Letters' case does not matter. Every turn must be answered, and is held to the manners in ``manner.py``.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path

from bot.messages import Channel

FOLDER = Path(__file__).parent / "transcripts"
_SILENCE = re.compile(r"(\d+) (minute|hour|day)s?")


class TranscriptError(Exception):
    """A line that is not in the form; the message names the file and the line."""


@dataclass
class Turn:
    """One message and what must come of it. ``silence`` passes before it."""

    says: str
    silence: dt.timedelta = dt.timedelta()
    heard: list[str] = field(default_factory=list)
    unheard: list[str] = field(default_factory=list)
    records: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Transcript:
    """One conversation."""

    name: str
    channel: Channel
    turns: tuple[Turn, ...]
    there_is: tuple[str, ...] = ()


def read(file: Path) -> Transcript:
    """Raises ``TranscriptError``."""
    channel: Channel | None = None
    turns: list[Turn] = []
    there_is: list[str] = []
    silence = dt.timedelta()
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        sign, _, words = line.strip().partition(" ")
        if not line.strip() or sign == "#":
            continue
        if sign == "channel:":
            channel = Channel(words)
        elif sign == "there" and words.startswith("is: ") and not turns:
            there_is.append(words.removeprefix("is: "))
        elif sign == "~" and (match := _SILENCE.fullmatch(words)):
            silence = dt.timedelta(**{f"{match[2]}s": int(match[1])})
        elif sign == ">":
            turns.append(Turn(words, silence))
            silence = dt.timedelta()
        elif turns and sign == "<":
            turns[-1].heard.append(words)
        elif turns and sign == "<!":
            turns[-1].unheard.append(words)
        elif turns and sign == "=":
            name, _, value = words.rpartition(" ") if words.startswith("consent") else words.partition(" ")
            turns[-1].records.append((name, value))
        else:
            raise TranscriptError(f"{file.name}, line {number}: {line}")
    if channel is None or not turns:
        raise TranscriptError(f"{file.name} names no channel, or nobody says anything")
    return Transcript(file.stem, channel, tuple(turns), tuple(there_is))


def all_of_them() -> list[Path]:
    """The files, in the order of their names."""
    return sorted(FOLDER.glob("*.txt"))
