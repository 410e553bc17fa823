"""What every rule is: it offers candidates with a score, and the words around a candidate may raise it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

THRESHOLD = 0.4
"""A candidate below this is no finding. A rule starts what only context makes personal below it."""


@dataclass(frozen=True)
class Candidate:
    """A stretch of cleaned text; ``in_context`` is the score it has when the rule's context words stand near."""

    start: int
    end: int
    score: float
    in_context: float | None = None


class Rule:
    """One kind of personal detail. A subclass names its ``entity``, its ``context`` and offers ``candidates``."""

    entity: ClassVar[str]
    context: ClassVar[re.Pattern[str] | None] = None
    """Words that make a candidate more likely, looked for in the 40 characters before and the 20 after it."""
    before: ClassVar[int] = 40
    after: ClassVar[int] = 20

    def candidates(self, text: str) -> Iterable[Candidate]:
        """Every stretch that looks like this detail."""
        raise NotImplementedError

    def enhance(self, text: str, candidate: Candidate) -> Candidate:
        """The candidate with the score its surroundings give it."""
        if candidate.in_context is None or candidate.in_context <= candidate.score or not self.near(text, candidate.start, candidate.end):
            return candidate
        return Candidate(candidate.start, candidate.end, candidate.in_context)

    def near(self, text: str, start: int, end: int) -> bool:
        """Whether a context word stands near the range, which itself does not count."""
        if self.context is None:
            return False
        ahead, behind = text[max(0, start - self.before) : start], text[end : end + self.after]
        return bool(self.context.search(ahead) or self.context.search(behind))

    def find(self, text: str) -> Iterator[Candidate]:
        """The candidates that hold, context counted."""
        for candidate in self.candidates(text):
            enhanced = self.enhance(text, candidate)
            if enhanced.score >= THRESHOLD:
                yield enhanced


def words(*alternatives: str) -> re.Pattern[str]:
    """A pattern for whole words in any case; each argument is a regular expression or several parted by ``|``."""
    return re.compile(r"(?<!\w)(?:" + "|".join(alternatives) + r")(?!\w)", re.IGNORECASE)


def digits(text: str) -> str:
    """Only the digits."""
    return "".join(character for character in text if character.isdigit())


def word_set(text: str) -> frozenset[str]:
    """The words of a line as a set, for lists short enough to stand in code."""
    return frozenset(text.split())
