"""What in a story could point at somebody although names and numbers are out already: the day, the hour, an age, a bed.

The organisation's own rule for stories: no exact dates and times, no descriptions of one person. The person is shown
what would go and decides; nothing is taken out behind their back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)"
)
_DAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_RULES = (
    ("day", re.compile(rf"\b(?:on )?(?:the )?(?:{_DAYS},? )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? ({_MONTHS})\b", re.IGNORECASE), r"in \1"),
    ("day", re.compile(rf"\b(?:on )?({_MONTHS}) (?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?!\d)\b", re.IGNORECASE), r"in \1"),
    ("day", re.compile(r"\b(?:on )?\d{1,2}[/.]\d{1,2}[/.](?:20)?\d\d\b", re.IGNORECASE), "on [day]"),
    ("day", re.compile(r"\bon the \d{1,2}(?:st|nd|rd|th)\b", re.IGNORECASE), "on [day]"),
    (
        "time",
        re.compile(
            r"\b(?:at|around|about|by|before|after|until|till|since) (?:(?:about|around) )?\d{1,2}(?:[:.]\d\d)? ?(?:am|pm|o'?clock)\b",
            re.IGNORECASE,
        ),
        "at [time]",
    ),
    ("time", re.compile(r"\b(?:at|around|about|by|until|since) \d{1,2}[:.]\d\d\b(?! ?(?:hours|miles|%))", re.IGNORECASE), "at [time]"),
    ("age", re.compile(r"\b\d{1,3}[ -](?:year|yr)s?[ -]old\b", re.IGNORECASE), "[age] year old"),
    (
        "age",
        re.compile(
            r"\b(who is|who'?s|(?:he|she) (?:is|was)|(?:he|she)'?s|aged?|(?:mum|mother|mam|dad|father|nan|gran|grandma|grandad"
            r"|husband|wife|partner|son|daughter|brother|sister|aunt|uncle|neighbour)(?:'?s| is| was)) \d{2,3}\b"
            r"(?! ?(?:%|minutes|mins|hours|hrs|days|weeks?|months|miles|kg|stone|pounds|quid|th\b|st\b|on the|in the queue))",
            re.IGNORECASE,
        ),
        r"\1 [age]",
    ),
    ("bed", re.compile(r"\b(bed|room|bay|flat) (?:no\.? ?|number )?\d{1,3}[a-z]?\b", re.IGNORECASE), r"\1 [number]"),
)
WORDS = {"day": "the exact day", "time": "the time of day", "age": "an age", "bed": "a bed or room number"}
"""What each kind is called to the person."""

_PLACEHOLDER = re.compile(r"\[([a-zA-Z' ]+)\]")
_OURS = frozenset({"day", "time", "age", "number"})


@dataclass(frozen=True)
class Loosened:
    """The story without the pointers, and which kinds (keys of ``WORDS``) were taken out, in the order of ``WORDS``."""

    text: str
    kinds: tuple[str, ...]


def loosen(story: str) -> Loosened:
    """The story made less pointing. Doing it again changes nothing."""
    kinds = set()
    for kind, pattern, instead in _RULES:
        story, count = pattern.subn(instead, story)
        if count:
            kinds.add(kind)
    return Loosened(story, tuple(kind for kind in WORDS if kind in kinds))


def taken_out(story: str) -> list[str]:
    """The names of the placeholders in a redacted story ("name", "phone number"), each once, in order."""
    found = dict.fromkeys(match[1] for match in _PLACEHOLDER.finditer(story))
    return [name for name in found if name not in _OURS]


def listed(words: list[str]) -> str:
    """ "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
