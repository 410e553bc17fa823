"""Text to measure: splitting at sentence ends within a platform's limit, SMS segments, and plain punctuation.

All functions are pure. Limits count Unicode code points, UTF-8 bytes, UTF-16 units or the septets of a text message
(``connectors.base.Unit``).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from connectors.base import Unit

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
# A sentence ends at . ! ? or an ellipsis (with closing quotes or brackets) when the next word does not go on in lower
# case; titles and Latin abbreviations do not end one.
_SENTENCE_END = re.compile(
    r"(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bSt)(?<!\bNo)(?<!e\.g)(?<!i\.e)(?<!\n\d)(?<!\n\d\d)[.!?…]+[\"'”’)\]]*(?=\s+[^\sa-z])"
)
_LINE = re.compile(r"\n")
# A telephone number is never torn at its spaces; links and addresses have none.
_NUMBER = re.compile(r"(?<![^\s(])\+?\(?\d[\d()]*(?:[ \-\u00a0]\(?\d[\d()]*)+")
_LONGEST_NUMBER = 24
_SPACE = re.compile(r"\s+")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """The text without what no database and no encoder can hold: NUL goes, lone surrogates become U+FFFD.

    Everything else, also control and right-to-left characters, stays as the person wrote it.
    """
    return _LONE_SURROGATE.sub("\ufffd", text.replace("\x00", ""))


def is_blank(text: str) -> bool:
    """True if nothing of the text can be seen: spaces, control and format (zero-width) characters only."""
    return all(char.isspace() or unicodedata.category(char) in ("Cc", "Cf") for char in text)


HEAVIEST: dict[Unit, int] = {"characters": 1, "utf16": 2, "septets": 2, "bytes": 4}
"""The most that one code point costs in each unit."""


def weight(char: str, unit: Unit) -> int:
    """What one code point costs in a unit."""
    if unit == "septets":
        return 2 if char in _GSM_EXTENDED else 1
    if unit == "bytes":
        point = ord(char)
        return 1 if point < 0x80 else 2 if point < 0x800 else 3 if point < 0x10000 else 4
    return 2 if unit == "utf16" and ord(char) > 0xFFFF else 1


def measure(text: str, unit: Unit) -> int:
    """The length of a text in a unit."""
    return sum(weight(char, unit) for char in text)


def split(text: str, limit: int, unit: Unit = "characters") -> list[str]:
    """Parts of at most ``limit`` units, in order; none is blank, and only white space at the seams is lost.

    Cuts after a paragraph if one ends in the later half of a part, else after a sentence, else at a line end, else
    between words, and only in a longer run of letters in the middle of one (never inside a letter with its accents).
    """
    if limit < 4:
        raise ValueError("a part must have room for one character of any kind: limit >= 4")
    text = text.strip()
    if len(text) * HEAVIEST[unit] <= limit:
        return [] if is_blank(text) else [text]
    reach = [0, *accumulate(weight(char, unit) for char in text)]
    parts: list[str] = []
    start = 0
    while start < len(text):
        if text[start].isspace():
            start += 1
            continue
        end = bisect_right(reach, reach[start] + limit) - 1
        cut = end if end >= len(text) else _cut(text, start, end)
        parts.append(text[start:cut].rstrip())
        start = cut
    return [part for part in parts if not is_blank(part)]


def take(text: str, limit: int, unit: Unit = "characters") -> tuple[str, str]:
    """The first part of a text, cut as ``split`` does, and what is left of it; the text must not be blank."""
    text = text.strip()
    reach = [0, *accumulate(weight(char, unit) for char in text[: limit + 2])]
    end = bisect_right(reach, limit) - 1
    if end >= len(text):
        return text, ""
    cut = _cut(text, 0, max(end, 1))
    return text[:cut].rstrip(), text[cut:].lstrip()


def _cut(text: str, start: int, end: int) -> int:
    """Where a part that begins at ``start`` and may reach ``end`` should stop."""
    # Two characters of context, so that a sentence ending exactly at ``end`` is seen to end.
    window = text[start : end + 2]
    room = end - start
    torn = _inside_numbers(text[start : end + _LONGEST_NUMBER], room)
    paragraphs = [match.start() for match in _PARAGRAPH.finditer(window) if room // 2 <= match.start() <= room]
    if paragraphs:
        return start + paragraphs[-1]
    for pattern in (_SENTENCE_END, _LINE, _SPACE):
        # A sentence keeps its full stop; a line or a word ends before the white space.
        places = [match.end() if pattern is _SENTENCE_END else match.start() for match in pattern.finditer(window)]
        places = [place for place in places if 0 < place <= room and place not in torn]
        if places:
            return start + places[-1]
    cut = end
    while cut > start + 1 and _joins(text[cut - 1], text[cut]):
        cut -= 1
    return cut if cut > start + 1 else end


def _inside_numbers(text: str, room: int) -> set[int]:
    """Places up to ``room`` at which a cut would tear a telephone number: groups of digits, five or more in all."""
    spans = [match.span() for match in _NUMBER.finditer(text) if sum(char.isdigit() for char in match[0]) >= 5]
    return {place for first, last in spans if last - first <= _LONGEST_NUMBER for place in range(first + 1, last) if place <= room}


def _joins(before: str, after: str) -> bool:
    """True if two neighbours belong to one visible character: accents, joiners, skin tones, flags."""
    return (
        unicodedata.category(after) in ("Mn", "Me", "Mc")
        or after in "\u200d\ufe0f"
        or before == "\u200d"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or ("\U0001f1e6" <= before <= "\U0001f1ff" and "\U0001f1e6" <= after <= "\U0001f1ff")
    )


# GSM 03.38, the alphabet of a text message (Twilio glossary, "what is GSM-7 character encoding").
_GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("^{}\\[~]|€\f")


@dataclass(frozen=True)
class Segments:
    """How a text travels by SMS: alphabet, its length in that alphabet's units, the parts that are paid for, and the units
    that the last of them still holds."""

    encoding: Literal["gsm-7", "ucs-2"]
    units: int
    count: int
    left: int


ALONE = {"gsm-7": 160, "ucs-2": 70}
JOINED = {"gsm-7": 153, "ucs-2": 67}
"""Units of a part: of one that travels alone, and of several, which hold a header each (Twilio glossary, "segment")."""


def segments(text: str) -> Segments:
    """Counts a text message: 160 or 153 a part in GSM-7, 70 or 67 in UCS-2; a pair is never torn across two parts."""
    if not dear(text):
        return _segments("gsm-7", [2 if char in _GSM_EXTENDED else 1 for char in text])
    return _segments("ucs-2", [weight(char, "utf16") for char in text])


def dear(text: str) -> tuple[str, ...]:
    """The characters, each once and in order, that no GSM-7 text message can hold: one of them makes it UCS-2."""
    return tuple(dict.fromkeys(char for char in text if char not in _GSM_BASIC and char not in _GSM_EXTENDED))


def _segments(encoding: Literal["gsm-7", "ucs-2"], sizes: list[int]) -> Segments:
    units = sum(sizes)
    if units <= ALONE[encoding]:
        return Segments(encoding, units, 1 if sizes else 0, ALONE[encoding] - units)
    count, used = 1, 0
    for size in sizes:
        if used + size > JOINED[encoding]:
            count, used = count + 1, 0
        used += size
    return Segments(encoding, units, count, JOINED[encoding] - used)


_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2009\u200a\u202f", " "),
        **dict.fromkeys("•‣▪·", "-"),
        **dict.fromkeys("\u200b\u2060\ufeff\u00ad", ""),
        "…": "...",
    }
)


def plain(text: str) -> str:
    """Curly quotes, long dashes, dots and odd spaces in their plain form, so that they do not make an SMS cost double."""
    return text.translate(_PLAIN)
