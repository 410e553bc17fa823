"""Plain words out of real writing: one spelling for what people type in many ways.

Case, accents, zero-width and look-alike letters, curly quotes, missing apostrophes, stretched words, stars and digits
in place of letters, text-speak and common misspellings are all levelled, so that a pattern need be written only once.
Work is linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

MAX_CHARACTERS = 20_000
"""Of a longer text the first and the last half of this many characters are read."""

WINDOW, OVERLAP = 48, 16
"""Writing without full stops is read in stretches of so many words, each repeating the end of the one before."""

# Chinese is read sign by sign; the vowel signs of Gurmukhi and its sisters are no letters to Python, yet belong to the word.
_TOKEN = re.compile(
    r"[\u3400-\u9fff]|(?:[^\W_\u3400-\u9fff]|[\u0900-\u0963\u0966-\u0dff])+(?:[*@$!|][^\W_]+)*"
    r"|[.?!;\n\u2026\u061f\u06d4\u0964\u3002\uff1f\uff01]+|[,\uff0c\u060c]"
)
# Arabic letters that Urdu, Arabic and telephones write in different ways.
_ARABIC = str.maketrans("\u064a\u0649\u0643\u0647\u06be\u0629\u06c3\u06d5\u06c2", "\u06cc\u06cc\u06a9" + "\u06c1" * 6)
_ASKS = re.compile("[?\u061f\uff1f]")
_APOSTROPHES = re.compile("['`\u2018\u2019\u201b\u00b4\u02bc\u2032\uff07]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\x00]"
)
_BEFORE_TO = frozenset(("want", "wants", "going", "need", "have", "ive", "trying", "tried", "try", "ready", "about"))
_LETTERS_FOR_SIGNS = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i", "|": "i"})
# Cyrillic and Greek letters that look like Latin ones; used only inside a word that mixes the alphabets.
_LOOK_ALIKES = str.maketrans("аеіјорсухѕһԁԛԝвкмнтαεικνορτυχ", "aeijopcyxshdqwbkmhtaeikvoptux")


@dataclass(frozen=True)
class Sentence:
    """A sentence, or a stretch of a long one: its words between single spaces, with one at each end.

    ``plain`` are the words before English spelling was put right: other languages are read in those.
    """

    text: str
    words: frozenset[str]
    question: bool
    plain: tuple[str, ...]


def fold(text: str) -> str:
    """Lower case without accents, invisible characters or apostrophes; everything else stays where it was."""
    text = _APOSTROPHES.sub("", text.lower())
    if text.isascii():
        return text.replace("\x00", "")
    text = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text))
    # Accents go; the vowel signs of Gurmukhi and its sisters are part of the word.
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Mn" or "\u0900" <= letter <= "\u0dff")
    text = text.translate(_ARABIC).replace("\u0142", "l").replace("\u0131", "i").replace("\u0111", "d")
    return _APOSTROPHES.sub("", text).lower()


class Reader:
    """Reads text into sentences of levelled words, by the tables of ``language.yml``."""

    def __init__(self, tables: dict[str, Any]) -> None:
        self._spelling: dict[str, str] = {str(wrong): right for right, forms in tables["spelling"].items() for wrong in str(forms).split()}
        self._pairs: dict[tuple[str, str], str] = {}
        for joined, forms in tables["pairs"].items():
            for form in forms:
                first, second = form.split()
                self._pairs[first, second] = joined
        self._near: dict[str, list[str]] = {}
        for word in tables["near"].split():
            self._near.setdefault(word[0], []).append(word)
        self._not_near = frozenset(tables["not_near"].split())
        self._masked = tuple(tables["masked"].split())
        self._masked_set = frozenset(self._masked)

    @classmethod
    def load(cls, path: Path | None = None) -> Reader:
        """The reader with the tables that ship beside this file."""
        path = path or Path(__file__).with_name("language.yml")
        return cls(yaml.safe_load(path.read_text(encoding="utf-8")))

    def sentences(self, text: str) -> list[Sentence]:
        """The sentences of a text in order; long ones in overlapping stretches."""
        if len(text) > MAX_CHARACTERS:
            half = MAX_CHARACTERS // 2
            text = f"{text[:half]}\n{text[-half:]}"
        found: list[Sentence] = []
        words: list[str] = []
        plain: list[str] = []
        for match in _TOKEN.finditer(folded := _STRETCHED.sub(r"\1", fold(text))):
            typed = match.group()
            if typed[0].isalnum():
                self._append(words, typed)
                plain.append(typed)
            elif typed in ",\uff0c\u060c":
                words.append(",")
            elif typed[0] == "." and folded[match.end() : match.end() + 1].isdigit():
                continue  # 3.5, 10.30
            else:
                found += _stretches(words, plain, bool(_ASKS.search(typed)))
                words, plain = [], []
        return found + _stretches(words, plain, False)

    def _append(self, words: list[str], typed: str) -> None:
        """Adds a word under its levelled spelling, joined with the word before where the two are one form."""
        if not typed.isascii() and any("a" <= letter <= "z" for letter in typed):
            typed = typed.translate(_LOOK_ALIKES)
        typed = self._level(typed)
        if typed == "2" and words and words[-1] in _BEFORE_TO:
            typed = "to"
        for word in typed.split():
            joined = self._pairs.get((words[-1], word)) if words else None
            if joined:
                words[-1] = joined
            else:
                words.append(word)

    def _level(self, typed: str) -> str:
        known = self._spelling.get(typed)
        if known is not None:
            return known
        if not typed.isalpha():
            return self._unmask(typed)
        if len(typed) >= 6 and typed not in self._not_near:
            near = self._near.get(typed[0], ())
            if typed not in near:
                return next((word for word in near if one_slip(typed, word)), typed)
        return typed

    def _unmask(self, typed: str) -> str:
        """``k*ll``, ``su1c1de``: a danger word behind stars or digits; anything else comes back as it was."""
        if typed.isdigit():
            return typed
        if "*" in typed:
            shape = re.compile("".join("[a-z]?" if letter == "*" else re.escape(letter) for letter in typed.translate(_LETTERS_FOR_SIGNS)))
            return next((word for word in self._masked if shape.fullmatch(word)), typed)
        plain = typed.translate(_LETTERS_FOR_SIGNS)
        return plain if plain in self._masked_set else typed


def one_slip(typed: str, word: str) -> bool:
    """Whether ``typed`` is ``word`` with one letter wrong, missing, added, or two neighbours swapped."""
    if abs(len(typed) - len(word)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(word)) and typed[start] == word[start]:
        start += 1
    a, b = typed[start:], word[start:]
    if a[1:] == b[1:] or a[1:] == b or a == b[1:]:
        return True
    return a[2:] == b[2:] and a[:2] == b[:2][::-1]


def _stretches(words: list[str], plain: list[str], question: bool) -> list[Sentence]:
    if not words:
        return []
    longest = max(len(words), len(plain))
    places = range(0, max(1, longest - OVERLAP), WINDOW - OVERLAP) if longest > WINDOW else range(1)
    parts = [(words[at : at + WINDOW], plain[at : at + WINDOW]) for at in places]
    return [Sentence(f" {' '.join(part)} ", frozenset(part), question, tuple(as_typed)) for part, as_typed in parts]
