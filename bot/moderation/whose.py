"""Whose personal details a public comment holds: the writer's own, or somebody else's.

The redactor says where details stand; the words around each say whose it is. A detail of a service (the surgery's
number, a hospital's postcode) is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from bot.moderation.rules import Rules
from bot.privacy.whose import Owner, whose
from bot.safety.text import Reader

WORDS_BEFORE, WORDS_AFTER = 8, 4
_REACH = 90
"""How many characters around a detail are read for the words that say whose it is."""

NAMES = {
    "PERSON": "name",
    "PHONE_NUMBER": "phone number",
    "EMAIL_ADDRESS": "e-mail address",
    "UK_NHS": "NHS number",
    "UK_NINO": "National Insurance number",
    "UK_POSTCODE": "postcode",
    "STREET_ADDRESS": "address",
    "DATE_OF_BIRTH": "date of birth",
    "HOSPITAL_NUMBER": "hospital number",
    "UK_PASSPORT": "passport number",
    "UK_DRIVING_LICENCE": "driving licence number",
    "UK_VEHICLE_REGISTRATION": "vehicle registration",
    "CREDIT_CARD": "card number",
    "UK_BANK_ACCOUNT": "bank details",
    "SOCIAL_HANDLE": "social media name",
}
_SERVICES_HAVE = frozenset({"PHONE_NUMBER", "EMAIL_ADDRESS", "UK_POSTCODE", "STREET_ADDRESS", "SOCIAL_HANDLE"})


class SpanLike(Protocol):
    """What is read of a span of the redactor."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def type(self) -> str: ...


MEMBER_OF_STAFF, ANOTHER_PERSON, OWN_NAME = "Names a member of staff", "Names another person", "Gives their own name"
NAMES_ALONE = frozenset({ANOTHER_PERSON, OWN_NAME})
"""Grounds that a mere name gives: it may be a friend's who is spoken to, or a shop's."""


@dataclass
class Details:
    """Grounds, in words for staff: the writer's own details, and other people's. They never repeat a detail.

    ``tagged`` says that a name or a handle stands there of which nothing is said.
    """

    own: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    tagged: bool = False

    @property
    def more_than_names(self) -> bool:
        """Whether there is a detail by which somebody can be found, called or looked up, or the name of one who works in care."""
        return any(ground not in NAMES_ALONE for ground in (*self.own, *self.others))


def find(text: str, spans: Iterable[SpanLike], reader: Reader, rules: Rules) -> Details:
    """The details in a comment and whose they are. ``spans`` are in order, offsets in code points of ``text``."""
    own: set[str] = set()
    others: set[str] = set()
    spans, tagged = list(spans), False
    about_care = any(rules.about_care.search(sentence.text) for sentence in reader.sentences(_without(text, spans)))
    for span in spans:
        owner = _owner(text, span, reader, rules, about_care)
        if owner == "own":
            own.add(f"Gives their own {NAMES.get(span.type, 'personal details')}")
        elif owner == "other":
            others.add(_named(text, span) if span.type == "PERSON" else f"Gives another person's {NAMES.get(span.type, 'details')}")
        else:
            tagged |= span.type in ("PERSON", "SOCIAL_HANDLE")
    for sentence in reader.sentences(text):
        own |= {ground for ground, pattern in rules.own_details.items() if pattern.search(sentence.text)}
        others |= {ground for ground, pattern in rules.others_details.items() if pattern.search(sentence.text)}
    return Details(sorted(own), sorted(others), tagged)


def _named(text: str, span: SpanLike) -> str:
    return MEMBER_OF_STAFF if whose(text, [span])[0].owner is Owner.STAFF else ANOTHER_PERSON


def _owner(text: str, span: SpanLike, reader: Reader, rules: Rules, about_care: bool) -> str | None:
    before = _words(_clause_before(text[max(0, span.start - _REACH) : span.start]), reader)[-WORDS_BEFORE:]
    after = _words(re.split(r"[.?!\n]", text[span.end : span.end + _REACH])[0], reader)[:WORDS_AFTER]
    led = f" {' '.join(before)} "
    if span.type == "PERSON":
        if _ends_with(rules.own_names, led):
            return "own"
        if _ends_with(rules.titles, led) or rules.titles.match(f" {' '.join(_words(text[span.start : span.end], reader))} ", 1):
            return "other"
        # A bare name with nothing said of it tags a friend.
        return "other" if about_care else None
    own, others = _last(rules.own_cues, led), _last(rules.others_cues, led)
    if span.type == "SOCIAL_HANDLE":
        return "own" if own > others else None
    if span.type in _SERVICES_HAVE and max(own, others) < (service := _last(rules.service_cues, led)):
        return None
    if span.type in _SERVICES_HAVE and max(own, others) < 0 and rules.service_cues.search(f" {' '.join(after)} ") and service < 0:
        return None
    return "other" if others > own else "own"


def _without(text: str, spans: list[SpanLike]) -> str:
    parts, at = [], 0
    for span in spans:
        parts.append(text[at : span.start])
        at = span.end
    return " ".join([*parts, text[at:]])


def _clause_before(text: str) -> str:
    """What stands before a detail in its own sentence; a full stop inside "Dr." ends none."""
    return re.split(r"(?<!\bdr)(?<!\bmr)(?<!\bmrs)(?<!\bms)[.?!\n](?=\s)", text, flags=re.IGNORECASE)[-1]


def _words(text: str, reader: Reader) -> list[str]:
    return [word for sentence in reader.sentences(text) for word in sentence.text.split() if word != ","]


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)


def _ends_with(pattern: re.Pattern[str], text: str) -> bool:
    return any(match.end() == len(text) - 1 for match in pattern.finditer(text))
