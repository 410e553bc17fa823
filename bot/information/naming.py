"""Names of articles, topics and announcements, made from what an editor typed: small letters and figures, and never one that is taken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

LONGEST = 40
"""Characters of a name: what the audit trail and a topic's column hold."""
_ROOM_FOR_A_NUMBER = 4


def named(words: str, join: str = "_") -> str:
    """The words as a name: ``Hearing aids & loops`` is hearing_aids_loops. Empty when no letter or figure is left."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", join, plain).strip(join)


def unused(words: str, taken: Callable[[str], bool], join: str = "_") -> str:
    """A name from the words that nothing has yet: as many whole words as fit, and a number where they are taken."""
    whole, longest = named(words, join), LONGEST - _ROOM_FOR_A_NUMBER
    base = whole if len(whole) <= longest else whole[: longest + 1].rpartition(join)[0] or whole[:longest]
    base = base or "page"
    name, number = base, 2
    while taken(name):
        name, number = f"{base}{join}{number}", number + 1
    return name
