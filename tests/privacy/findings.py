"""What the tests of this room share: what a rule finds in a text, and the marked-up messages."""

from __future__ import annotations

import re
from pathlib import Path

from bot.privacy.finding.cleaned import clean
from bot.privacy.finding.rule import Rule

_MESSAGES = Path(__file__).with_name("messages")
_MARK = re.compile(r"\{([A-Z_]+)\|([^}]*)\}")


def found(rule: Rule, text: str) -> list[str]:
    """The stretches the rule finds, longest of overlapping ones, in order."""
    cleaned = clean(text)
    ranges = sorted({(one.start, one.end) for one in rule.find(cleaned.text)}, key=lambda one: (one[0], -one[1]))
    kept: list[tuple[int, int]] = []
    for start, end in ranges:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return [text[slice(*cleaned.back(start, end))] for start, end in kept]


def personal_messages() -> list[tuple[str, list[tuple[str, str]]]]:
    """Each message without its marks, and its details as (type, detail), in order."""
    return [(_MARK.sub(r"\2", line), _MARK.findall(line)) for line in _lines("personal.txt")]


def harmless_messages() -> list[str]:
    """Messages in which nothing may be hidden."""
    return _lines("nothing_personal.txt")


def _lines(name: str) -> list[str]:
    return [line for line in (_MESSAGES / name).read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
