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
    return re.compile(r"(?<!\w)(?:" + by_letter("|".join(alternatives)) + r")(?!\w)", re.IGNORECASE)


_LETTER_FIRST = re.compile(r"[a-z](?![?*+{])")
_PART = re.compile(r"\\.|\[\^?(?:\\.|.)(?:\\.|[^\]\\])*\]|[()|]")
"""What counts on the way to the next bar: an escape, a set, a bracket, a bar."""


def by_letter(alternatives: str) -> str:
    """The same alternatives, those that begin with one letter under one roof: where none begins, a search goes on the sooner.

    None is moved past one that begins with something else than a letter from a to z, so that the same one is found as before.
    """
    groups: list[tuple[str, list[str]]] = []
    since = 0
    for one in _parted(alternatives):
        letter = one[0] if _LETTER_FIRST.match(one) else ""
        same = next((rest for initial, rest in groups[since:] if initial == letter), None) if letter else None
        if same is not None:
            same.append(one[1:])
        else:
            groups.append((letter, [one[len(letter) :]]))
        if not letter:
            since = len(groups)
    return "|".join(f"{letter}(?:{'|'.join(rest)})" if len(rest) > 1 else letter + rest[0] for letter, rest in groups)


def _parted(alternatives: str) -> list[str]:
    """At its bars, those inside brackets left out."""
    bars, depth = [-1], 0
    for part in _PART.finditer(alternatives):
        depth += (part[0] == "(") - (part[0] == ")")
        if part[0] == "|" and not depth:
            bars.append(part.start())
    return [alternatives[bar + 1 : end] for bar, end in zip(bars, [*bars[1:], len(alternatives)], strict=True)]


def digits(text: str) -> str:
    """Only the digits."""
    return "".join(character for character in text if character.isdigit())


def word_set(text: str) -> frozenset[str]:
    """The words of a line as a set, for lists short enough to stand in code."""
    return frozenset(text.split())
