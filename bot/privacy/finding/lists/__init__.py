"""Word lists the rules ask: names, words that are no names, towns, common words, published numbers. Read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class WordLists:
    """All in lower case. The files say where their words come from."""

    first_names: frozenset[str]
    """First names that are nothing else: enough to be a name on their own."""
    ambiguous_names: frozenset[str]
    """First names that are also words, places, months or parts of a hospital's name: a name only with more to go by."""
    cased_names: frozenset[str]
    """First names that need their capital."""
    surnames: frozenset[str]
    not_names: frozenset[str]
    """Phrases of services, wards, hospitals, conditions, medicines, peoples and faiths."""
    towns: frozenset[str]
    common: frozenset[str]
    """Ordinary English words, none of them an unambiguous first name."""


@lru_cache(maxsize=1)
def word_lists() -> WordLists:
    """The lists as shipped; 10 ms the first time."""
    ambiguous = _read("ambiguous_names.txt")
    cased = _read("cased_names.txt") - ambiguous
    first = _read("first_names.txt") - ambiguous - cased
    return WordLists(
        first_names=first,
        ambiguous_names=ambiguous,
        cased_names=cased,
        surnames=_read("surnames.txt"),
        not_names=_read("not_names.txt"),
        towns=_read("towns.txt"),
        common=_read("common_words.txt") - first,
    )


def read_lines(name: str) -> list[str]:
    """The entries of a list file: one or more to a line, separated by commas; ``#`` starts a comment."""
    text = (_FOLDER / name).read_text(encoding="utf-8")
    lines = (line.partition("#")[0] for line in text.splitlines())
    return [entry.strip() for line in lines for entry in line.split(",") if entry.strip()]


def _read(name: str) -> frozenset[str]:
    return frozenset(entry.lower().replace("\u2019", "'") for entry in read_lines(name))
