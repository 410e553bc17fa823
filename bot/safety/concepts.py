"""Groups of words that mean one thing, and signs made of groups that stand near each other in any order.

A language with free word order and many endings is written as stems: ``bij*`` is every word that begins so. An entry of
several words has ``_`` between them, and ``..`` where up to two words more may stand: ``chce_.._umrzec``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Generic, Protocol, TypeVar

from bot.safety.text import fold

WITHIN = 14
"""Words between the first and the last group of a sign, where the sign does not say otherwise."""
_GAP = 2
_CHINESE = re.compile(r"([\u3400-\u9fff])(?=[\u3400-\u9fff])")

Places = dict[str, list[tuple[int, int]]]
"""For each group found: from which word to which (not included)."""


@dataclass(frozen=True)
class Together:
    """Groups that make a sign when all of them stand within so many words."""

    groups: tuple[str, ...]
    within: int = WITHIN

    def find(self, places: Places) -> tuple[int, int] | None:
        """From which word to which the sign stands, or None. Looks at the nearest place of each group to each of the first's."""
        first, *others = self.groups
        if any(group not in places for group in self.groups):
            return None
        for start, end in places[first]:
            span = (start, end)
            for group in others:
                near = min(places[group], key=lambda place: max(span[1], place[1]) - min(span[0], place[0]))
                span = (min(span[0], near[0]), max(span[1], near[1]))
            if span[1] - span[0] <= self.within:
                return span
        return None


class Combined(Protocol):
    """A sign that stands where any one of its combinations does."""

    @property
    def combinations(self) -> tuple[Together, ...]: ...


Sign = TypeVar("Sign", bound=Combined)


class ByFirstGroup(Generic[Sign]):
    """Signs by the group that each of their combinations begins with: where that is not found, there is nothing to look at."""

    def __init__(self, signs: Iterable[Sign]) -> None:
        self._combined: dict[str, list[tuple[int, Sign, Together]]] = {}
        combined = [(sign, together) for sign in signs for together in sign.combinations]
        for place, (sign, together) in enumerate(combined):
            self._combined.setdefault(together.groups[0], []).append((place, sign, together))

    def standing(self, places: Places) -> Iterator[tuple[Sign, tuple[int, int]]]:
        """Each combination all of whose groups stand near enough, in the order of the signs: from which word to which."""
        begun = [one for group in places for one in self._combined.get(group, ())]
        for _, sign, together in sorted(begun, key=itemgetter(0)):
            span = together.find(places)
            if span is not None:
                yield sign, span


class Concepts:
    """Finds groups in a sentence's words: a look-up a word, however many groups there are."""

    def __init__(self, groups: Mapping[str, str]) -> None:
        self._starts: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name, entries in groups.items():
            for entry in entries.split():
                first, *rest = _tokens(entry)
                self._starts.setdefault(first, []).append((tuple(rest), name))
        self._stems = sorted({len(start) - 1 for start in self._starts if start.endswith("*")})

    def find(self, words: Sequence[str]) -> Places:
        """The groups that occur among the words, each with its places in order."""
        found: Places = {}
        for at, word in enumerate(words):
            for rest, name in self._begun(word):
                end = _rest_fits(rest, words, at + 1)
                if end is not None:
                    found.setdefault(name, []).append((at, end))
        return found

    def _begun(self, word: str) -> Iterable[tuple[tuple[str, ...], str]]:
        yield from self._starts.get(word, ())
        for length in self._stems:
            if length > len(word):
                return
            yield from self._starts.get(f"{word[:length]}*", ())


def _tokens(entry: str) -> list[str]:
    tokens = [token for piece in entry.split("_") for token in _CHINESE.sub(r"\1 ", fold(piece)).split()]
    if not tokens or tokens[0] == "..":
        raise ValueError(f"'{entry}' does not begin with a word")
    return tokens


def _rest_fits(rest: tuple[str, ...], words: Sequence[str], at: int) -> int | None:
    gap = 0
    for part in rest:
        if part == "..":
            gap = _GAP
            continue
        end = next((place for place in range(at, min(at + gap + 1, len(words))) if _fits(part, words[place])), None)
        if end is None:
            return None
        at, gap = end + 1, 0
    return at


def _fits(part: str, word: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part
