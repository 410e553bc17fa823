"""Redaction: a person's text in, the same text with placeholders out. The whole engine, and a light one without a model."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Protocol

from bot.organisation import Organisation
from bot.privacy.finding.cleaned import clean
from bot.privacy.finding.neighbours import joined, parted
from bot.privacy.finding.published import Published
from bot.privacy.finding.ranges import Ranges
from bot.privacy.finding.registry import load_configuration, load_rules
from bot.privacy.finding.spans import PLACEHOLDER, PLACEHOLDERS, Redacted, Span, replace, resolve

__all__ = ["PLACEHOLDERS", "PatternRedactor", "Redacted", "RedactionError", "Redactor", "Span"]

_MAX_ROUNDS = 4
"""Rounds until nothing more is found. A placeholder can bring a neighbour to light; two rounds are usual."""
_COME_TO_LIGHT = frozenset({"PERSON", "STREET_ADDRESS"})
"""What a placeholder beside it may show to be personal. The next rounds look for these and for the types that the text had."""


class RedactionError(Exception):
    """A text could not be redacted. Never holds any of the text: whoever catches this must not let the text pass."""


class Finder(Protocol):
    """What finds details in cleaned text: Presidio's engine in ``bot.privacy.finding.analyzer``."""

    def find(self, text: str, types: Collection[str] | None = None) -> list[Span]:
        """Everything found, overlaps included; ``types``: only these need be looked for."""


class PatternRedactor:
    """Patterns, checksums and lists of names; no model, nothing heavy to import. About 3 ms for thirty words with details in them."""

    def __init__(self, organisation: Organisation | None = None) -> None:
        self.published = Published.load(organisation)
        self._rules = load_rules(load_configuration())

    @classmethod
    def load(cls, organisation: Organisation | None = None) -> PatternRedactor:
        """Reads the registry, the word lists and the published contacts (about 20 ms)."""
        return cls(organisation)

    def redact(self, text: str) -> Redacted:
        """The text with placeholders. Redacting the result again changes nothing, as the tests try on many. Raises ``RedactionError``."""
        return _redact(text, self.published, self._find)

    def _find(self, text: str, types: Collection[str] | None = None) -> Iterator[Span]:
        for rule in self._rules:
            if types is not None and rule.entity not in types:
                continue
            for found in rule.find(text):
                yield Span(found.start, found.end, rule.entity, found.score)


class Redactor:
    """The whole engine: the same rules and the name model, through Presidio. Safe to share between threads."""

    def __init__(self, analyzer: Finder, published: Published) -> None:
        self._analyzer = analyzer
        self._published = published

    @classmethod
    def load(cls, organisation: Organisation | None = None) -> Redactor:
        """Loads Presidio and the name model once (about 4 s, most of it importing). Raises ``RegistryError``."""
        from bot.privacy.finding.analyzer import Analyzer  # heavy: the web role has no Presidio

        return cls(Analyzer(load_configuration()), Published.load(organisation))

    def redact(self, text: str) -> Redacted:
        """The text with placeholders. Redacting the result again changes nothing, as the tests try on many. Raises ``RedactionError``."""
        return _redact(text, self._published, self._analyzer.find)


Find = Callable[[str, Collection[str] | None], Iterable[Span]]


def _redact(text: str, published: Published, find: Find) -> Redacted:
    """Finds and replaces until nothing more is found; spans are in the offsets of ``text``."""
    spans: list[Span] = []
    current, types = text, None
    for _ in range(_MAX_ROUNDS):
        try:
            found, types = _find_in_original(current, published, find, types)
        except Exception as error:
            # Whatever went wrong, its message may quote the person: only its kind is told.
            raise RedactionError(f"redaction failed: {type(error).__name__}") from None
        if not found:
            break
        current = replace(current, found)
        spans = _merge(spans, found)
    spans = joined(text, spans)
    return Redacted(replace(text, spans), tuple(spans))


def _find_in_original(text: str, published: Published, find: Find, types: Collection[str] | None) -> tuple[list[Span], frozenset[str]]:
    """What holds, in the offsets of ``text``: nothing published, nothing that touches a placeholder; and which types to look for again."""
    cleaned = clean(text)
    found = list(find(cleaned.text, types))
    again = _COME_TO_LIGHT.union(span.type for span in found)
    if not found:
        return [], again
    public = published.standing(cleaned.text, found)
    found = [span for span in found if not public.cover(span.start, span.end)]
    whole = joined(cleaned.text, resolve(parted(cleaned.text, found)))
    kept = [Span(*cleaned.back(span.start, span.end), span.type, span.score) for span in whole]
    holes = Ranges(match.span() for match in PLACEHOLDER.finditer(text))
    return [span for span in kept if not holes.touch(span.start, span.end)], again


def _merge(earlier: Iterable[Span], later: Iterable[Span]) -> list[Span]:
    """Spans of a text and those found after they were replaced, both in order; all in the offsets of the text itself."""
    gone, merged = list(earlier), list(earlier)
    index = shift = 0
    for span in later:
        while index < len(gone) and gone[index].start + shift < span.start:
            shift += len(PLACEHOLDERS[gone[index].type]) - (gone[index].end - gone[index].start)
            index += 1
        merged.append(Span(span.start - shift, span.end - shift, span.type, span.score))
    return sorted(merged, key=lambda one: one.start)
