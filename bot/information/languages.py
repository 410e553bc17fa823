"""The language a message is in, recognised offline, and the few fixed words we have in it.

Nothing is translated while somebody waits: every card is a fixed text of ours in ``data/languages``. Each is a draft until a native
speaker has read it, says so in its file, and is shown with the English beside it. Which languages, and why:
the main languages of Peterborough and Cambridgeshire in the censuses of 2011 and 2021.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pycld2

from bot import yaml_files
from bot.information.places import Places

CARDS = Path(__file__).parents[2] / "data" / "languages"
LEAST_WORDS = 3
"""Fewer words are a name, a place or a greeting that people of every language use."""
LEAST_ASCII = 16
"""Characters of a text without accents: "whats ur email" is no Estonian."""
LEAST_WORDS_OF_ANY = 5
"""Words without accents from which a language that few people here speak is believed: "patient liaison telephone" is no French."""
UNKNOWN = "und"
"""The code (ISO 639-2) of a language that nobody could name."""
LEAST_CHARACTERS = 6
"""For languages that put no spaces between words."""
CARD_PARTS = ("welcome", "emergency", "interpreter", "call_back")
_ENGLISH = frozenset({"en", "sco", "un"})
"""English, Scots (which the recogniser takes a few English sentences for), and not known."""
_OURS = frozenset(file.stem for file in CARDS.glob("*.yml"))
_NO_SPACES = frozenset({"zh", "zh-Hant", "ja", "th"})


class LanguageError(Exception):
    """A language file cannot be used; the message names it and says what is wrong."""


@dataclass(frozen=True)
class Language:
    """A language by its ISO 639-1 code, its names, and our words in it by part; ``checked`` by a native speaker or not."""

    code: str
    english_name: str
    own_name: str
    words: Mapping[str, str]
    checked: bool

    def card(self) -> str:
        """All our words in the language, a paragraph each."""
        return "\n\n".join(self.words[part] for part in CARD_PARTS)

    def short(self) -> str:
        """What matters most of them, for one text message of two segments; the card follows for whoever replies MORE."""
        return self.words["short"]


def recognise(text: str) -> str | None:
    """The code of the language, when it is surely not English; None when it is English, or too short or mixed to tell.

    A text in another alphabet is surely not English, even if nobody can say what it is: then ``UNKNOWN``.
    """
    # A short Polish question about Peterborough looks half English.
    told = Places.load().left_out(text)
    words = text.split()
    if told.isascii() and len(told.strip()) < LEAST_ASCII:
        return None
    code = _language_of(told, best_effort=False)
    if code is None and len(told.strip()) >= LEAST_CHARACTERS and _is_foreign_script(told):
        guess = _language_of(told, best_effort=True)
        code = guess if guess in _OURS else UNKNOWN
    if code is None or code.startswith(tuple(_NO_SPACES)):
        return code[:2] if code and len(text.strip()) >= LEAST_CHARACTERS else None
    if told.isascii() and len(words) < LEAST_WORDS_OF_ANY and code not in _OURS:
        return None
    return code if len(words) >= LEAST_WORDS or _is_foreign_script(told) else None


def _language_of(text: str, *, best_effort: bool) -> str | None:
    try:
        # Python keeps half characters that no encoding has; the recogniser wants text that is all there.
        sure, _, found = pycld2.detect(text.encode("utf-8", "ignore"), isPlainText=True, bestEffort=best_effort)
    except pycld2.error:  # bytes it cannot read are no language
        return None
    _, code, percent, _ = found[0]
    return None if code in _ENGLISH or percent < 60 or not (sure or best_effort) else str(code)


def _is_foreign_script(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter > "\u02af" for letter in letters) > len(letters) / 2


@lru_cache(maxsize=1)
def languages() -> dict[str, Language]:
    """The languages we have words in, by code. Raises ``LanguageError``."""
    return {language.code: language for language in map(_read, sorted(CARDS.glob("*.yml")))}


def _read(file: Path) -> Language:
    raw = yaml_files.read(file)
    if raw.get("language") != file.stem:
        raise LanguageError(f"{file.name} says it is '{raw.get('language')}'.")
    parts = (*CARD_PARTS, "short")
    missing = [part for part in parts if not (raw.get("cards") or {}).get(part)]
    if missing:
        raise LanguageError(f"{file.name} has no '{missing[0]}'.")
    words = {part: raw["cards"][part].strip() for part in parts}
    return Language(raw["language"], raw["english_name"], raw["own_name"], words, bool(raw["checked_by"] and raw["checked_on"]))
