"""Spans of personal details: their types and placeholders, which of several overlapping ones holds, and replacing them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
    for span in sorted(spans, key=lambda one: (-one.score, one.start - one.end, _RANK[one.type], one.start)):
        rivals = [one for one in kept if span.start < one.end and one.start < span.end]
        if not rivals:
            kept.append(span)
            continue
        start, end = min(span.start, rivals[0].start), max(span.end, rivals[0].end)
        grown = Span(start, end, rivals[0].type, rivals[0].score)
        # A name or a half-sure guess never makes another detail longer, and nothing grows over a third one.
        if len(rivals) == 1 and span.type != "PERSON" and span.score >= 0.5 and grown != rivals[0]:
            if not any(grown.start < one.end and one.start < grown.end for one in kept if one is not rivals[0]):
                kept[kept.index(rivals[0])] = grown
    return sorted(kept, key=lambda one: one.start)


def replace(text: str, spans: Sequence[Span]) -> str:
    """The text with each span's placeholder in its place. ``spans`` are in order and do not overlap."""
    parts, at = [], 0
    for span in spans:
        parts += text[at : span.start], PLACEHOLDERS[span.type]
        at = span.end
    return "".join([*parts, text[at:]])
