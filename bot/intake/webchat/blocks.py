"""Cuts a reply into paragraphs and lists, so that a list is one to a screen reader too, and not a row of dashes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.intake.webchat.links import Part

_MARK = "- "
"""How the house's texts begin a line of a list: channels that show plain text show it as it is."""


@dataclass(frozen=True)
class Block:
    """A paragraph with one item, which may have line breaks; or, ``listed``, a list of several."""

    items: tuple[tuple[Part, ...], ...]
    listed: bool = False


def blocks(parts: Sequence[Part]) -> tuple[Block, ...]:
    """Lines that begin with a dash become lists; what stands between them, or between empty lines, paragraphs."""
    found: list[Block] = []
    going_on = False
    for line in _lines(parts):
        last = found[-1] if going_on else None
        if not any(part.text.strip() for part in line):
            going_on = False
            continue
        if line[0].href is None and line[0].text.startswith(_MARK):
            listed = last is not None and last.listed
            before = found.pop().items if listed else ()
            found.append(Block((*before, _without_mark(line)), listed=True))
        elif last is not None and not last.listed:
            found[-1] = Block(((*last.items[0], Part("\n"), *line),))
        else:
            found.append(Block((line,)))
        going_on = True
    return tuple(found)


def _lines(parts: Sequence[Part]) -> Iterator[tuple[Part, ...]]:
    line: list[Part] = []
    for part in parts:
        first, *more = [part] if part.href else [Part(text) for text in part.text.split("\n")]
        if first.text:
            line.append(first)
        for piece in more:
            yield tuple(line)
            line = [piece] if piece.text else []
    yield tuple(line)


def _without_mark(line: tuple[Part, ...]) -> tuple[Part, ...]:
    text = line[0].text.removeprefix(_MARK).lstrip()
    return (Part(text), *line[1:]) if text else line[1:]
