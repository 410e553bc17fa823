"""Details side by side: a finding that swallows two is parted, and the pieces of one are put together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.privacy.finding.rule import digits, word_set
from bot.privacy.finding.spans import Span
from bot.privacy.finding.wording.dates import MONTH

_NUMBERS = word_set(
    "UK_NHS UK_NINO DATE_OF_BIRTH HOSPITAL_NUMBER UK_PASSPORT UK_DRIVING_LICENCE UK_VEHICLE_REGISTRATION CREDIT_CARD PHONE_NUMBER"
)
"""Types whose findings may be parted. A bank's sort code and account are one detail, and an address has commas in it."""
_BREAK = re.compile(r",\s+|\.\s+|;\s*|\n|\s+(?:and|then|or)\s+(?:then\s+)?|\s+-\s+|\s\(|\)\s")
_SURE, _VERY_SURE, _LEAST_FIGURES = 0.6, 0.8, 5
_PIECE_SCORE = 0.55
_BETWEEN_BANK = re.compile(
    r"[ ,;:./|()\n\-]{0,4}(?:(?:and|&|then|n|with|at|in|to|my|the|for|is|no|num|number|account|acount|accnt|acct?|ac|accounts?|a/c|a\.c|"
    r"sort|sort ?codes?|sort-code|code|s/?c|srt|bank)\.?[ ,;:./|()=#\n\-]{1,3}){0,5}",
    re.IGNORECASE,
)
_BETWEEN_DATES = re.compile(r"[ ,.\-/\n]{1,3}(?:(?:of|in|the|year|yr|and|on)[ ,]{1,2}){0,2}'?|", re.IGNORECASE)
_MONTH = re.compile(rf"(?<![^\W\d_]){MONTH}(?![^\W\d_])", re.IGNORECASE)
_FIGURES = re.compile(r"\d+")
_CODE_BEFORE = re.compile(r"(?<![\w£$€@./\-])((?:[A-Z]{1,6}\d{0,3}[./\-]){1,2}|[A-Z]{3,6} )$")
_NO_CODE = word_set(
    "NHS DOB MRN UBRN TEL MOB REF PIN NINO HOSP PAS PID CAD ID NO THE AND FOR HAS WAS ITS HER HIS OUR NUM NUMBER CARD WARD UNIT"
)


def parted(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """The findings, but where one holds a surer one of another type and more beside it, each part by itself. Any order."""
    found = list(spans)
    for span in found:
        parts = list(_parts(text, span)) if span.type in _NUMBERS else []
        if len(parts) < 2:
            yield span
            continue
        whole = [any(_is_part(text, one, span, start, end) for one in found) for start, end in parts]
        if not any(whole):
            yield span
            continue
        for (start, end), known in zip(parts, whole, strict=True):
            if not known and len(digits(text[start:end])) >= _LEAST_FIGURES:
                yield Span(start, end, by_shape(text[start:end]), min(span.score, _PIECE_SCORE))


def joined(text: str, spans: Sequence[Span]) -> list[Span]:
    """The findings in order, with a sort code and the account beside it as one, and so the day, month and year of one date."""
    made: list[Span] = []
    for span in spans:
        last = made[-1] if made else None
        if last is not None and last.type == span.type and _one(text, last, span):
            made[-1] = Span(last.start, span.end, span.type, max(last.score, span.score))
        else:
            made.append(span)
    return [_with_code(text, span, made[at - 1].end if at else 0) for at, span in enumerate(made)]


def by_shape(written: str) -> str:
    """The likeliest type of a number nothing else is known of."""
    figures = digits(written)
    if any(sign.isalpha() for sign in written):
        return "HOSPITAL_NUMBER"
    if len(figures) == 11 and figures.startswith("0"):
        return "PHONE_NUMBER"
    return {9: "UK_PASSPORT", 10: "UK_NHS", 15: "CREDIT_CARD", 16: "CREDIT_CARD"}.get(len(figures), "HOSPITAL_NUMBER")


def _parts(text: str, span: Span) -> Iterator[tuple[int, int]]:
    at = span.start
    for match in _BREAK.finditer(text, span.start, span.end):
        if match.start() > at:
            yield at, match.start()
        at = match.end()
    if at < span.end:
        yield at, span.end


def _is_part(text: str, one: Span, span: Span, start: int, end: int) -> bool:
    """Whether another finding, sure enough, is this part; beyond the span it may go on."""
    surer = one.score >= _SURE if one.type != span.type else one.score > max(_VERY_SURE, span.score)
    if one.type not in _NUMBERS or not surer or len(digits(text[start:end])) < _LEAST_FIGURES:
        return False
    return (one.start == start or (one.start < span.start == start)) and (one.end == end or (end == span.end < one.end))


def _one(text: str, left: Span, right: Span) -> bool:
    between = text[left.end : right.start]
    if left.type == "UK_BANK_ACCOUNT":
        counts = sorted(len(digits(text[one.start : one.end])) for one in (left, right))
        return counts[0] == 6 and counts[1] in (7, 8) and len(between) < 30 and _BETWEEN_BANK.fullmatch(between) is not None
    if left.type == "DATE_OF_BIRTH":
        pieces = _pieces(text[left.start : left.end]), _pieces(text[right.start : right.end])
        return max(pieces) < 3 and sum(pieces) <= 4 and len(between) < 12 and _BETWEEN_DATES.fullmatch(between) is not None
    return False


def _pieces(text: str) -> int:
    """How many of day, month and year a date has; figures in a row ("140362") are all three."""
    figures = _FIGURES.findall(text)
    return 3 if any(len(one) > 4 for one in figures) else len(figures) + (_MONTH.search(text) is not None)


def _with_code(text: str, span: Span, after: int) -> Span:
    """A hospital's number with the letters of the department right before it ("NNUH 402-115")."""
    if span.type != "HOSPITAL_NUMBER" or not text[span.start].isdigit():
        return span
    code = _CODE_BEFORE.search(text, max(after, span.start - 16), span.start)
    if code is None or code[1].rstrip(" ./-") in _NO_CODE:
        return span
    return Span(code.start(1), span.end, span.type, span.score)
