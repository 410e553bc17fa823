"""Text made plain for the rules, and the way back.

Invisible characters go, digits and dashes of any script become ASCII, letters of another alphabet that only look Latin become
Latin, figures written as words become figures.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.privacy.finding import spelt, spoken

_SAME = {"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'", "\u00b4": "'", "\u201c": '"', "\u201d": '"', "\u2044": "/", "\u2212": "-"}
_KEYCAP = "\ufe0f\u20e3"
_LOOKS_LATIN = str.maketrans("АВЕКМНОРСТУХІЈЅаеорсухіјѕһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEKMHOPCTYXIJSaeopcyxijshdqwABEZHIKMNOPTYXo")
_WORD = re.compile(r"\w+")
_ELSEWHERE = re.compile(r"[\u0370-\u052f]")
"""Greek and Cyrillic."""
_HERE = re.compile(r"[A-Za-z0-9]")
_LETTERS_FOR_FIGURES = re.compile(r"(?<![\w@.])(?![OI]{2}\d\d[ \-]?[A-Z]{3}(?!\w))(?=[oOlI]*\d)(?=\d*[oOlI])[\doOlI]{3,}(?![\w@])")
_FIGURES = str.maketrans("oOlI", "0011")
"""The letters o and l typed for nought and one, in a word that holds nothing but them and figures; not on a number plate."""


@dataclass(frozen=True)
class Cleaned:
    """``text`` for matching; its i-th character stands for the original from ``starts[i]`` to ``ends[i]``. None: nothing changed."""

    text: str
    starts: Sequence[int] | None
    ends: Sequence[int] | None
    original: str

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The original's range for a range of the cleaned text, keycap marks after a last emoji digit included."""
        if self.starts is None or self.ends is None:
            return start, end
        first, last = self.starts[start], self.ends[end - 1]
        while last < len(self.original) and self.original[last] in _KEYCAP:
            last += 1
        return first, last


def clean(text: str) -> Cleaned:
    """Never fails: lone surrogates become a replacement mark, NUL and zero-width and direction marks go."""
    if text.isascii() and text.isprintable() and "`" not in text:
        return _with_figures(Cleaned(_figured(text), None, None, text))
    characters, starts = [], []
    for index, character in enumerate(text):
        plain = character if " " <= character <= "~" and character != "`" else _plain(character)
        if plain:
            characters.append(plain)
            starts.append(index)
    latin = _latin("".join(characters))
    return _with_figures(Cleaned(_figured(latin), starts, [start + 1 for start in starts], text))


def _latin(text: str) -> str:
    """Words that mix Latin letters or figures with those of another alphabet, in Latin as far as they look it."""
    return (
        _WORD.sub(lambda match: match[0].translate(_LOOKS_LATIN) if _mixed(match[0]) else match[0], text)
        if _ELSEWHERE.search(text)
        else text
    )


def _mixed(word: str) -> bool:
    return _ELSEWHERE.search(word) is not None and _HERE.search(word) is not None


def _figured(text: str) -> str:
    return _LETTERS_FOR_FIGURES.sub(lambda match: match[0].translate(_FIGURES), text)


def _with_figures(cleaned: Cleaned) -> Cleaned:
    """The same with spoken figures as figures."""
    replacements = _in_order(list(spelt.runs(cleaned.text)), list(spoken.runs(cleaned.text)))
    if not replacements:
        return cleaned
    old_starts = cleaned.starts or range(len(cleaned.text))
    old_ends = cleaned.ends or range(1, len(cleaned.text) + 1)
    text, starts, ends, at = "", list[int](), list[int](), 0
    for start, end, figures in [*replacements, (len(cleaned.text), len(cleaned.text), "")]:
        text += cleaned.text[at:start] + figures
        starts += [*old_starts[at:start], *[old_starts[start] for _ in figures]]
        ends += [*old_ends[at:start], *[old_ends[end - 1] for _ in figures]]
        at = end
    return Cleaned(text, starts, ends, cleaned.original)


def _in_order(surer: list[tuple[int, int, str]], others: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Both, without those of the second that fall between the ends of the first."""
    if not surer:
        return others
    first, last = surer[0][0], surer[-1][1]
    return sorted([*surer, *(one for one in others if one[1] <= first or one[0] >= last)])


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
