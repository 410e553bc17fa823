"""Patterns over levelled words, as the tables write them: ``<NAME>`` for a group of words, ``<4>`` for a short gap."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.safety.text import fold


def expand(pattern: str, macros: Mapping[str, str]) -> str:
    """``<KIN>`` becomes its words; ``<4>`` up to four words of any kind, so that no pattern can run away.

    Raises ``KeyError`` for a group that the tables do not have.
    """
    # Macro names keep their capitals; everything else is levelled as text is.
    pattern = "".join(part if part.startswith("<") else fold(part) for part in re.split(r"(<[A-Z]+>)", pattern))
    pattern = re.sub(r"<(\d{1,2})>", r"(?:[^ ]+ ){0,\1}", pattern)
    return re.sub(r"<([A-Z]+)>", lambda match: f"(?:{macros[match.group(1)].replace('| ', '|').strip()})", pattern)


def whole(pattern: str) -> re.Pattern[str]:
    """A pattern that begins and ends at a word's edge, in text whose words stand between single spaces."""
    return re.compile(f"(?<![^ ])(?:{pattern})(?![^ ])")
