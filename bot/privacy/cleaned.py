"""Text made plain for the rules: invisible characters out, digits and dashes of any script as ASCII, and the way back."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_SAME = {"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'", "\u00b4": "'", "\u201c": '"', "\u201d": '"', "\u2044": "/", "\u2212": "-"}
_KEYCAP = "\ufe0f\u20e3"


@dataclass(frozen=True)
class Cleaned:
    """``text`` for matching; ``origin[i]`` is where its i-th character stood in the original. None: nothing changed."""

    text: str
    origin: Sequence[int] | None
    original: str

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The original's range for a range of the cleaned text, keycap marks after a last emoji digit included."""
        if self.origin is None:
            return start, end
        first, last = self.origin[start], self.origin[end - 1] + 1
        while last < len(self.original) and self.original[last] in _KEYCAP:
            last += 1
        return first, last


def clean(text: str) -> Cleaned:
    """Never fails: lone surrogates become a replacement mark, NUL and zero-width and direction marks go."""
    if text.isascii() and text.isprintable() and "`" not in text:
        return Cleaned(text, None, text)
    characters, origin = [], []
    for index, character in enumerate(text):
        plain = character if " " <= character <= "~" and character != "`" else _plain(character)
        if plain:
            characters.append(plain)
            origin.append(index)
    return Cleaned("".join(characters), origin, text)


def _plain(character: str) -> str:
    """One plain character for one character, or nothing."""
    if character in _SAME:
        return _SAME[character]
    if character in "\n\r\t":
        return character
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    # Cf: zero-width, direction and joining marks, soft hyphen. Me, Mn: keycaps, variation selectors, combining marks.
    if category in ("Cc", "Cf", "Me", "Mn"):
        return ""
    if category == "Zs":
        return " "
    if category in ("Zl", "Zp"):
        return "\n"
    if category == "Pd":
        return "-"
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character
