"""A message in another language, word by word in English: so that what was learned from English serves it too.

``glossary.tsv`` has a row for each meaning, a column for each language, and in it the beginnings of the words that mean
it: ``bij`` is every word that begins so, ``bij.`` only the word itself, ``dom_opieki`` two words (one more may stand between).
The result is no sentence, and nobody sees it: "boyfriend me hits beats yesterday".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.safety.romanised import levelled
from bot.safety.second_look.english import is_english
from bot.safety.text import Reader, fold

PATH = Path(__file__).with_name("glossary.tsv")
LEAST = 2
"""Words that must be known before a message is taken for that language."""
_LETTERS = 2
_SHORT = 2
"""A beginning of so few letters is a whole word."""
_ENOUGH_KNOWN = 0.15


@dataclass(frozen=True)
class Gloss:
    """English words in the order of what was written, and the language they were found in."""

    text: str
    language: str


@dataclass(frozen=True)
class _Entry:
    parts: tuple[str, ...]
    whole: bool
    english: str

    def length(self, words: Sequence[str], at: int) -> int:
        """How many words from ``at`` on are this entry; 0 when it does not stand there."""
        start = at
        for number, part in enumerate(self.parts):
            exact = self.whole and number == len(self.parts) - 1
            places = (at, at + 1) if number else (at,)
            fits = (place for place in places if place < len(words) and _fits(part, words[place], exact))
            found = next(fits, None)
            if found is None:
                return 0
            at = found + 1
        return at - start


class Glossary:
    """All languages. Safe to share between threads."""

    def __init__(self, rows: Iterable[Sequence[str]], reader: Reader) -> None:
        header, *meanings = rows
        self._reader = reader
        self._entries: dict[str, dict[str, list[_Entry]]] = {language: {} for language in header[1:]}
        for english, *cells in meanings:
            for language, cell in zip(header[1:], cells, strict=True):
                for written in cell.split():
                    folded = [fold(part) for part in written.strip("_.").split("_") if part]
                    parts = tuple(levelled(folded, language))
                    entry = _Entry(parts, written.endswith(".") or len(folded[-1]) <= _SHORT, english)
                    self._entries[language].setdefault(parts[0][:_LETTERS], []).append(entry)
        for known in self._entries.values():
            for entries in known.values():
                entries.sort(key=lambda entry: (-len(entry.parts), -sum(map(len, entry.parts))))

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> Glossary:
        """The glossary that ships with the program."""
        return Glossary((line.split("\t") for line in PATH.read_text(encoding="utf-8").splitlines() if line), Reader.load())

    def gloss(self, text: str) -> Gloss | None:
        """The message in English words; None when it is English, or in no language that the glossary knows enough of."""
        words = [word for sentence in self._reader.sentences(text) for word in sentence.plain]
        if not words or is_english(words):
            return None
        readings = {language: self._read(words, language) for language in self._entries}
        language = max(readings, key=lambda one: readings[one][1])
        glosses, known = readings[language]
        return Gloss(" ".join(glosses), language) if known >= max(LEAST, _ENOUGH_KNOWN * len(words)) else None

    def _read(self, words: Sequence[str], language: str) -> tuple[list[str], int]:
        """The English of the words, a repeated one once, and how many words were known."""
        entries, words = self._entries[language], levelled(words, language)
        found: list[str] = []
        known = at = 0
        while at < len(words):
            word = words[at]
            english, length = _first(entries.get(word[:_LETTERS], ()), words, at)
            if not english and word.isdigit():
                english = word
            if english and (not found or found[-1] != english):
                found.append(english)
            known += length
            at += length or 1
        return found, known


def _first(entries: Iterable[_Entry], words: Sequence[str], at: int) -> tuple[str, int]:
    for entry in entries:
        length = entry.length(words, at)
        if length:
            return entry.english, length
    return "", 0


def _fits(part: str, word: str, whole: bool) -> bool:
    return word == part if whole else word.startswith(part)
