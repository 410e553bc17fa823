"""One word of a text, and what lists it is on."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from bot.privacy.finding.lists import word_lists
from bot.privacy.finding.model.features import fold, is_english, is_nearly_english, is_only_a_name
from bot.privacy.finding.wording.things import CLINICAL


class Token(NamedTuple):
    """One word. ``cased`` says it has a capital where capitals mean something (not in a text all in capitals)."""

    word: str
    lower: str
    start: int
    end: int
    cased: bool
    shouted: bool

    @property
    def first_name(self) -> bool:
        return _first_name(self.lower)

    @property
    def cased_name(self) -> bool:
        return _cased_name(self.lower)

    @property
    def ambiguous(self) -> bool:
        return self.lower in word_lists().ambiguous_names

    @property
    def any_name(self) -> bool:
        return _any_name(self.lower)

    @property
    def surname(self) -> bool:
        return self.lower in word_lists().surnames

    @property
    def common(self) -> bool:
        return self.lower in word_lists().common

    @property
    def no_name(self) -> bool:
        lists = word_lists()
        return self.lower in lists.not_names or f"{self.lower}'s" in lists.not_names or self.clinical

    @property
    def clinical(self) -> bool:
        """Ends like a speciality, an operation, an illness or a medicine: "Rheumatology"."""
        return _ends_clinically(self.lower) and not (self.any_name or self.surname)

    @property
    def town(self) -> bool:
        return self.lower in word_lists().towns

    @property
    def initial(self) -> bool:
        return len(self.word) == 1 and self.word.isupper() and self.word not in "IA"

    @property
    def unknown(self) -> bool:
        """On no list: with a capital and something that introduces it, most likely a name."""
        return not (self.common or self.no_name or self.town or self.shouted or self.initial)

    @property
    def unheard(self) -> bool:
        """On no list of any kind, or on one of names that English does not have."""
        if not self.unknown or is_english(self.lower) or is_nearly_english(self.lower):
            return False
        return self.cased or not self.lower.endswith(("ing", "ed", "ly", "s"))


# What lists say of a word depends on the word alone: it is asked once for each, and kept for the commonest.
_KEPT = 20_000


@lru_cache(maxsize=_KEPT)
def _first_name(word: str) -> bool:
    lists = word_lists()
    names = lists.first_names
    if word in names or ("-" in word and word.partition("-")[0] in names):
        return True
    if is_only_a_name(fold(word)) and not (word in lists.ambiguous_names or _cased_name(word) or word in lists.not_names):
        return True
    if not (word.endswith("s") and len(word) > 4 and word[:-1] in names) or is_english(word) or word in lists.surnames:
        return False
    # "michelles mum": the apostrophe left out.
    known = word in lists.not_names or f"{word}'s" in lists.not_names
    return not (known or (_ends_clinically(word) and not (_cased_name(word) or word in lists.ambiguous_names)))


def _cased_name(word: str) -> bool:
    names = word_lists().cased_names
    return word in names or ("-" in word and word.partition("-")[0] in names)


@lru_cache(maxsize=_KEPT)
def _any_name(word: str) -> bool:
    return _first_name(word) or _cased_name(word) or word in word_lists().ambiguous_names


@lru_cache(maxsize=_KEPT)
def _ends_clinically(word: str) -> bool:
    return word.removesuffix("s").endswith(CLINICAL)
