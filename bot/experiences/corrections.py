"""When somebody puts right what they said before: "no, it was the other hospital", "actually it was March", "change the month"."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from bot.experiences import when
from bot.experiences.heard import Heard, hear, whose
from bot.experiences.providers import Directory, clear

_MARKED = re.compile(
    r"^(?:(?:no|nope|sorry|oops|oh|ah|hmm|actually|wait|hang on|hold on|correction|my mistake|wrong|sorry about that|i made a mistake"
    r"|not)\b[\s,.:;-]*)+",
    re.IGNORECASE,
)
_MEANT = re.compile(
    r"\b(?:i|we) (?:meant|mean)\b|\b(?:was|is)(?: not|n['’]?t) (?:me|about me|my|the|at|in|last|this)\b|\brather than\b|\bnot (?:me"
    r"|mine)\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:change|correct|fix|edit|amend|put right)\b|\b(?:is|was|got|have|had|s|wrote|gave|put|said)\b.{0,30}\b(?:wrong|not right"
    r"|mistake|incorrect)\b|\bwrong (?:\w+ )?"
    r"(?:month|date|year|hospital|surgery|place|service|rating|score|one|person|dentist)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:other|different|another) (?:hospital|one|surgery|place|dentist|practice|doctors?|pharmacy|clinic|ward|home|council)\b",
    re.IGNORECASE,
)
_FIELDS = {
    "service": re.compile(r"\b(?:service|hospital|surgery|practice|place|dentist|pharmacy|clinic|care home)\b", re.IGNORECASE),
    "month": re.compile(r"\b(?:month|date|when|year)\b", re.IGNORECASE),
    "rating": re.compile(r"\b(?:rating|score|stars?|mark)\b", re.IGNORECASE),
    "about": re.compile(r"\bwho(?:se)?\b|\bthe person\b", re.IGNORECASE),
}
_MARK = re.compile(r"\b([1-5])\b")
LONGEST = 25
"""Words. Who corrects says it shortly; longer messages tell more."""


@dataclass(frozen=True)
class Correction:
    """``heard``: the new values. ``ask``: what is to be asked again. ``other``: whatever service it was, it is another one."""

    heard: Heard
    ask: tuple[str, ...] = ()
    other: bool = False


def read(text: str, today: dt.date, directory: Directory) -> Correction | None:
    """What is put right, or None when the words correct nothing."""
    marked = _MARKED.match(text)
    change = _CHANGE.search(text) is not None
    if len(text.split()) > LONGEST or not (marked or change or _MEANT.search(text)):
        return None
    rest = _MARKED.sub("", _after_but(text))
    if _OTHER.search(rest):
        return Correction(Heard(), ("service",), other=True)
    found = hear(rest, today, directory)
    heard = Heard(
        services=found.services or _service(rest, directory),
        service_name=found.service_name,
        month=found.month or (when.month(rest, today) if _bare_month(rest) else None),
        rating=found.rating or _rating(rest),
        about=found.about or whose_now(rest),
        relation=found.relation,
    )
    if heard:
        return Correction(heard)
    named = tuple(name for name, words in _FIELDS.items() if words.search(text)) if change else ()
    return Correction(Heard(), named) if named else None


def _after_but(text: str) -> str:
    """What holds, of "not June but July", "it was not me, it was my mum"."""
    parts = re.split(r"\b(?:it was|it is|it's|its|but)\b", text, flags=re.IGNORECASE)
    denied = re.search(r"\bnot\b|n['’]?t\b", text, re.IGNORECASE)
    return parts[-1] if denied and len(parts) > 1 else text


def _service(text: str, directory: Directory) -> tuple:  # type: ignore[type-arg]
    plain = re.sub(r"^(?:it (?:was|is)|it'?s|i meant?|we meant?|at|the)\s+", "", text.strip(), flags=re.IGNORECASE)
    service = clear(directory.search(plain)) if 0 < len(plain.split()) <= 5 else None
    return (service,) if service else ()


def _bare_month(text: str) -> bool:
    return len(text.split()) <= 8


def _rating(text: str) -> int | None:
    match = _MARK.search(text) if _FIELDS["rating"].search(text) else None
    return int(match[1]) if match else None


def whose_now(text: str) -> str | None:
    """Whose story it is, from a short phrase: "my mum", "about me"."""
    from bot.experiences.answers import about

    return whose(text)[0] or (about(text) if len(text.split()) <= 6 else None)
