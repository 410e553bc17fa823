"""Spans of personal details: their types and placeholders, which of several overlapping ones holds, and replacing them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.privacy.finding.ranges import Ranges

PLACEHOLDERS = {
    "PERSON": "[name]",
    "PHONE_NUMBER": "[phone number]",
    "EMAIL_ADDRESS": "[email address]",
    "UK_NHS": "[NHS number]",
    "UK_NINO": "[National Insurance number]",
    "UK_POSTCODE": "[postcode]",
    "STREET_ADDRESS": "[address]",
    "DATE_OF_BIRTH": "[date of birth]",
    "HOSPITAL_NUMBER": "[hospital number]",
    "UK_PASSPORT": "[passport number]",
    "UK_DRIVING_LICENCE": "[driving licence]",
    "UK_VEHICLE_REGISTRATION": "[vehicle registration]",
    "CREDIT_CARD": "[card number]",
    "UK_BANK_ACCOUNT": "[bank account]",
    "SOCIAL_HANDLE": "[social media name]",
}
"""The words that stand in place of each type: all a reader, Rasa and the logs ever see of it."""

PLACEHOLDER = re.compile(r"\[(?:" + "|".join(re.escape(words[1:-1]) for words in PLACEHOLDERS.values()) + r")(?: \d{1,3})?\]")
"""A placeholder in text, with or without a number. Never redacted again, so that redacting twice changes nothing."""

_RANK = {
    name: rank
    for rank, name in enumerate(
        (
            "EMAIL_ADDRESS",
            "CREDIT_CARD",
            "UK_NHS",
            "UK_BANK_ACCOUNT",
            "UK_DRIVING_LICENCE",
            "UK_NINO",
            "UK_PASSPORT",
            "HOSPITAL_NUMBER",
            "PHONE_NUMBER",
            "DATE_OF_BIRTH",
            "STREET_ADDRESS",
            "UK_POSTCODE",
            "UK_VEHICLE_REGISTRATION",
            "SOCIAL_HANDLE",
            "PERSON",
        )
    )
}


_GROW = frozenset(_RANK) - {"PERSON"}


@dataclass(frozen=True)
class Span:
    """One personal detail: ``start`` and ``end`` are code points of the text, ``score`` 0 to 1 how sure the rule is."""

    start: int
    end: int
    type: str
    score: float


@dataclass(frozen=True)
class Redacted:
    """A text with placeholders, and where in the original each detail stood, in order and without overlap."""

    text: str
    spans: tuple[Span, ...]


def resolve(spans: Iterable[Span]) -> list[Span]:
    """Of overlapping spans the surest stays, then the longest, then the more telling type. Returns them in text order.

    What a dropped span covers beyond the kept one becomes the kept one's, so that no end of a detail stays in sight.
    """
    kept: list[Span] = []
    taken = Ranges()
    for span in sorted(spans, key=lambda one: (-one.score, one.start - one.end, _RANK[one.type], one.start)):
        rivals = taken.touching(span.start, span.end)
        if rivals.start >= rivals.stop:
            kept[rivals] = [span]
            taken.put(span.start, span.end, rivals)
        elif rivals.stop - rivals.start == 1 and span.score >= 0.5 and span.type in (kept[rivals.start].type, *_GROW):
            # A name never makes another kind of detail longer, nor does a half-sure guess; and nothing grows over a third one.
            rival = kept[rivals.start]
            if rival.type == "PERSON" and span.start <= rival.start and rival.end <= span.end:
                kept[rivals] = [span]  # the name inside an e-mail address or a street's name
                taken.put(span.start, span.end, rivals)
                continue
            kept[rivals] = [Span(min(span.start, rival.start), max(span.end, rival.end), rival.type, rival.score)]
            taken.put(kept[rivals.start].start, kept[rivals.start].end, rivals)
    return kept


def replace(text: str, spans: Sequence[Span]) -> str:
    """The text with each span's placeholder in its place. ``spans`` are in order and do not overlap."""
    parts: list[str] = []
    at = 0
    for span in spans:
        parts += text[at : span.start], PLACEHOLDERS[span.type]
        at = span.end
    return "".join([*parts, text[at:]])
