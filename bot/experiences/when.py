"""Which month somebody means: "last month", "June", "06/2026", "about three weeks ago"."""

from __future__ import annotations

import datetime as dt
import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(
    r"\b(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(20\d\d)\b")
_NUMERIC = re.compile(r"\b(?:\d{1,2}[/.-])?(1[0-2]|0?[1-9])[/.-](20\d\d|\d\d)\b")
_ISO = re.compile(r"\b(20\d\d)-(1[0-2]|0[1-9])\b")
_NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS = {word: number for number, word in enumerate(_NUMBER_WORDS, start=1)}
_NUMBERS |= {"a": 1, "an": 1, "couple of": 2, "a couple of": 2, "few": 3, "a few": 3}
_AGO = re.compile(
    rf"\b(a couple of|a few|couple of|few|an?|{'|'.join(_NUMBER_WORDS)}|\d{{1,2}})\s+(day|week|month|year)s?\s+(?:ago|back|since)\b",
    re.IGNORECASE,
)
_THIS = re.compile(r"\b(?:today|this (?:morning|afternoon|evening|week|month)|just now|now|ongoing|still)\b", re.IGNORECASE)
_YESTERDAY = re.compile(r"\b(?:yesterday|last night|the other day)\b", re.IGNORECASE)


def month(text: str, today: dt.date) -> dt.date | None:
    """The first day of the month meant, never after ``today``; None when no month can be read in the text."""
    found = _read(" ".join(text.split()), today)
    return found if found is None or found <= today else None


_MONTH_NAME = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_MONTH_TOLD = re.compile(
    rf"\b(?:(?:back )?in|last|this|since|during|early|late|mid|end of|beginning of|start of|of|\d{{1,2}}(?:st|nd|rd"
    rf"|th)?)[ -]({_MONTH_NAME})\b(?: (?:of )?(?:last year|20\d\d))?"
    rf"|\b({_MONTH_NAME}) (?:20\d\d|last year|this year|the \d|\d{{1,2}}(?:st|nd|rd|th))\b"
    r"|\b(?:last (?:week|month|night)|yesterday|this (?:morning|afternoon|week|month))\b"
    rf"|\b(?:a couple of|a few|couple of|few|an?|{'|'.join(_NUMBER_WORDS)}|\d{{1,2}}) (?:days?|weeks?|months?|years?) (?:ago|back)\b"
    r"|\b(?:\d{1,2}[/.-])(?:1[0-2]|0?[1-9])[/.-](?:20\d\d|\d\d)\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(r"\b(?:next|until|till|by|before|coming)\s+(?:\w+\s+)?$", re.IGNORECASE)
_JUST_BEFORE = 60
"""Characters before a month in which a word such as "until" can stand; looking further back each time would take for ever."""


def month_in_story(text: str, today: dt.date) -> dt.date | None:
    """The one month a story tells of, in words that can mean nothing else ("I may march" names none); None for several."""
    found = set()
    for match in _MONTH_TOLD.finditer(text):
        if not _NOT_YET.search(text, max(0, match.start() - _JUST_BEFORE), match.start()):
            found.add(month(match[0], today))
    found.discard(None)
    return found.pop() if len(found) == 1 else None


_ALSO_NAMES = re.compile(r"\b(?:april|may|june|august|jan|march)\b", re.IGNORECASE)


def with_months_back(redacted: str, original: str) -> str:
    """The redacted words, with a month put back that was taken for a first name ("it was April"); for answers, not for stories."""
    month_name = _ALSO_NAMES.search(original)
    return redacted.replace("[name]", month_name[0]) if month_name and redacted.count("[name]") == 1 else redacted


def _read(text: str, today: dt.date) -> dt.date | None:
    this = today.replace(day=1)
    if match := _ISO.search(text):
        return dt.date(int(match[1]), int(match[2]), 1)
    if match := _NUMERIC.search(text):
        year = int(match[2])
        return dt.date(year if year > 99 else 2000 + year, int(match[1]), 1)
    if match := _NAMED.search(text):
        return _named(match[1], text, today)
    if match := _AGO.search(text):
        return _ago(_NUMBERS.get(match[1].lower()) or int(match[1]), match[2].lower(), today)
    if re.search(r"\blast month\b", text, re.IGNORECASE):
        return _back(this, 1)
    if re.search(r"\blast week\b", text, re.IGNORECASE):
        return (today - dt.timedelta(days=7)).replace(day=1)
    if _YESTERDAY.search(text):
        return (today - dt.timedelta(days=1)).replace(day=1)
    return this if _THIS.search(text) else None


def _named(name: str, text: str, today: dt.date) -> dt.date:
    number = _MONTHS.index(name[:3].lower()) + 1
    if year := _YEAR.search(text):
        return dt.date(int(year[1]), number, 1)
    latest = dt.date(today.year if number <= today.month else today.year - 1, number, 1)
    return latest.replace(year=today.year - 1) if re.search(r"\blast year\b", text, re.IGNORECASE) else latest


def _ago(count: int, unit: str, today: dt.date) -> dt.date:
    if unit in ("day", "week"):
        return (today - dt.timedelta(days=count * (7 if unit == "week" else 1))).replace(day=1)
    return _back(today.replace(day=1), count * (12 if unit == "year" else 1))


def _back(first: dt.date, months: int) -> dt.date:
    index = first.year * 12 + first.month - 1 - months
    return dt.date(index // 12, index % 12 + 1, 1)
