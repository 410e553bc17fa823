"""Whose a personal detail is: the writer's own, another person's, a member of staff's. Rules only, so that it can be explained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from bot.privacy.finding.rule import words


class SpanLike(Protocol):
    """What is read of a span of the redactor."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def type(self) -> str: ...


class Owner(str, Enum):
    """Who a detail belongs to. What nothing tells is ``UNSAID``."""

    OWN = "own"
    OTHER = "other"
    STAFF = "staff"
    UNSAID = "unsaid"


@dataclass(frozen=True)
class Owned:
    """A detail's owner, and in words for staff what tells it; the words never repeat the detail."""

    span: SpanLike
    owner: Owner
    because: str


_JOBS = (
    r"doctors?|drs?\.?|gps?|nurses?|sister|matron|midwi(?:fe|ves)|surgeon|consultant|physio(?:therapist)?|receptionists?|paramedics?|therapist|"
    r"counsellor|psychiatrist|psychologist|pharmacist|dentist|hygienist|social worker|support worker|key ?worker|health visitor|"
    r"care ?worker|manager|porter|hca|healthcare assistant|dietitian|practitioner"
    r"|prof(?:essor)?\.?|registrar|anaesthetist|chaplain|radiographer|"
    r"optician|audiologist|podiatrist|interpreter|cleaner|driver|staff|advocate|co-?ordinator"
)
_KIN = (
    r"sons?|daughters?|husband|wife|partner|mum|mom|mam|mother|dad|father|brothers?|sister in law|nan|nana|gran|granny|grandma|grandad|"
    r"grandsons?|granddaughters?|friends?|mate|neighbours?|uncle|aunt(?:ie|y)?|cousin|nephew|niece|baby|kids?|boy|girl|boyfriend|girlfriend|"
    r"fianc[eé]e?|step\w+|ex|lad|twins?|child(?:ren)?|hubby|missus|relative|client|colleague"
)
_OWN_NAME = re.compile(
    r"(?:\b(?:my (?:full |first |sur|last )?names?(?: is|'s|:)?|name ?(?:is|:)|i'?m(?: called)?|i am(?: called)?|this is|call me|"
    r"it'?s (?:me )?|"
    r"(?:kind |best )?regards|yours \w+|many thanks|thanks|signed|hi it'?s|from|love)[\s,:.\-]*)$",
    re.IGNORECASE,
)
_SPEAKING = re.compile(r"^[\s,]*(?:here\b|speaking\b|again\b)", re.IGNORECASE)
_JOB_BEFORE = re.compile(
    rf"\b(?:{_JOBS})(?: is| was| called| named|,|'s name (?:is|was))*[\s,(]*(?:(?:dr|mr|mrs|ms|miss|prof)\.? )?$", re.IGNORECASE
)
_JOB_INSIDE = re.compile(r"^(?:dr|doctor|prof|professor|nurse|sister|matron)\b", re.IGNORECASE)
_JOB_AFTER = re.compile(
    rf"^[\s,(]*(?:(?:the|our|my|his|her|a|is|was|from|at|on|in|behind)\s+)+(?:\w+\s+)?"
    rf"(?:{_JOBS}|reception|front desk|ward|the desk|pharmacy)\b",
    re.IGNORECASE,
)
_SURGEONS = re.compile(
    r"\b(?:under|seen by|operated on by|treated by|appointment with|referred (?:me )?to|complaint (?:about|against))[\s,]*$", re.IGNORECASE
)
_KIN_BEFORE = re.compile(
    rf"\b(?:my|our|his|her|their|the|a|mum's|dad's)\s+(?:\w+\s+)?(?:{_KIN})(?:'s name)?(?: is| was| called| named|,)*[\s,(]*$",
    re.IGNORECASE,
)
_KIN_AFTER = re.compile(rf"^[\s,(]*(?:is |was )?(?:my|our)\s+(?:\w+\s+)?(?:{_KIN})\b", re.IGNORECASE)
_OWN_CUES = words(r"my|i|i'?m|im|me|mine|we|our|us")
_OTHER_CUES = words(rf"(?:my|our|the)\s+(?:\w+\s+)?(?:{_KIN})(?:'?s)?|his|her|hers|their|theirs|he|she|they|him|them|{_KIN}'s")
_STAFF_CUES = words(rf"(?:{_JOBS})(?:'s)?")
_SENTENCE = re.compile(r"(?<!\bdr)(?<!\bmr)(?<!\bmrs)(?<!\bms)(?<!\bno)[.?!\n](?=\s|$)", re.IGNORECASE)
_REACH = 90


def whose(text: str, spans: Iterable[SpanLike]) -> list[Owned]:
    """Each detail with its owner. ``spans`` are the redactor's: in order, offsets in code points of ``text``."""
    return list(_each(text, spans))


def _each(text: str, spans: Iterable[SpanLike]) -> Iterator[Owned]:
    named: Owned | None = None
    for span in spans:
        before = _SENTENCE.split(text[max(0, span.start - _REACH) : span.start])[-1]
        after = _SENTENCE.split(text[span.end : span.end + _REACH])[0]
        if span.type == "PERSON":
            owner, because = _of_name(before, text[span.start : span.end], after)
            named = Owned(span, owner, because)
            yield named
            continue
        near = (
            named
            if named is not None and text[named.span.end : span.start].count("\n") < 2 and span.start - named.span.end < _REACH
            else None
        )
        yield Owned(span, *_of_number(before, near))


def _of_name(before: str, name: str, after: str) -> tuple[Owner, str]:
    if _KIN_BEFORE.search(before) or _KIN_AFTER.search(after):
        return Owner.OTHER, "family, friend or neighbour"
    if _JOB_INSIDE.search(name) or _JOB_BEFORE.search(before) or _JOB_AFTER.search(after) or _SURGEONS.search(before):
        return Owner.STAFF, "named with a job in care"
    if _OWN_NAME.search(before) or _SPEAKING.search(after):
        return Owner.OWN, "the writer's own introduction or signature"
    if not before.strip() and not after.strip():
        return Owner.OWN, "the name stands alone, like an answer or a signature"
    return Owner.UNSAID, "nothing near it says whose it is"


def _of_number(before: str, named: Owned | None) -> tuple[Owner, str]:
    """The last word before a detail that says whose it is; without one the person named last; without that the writer."""
    last = {
        owner: max((match.end() for match in cues.finditer(before)), default=-1)
        for owner, cues in ((Owner.OWN, _OWN_CUES), (Owner.OTHER, _OTHER_CUES), (Owner.STAFF, _STAFF_CUES))
    }
    # "my son's number": the longer cue ends later than the "my" in it.
    owner = max(last, key=lambda one: last[one])
    if last[owner] >= 0:
        return owner, {Owner.OWN: "said of oneself", Owner.OTHER: "said of somebody else", Owner.STAFF: "said of a member of staff"}[owner]
    if named is not None and named.owner in (Owner.OTHER, Owner.STAFF):
        return named.owner, "belongs with the name before it"
    return Owner.OWN, "given without another person's name"
