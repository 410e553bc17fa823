"""One word of a text, and what lists it is on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from bot.privacy.lists import word_lists
from bot.privacy.model.features import fold, is_english, is_nearly_english, is_only_a_name
from bot.privacy.things import CLINICAL


@dataclass(frozen=True)
class Token:
    """One word. ``cased`` says it has a capital where capitals mean something (not in a text all in capitals)."""

    word: str
    start: int
    end: int
    cased: bool
    shouted: bool

    @cached_property
    def lower(self) -> str:
        return self.word.lower()

    @cached_property
    def first_name(self) -> bool:
        names, word = word_lists().first_names, self.lower
        if word in names or ("-" in word and word.partition("-")[0] in names):
            return True
        if is_only_a_name(fold(word)) and not (self.ambiguous or self.cased_name or word in word_lists().not_names):
            return True
        # "michelles mum": the apostrophe left out.
        return word.endswith("s") and len(word) > 4 and word[:-1] in names and not is_english(word) and not (self.surname or self.no_name)

    @property
    def cased_name(self) -> bool:
        return self.lower in word_lists().cased_names or ("-" in self.lower and self.lower.partition("-")[0] in word_lists().cased_names)

    @property
    def ambiguous(self) -> bool:
        return self.lower in word_lists().ambiguous_names

    @property
    def any_name(self) -> bool:
        return self.first_name or self.cased_name or self.ambiguous

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

    @cached_property
    def clinical(self) -> bool:
        """Ends like a speciality, an operation, an illness or a medicine: "Rheumatology"."""
        return self.lower.removesuffix("s").endswith(CLINICAL) and not (self.any_name or self.surname)

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
