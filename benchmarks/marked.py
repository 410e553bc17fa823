"""Messages with their personal details marked: ``{TYPE|detail}`` in a text file, a message a line, ``\\n`` for a line break."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).with_name("data")
_MARK = re.compile(r"\{([A-Z_]+)\|([^}]*)\}")


@dataclass(frozen=True)
class Detail:
    """A stretch of a message, in code points, and its type in the contract."""

    start: int
    end: int
    type: str


@dataclass(frozen=True)
class Message:
    """What a person wrote, without the marks, and what of it is personal."""

    text: str
    details: tuple[Detail, ...]


def read(path: Path) -> list[Message]:
    """The messages of a file; lines that start with ``#`` are comments."""
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return [_message(line.replace("\\n", "\n")) for line in lines]


def _message(line: str) -> Message:
    details, text, at = [], "", 0
    for mark in _MARK.finditer(line):
        text += line[at : mark.start()]
        details.append(Detail(len(text), len(text) + len(mark[2]), mark[1]))
        text += mark[2]
        at = mark.end()
    return Message(text + line[at:], tuple(details))
