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
import yaml

from bot.information.places import Places

CARDS = Path(__file__).parents[2] / "data" / "languages"
LEAST_WORDS = 3
"""Fewer words are a name, a place or a greeting that people of every language use."""
LEAST_CHARACTERS = 6
"""For languages that put no spaces between words."""
CARD_PARTS = ("welcome", "emergency", "interpreter", "call_back")
_ENGLISH = frozenset({"en", "sco", "un"})
"""English, Scots (which the recogniser takes a few English sentences for), and not known."""
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


def recognise(text: str) -> str | None:
    """The code of the language, when it is surely not English; None when it is English, or too short or mixed to tell."""
    words = text.split()
    # A short Polish question about Peterborough looks half English.
    told = Places.load().left_out(text)
    try:
        # Python keeps half characters that no encoding has; the recogniser wants text that is all there.
        sure, _, found = pycld2.detect(told.encode("utf-8", "ignore"), isPlainText=True)
    except pycld2.error:  # bytes it cannot read are no language
        return None
    _, code, percent, _ = found[0]
    if not sure or code in _ENGLISH or percent < 60:
        return None
    if code.startswith(tuple(_NO_SPACES)):
        return code[:2] if len(text.strip()) >= LEAST_CHARACTERS else None
    return code if len(words) >= LEAST_WORDS else None


@lru_cache(maxsize=1)
def languages() -> dict[str, Language]:
    """The languages we have words in, by code. Raises ``LanguageError``."""
    return {language.code: language for language in map(_read, sorted(CARDS.glob("*.yml")))}


def _read(file: Path) -> Language:
    raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    if raw.get("language") != file.stem:
        raise LanguageError(f"{file.name} says it is '{raw.get('language')}'.")
    missing = [part for part in CARD_PARTS if not (raw.get("cards") or {}).get(part)]
    if missing:
        raise LanguageError(f"{file.name} has no '{missing[0]}'.")
    words = {part: raw["cards"][part].strip() for part in CARD_PARTS}
    return Language(raw["language"], raw["english_name"], raw["own_name"], words, bool(raw["checked_by"] and raw["checked_on"]))
