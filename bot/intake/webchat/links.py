"""Finds what can be pressed in a reply: web addresses, e-mail addresses, and telephone numbers as the UK writes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

MAX_SHOWN = 48
"""How many characters of a web address are shown; its host always is."""

_PRESSABLE = re.compile(
    r"""
    (?P<link>\bhttps?://[^\s<>"`{}|\\^]+)
    | (?P<mail>(?<![\w.+@/-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    | (?<![\w/.+@-])(?P<phone>(?:\+44[ ]?(?:\(0\)[ ]?)?|0)\d(?:[ -]?\d){6,9})(?![\w/-]|\.\d)
    | \b(?:call|ring|dial|phone)[ ](?:NHS[ ])?(?P<short>999|112|111|101|119|116[ ]?\d{3}|18000|18001[ ]111)(?![\w-])
    | \bon[ ](?P<helpline>116[ ]?\d{3}|18000)(?![\w-])
    | \btext[ ](?:\w+[ ]to[ ]|to[ ])?(?P<sms>\d{5})(?![\w-])
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", re.ASCII)
_SEVEN_DIGITS = frozenset({"8001111", "8454647"})
"""Numbers that are shorter than the others: Childline is one."""


@dataclass(frozen=True)
class Part:
    """A stretch of text; with ``href`` it can be pressed. ``shown`` is its short form, if it has one."""

    text: str
    href: str | None = None
    shown: str | None = None


def parts(text: str) -> tuple[Part, ...]:
    """``text`` cut into plain and pressable stretches; joined again they are the text."""
    found: list[Part] = []
    end = 0
    for start, part in _pressable(text):
        if start > end:
            found.append(Part(text[end:start]))
        found.append(part)
        end = start + len(part.text)
    if end < len(text) or not found:
        found.append(Part(text[end:]))
    return tuple(found)


def _pressable(text: str) -> Iterator[tuple[int, Part]]:
    for match in _PRESSABLE.finditer(text):
        kind = str(match.lastgroup)
        words = match[kind]
        if kind == "link":
            part = _link(_without_ending(words))
        elif kind == "mail":
            part = Part(words, f"mailto:{words}")
        elif kind == "sms":
            part = Part(words, f"sms:{words}")
        else:
            part = _phone(words, any_length=kind != "phone")
        if part is not None:
            yield match.start(kind), part


def _without_ending(address: str) -> str:
    """The address without the sentence's own full stop, quotation mark or closing bracket."""
    while address and (
        address[-1] in ".,;:!?'’”…"
        or any(address[-1] == close and address.count(close) > address.count(start) for start, close in ("()", "[]"))
    ):
        address = address[:-1]
    return address


def _link(address: str) -> Part | None:
    """A web address whose host is plain to see: nothing before it, no look-alike letters, no invisible characters."""
    try:
        split = urlsplit(address)
        host, _port = split.hostname or "", split.port
    except ValueError:
        return None
    hidden = any(unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs") for character in address)
    if hidden or "@" in split.netloc or not _HOST.fullmatch(host):
        return None
    bare = address.partition("://")[2].rstrip("/")
    room = max(MAX_SHOWN, len(split.netloc) + 2)
    return Part(address, address, bare if len(bare) <= room else f"{bare[: room - 1]}…")


def _phone(words: str, *, any_length: bool) -> Part | None:
    digits = re.sub(r"\D", "", words.replace("(0)", ""))
    national = digits.removeprefix("44" if words.startswith("+") else "0")
    if not any_length and len(national) not in (9, 10) and national not in _SEVEN_DIGITS:
        return None
    return Part(words, f"tel:{'+' if words.startswith('+') else ''}{digits}")
