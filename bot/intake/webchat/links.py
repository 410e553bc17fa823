"""Finds what can be pressed in a reply: web addresses, and telephone numbers as people write them in the UK."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PRESSABLE = re.compile(
    r"""
    (?P<link>https?://[^\s<>"']*[^\s<>"'.,;:!?)\]])
    | (?<![\d/.-])(?P<phone>0\d{2,4}[ ]?\d{3}[ ]?\d{3,4}|0800[ ]?\d{2,4}[ ]?\d{2,4})(?![\d-])
    | (?<=call[ ])(?P<call>999|116[ ]\d{3}|1\d\d)(?!\d)
    | (?<=ring[ ])(?P<ring>999|116[ ]\d{3}|1\d\d)(?!\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Part:
    """A stretch of text; with ``href`` it can be pressed."""

    text: str
    href: str | None = None


def parts(text: str) -> tuple[Part, ...]:
    """``text`` cut into plain and pressable stretches; joined again they are the text."""
    found, end = [], 0
    for match in _PRESSABLE.finditer(text):
        if match.start() > end:
            found.append(Part(text[end : match.start()]))
        link = match["link"]
        found.append(Part(match[0], link or f"tel:{re.sub(r'[^0-9]', '', match[0])}"))
        end = match.end()
    if end < len(text) or not found:
        found.append(Part(text[end:]))
    return tuple(found)
