"""The rules of ``rules.yml``, compiled: which words in a public comment mean what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot import yaml_files
from bot.safety.patterns import expand, whole
from bot.safety.text import Sentence


class RuleError(Exception):
    """A rule cannot be used; the message names it."""


@dataclass(frozen=True)
class Kind:
    """A kind of comment: its words for staff, what shows it, and what takes it back."""

    ground: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None

    def shows_in(self, sentence: Sentence) -> bool:
        """Whether the sentence is of this kind."""
        if not self.pattern.search(sentence.text):
            return False
        return self.unless is None or not self.unless.search(sentence.text)


@dataclass(frozen=True)
class Rules:
    """Everything ``rules.yml`` says."""

    kinds: dict[str, Kind]
    own_details: dict[str, re.Pattern[str]]
    others_details: dict[str, re.Pattern[str]]
    experience: tuple[re.Pattern[str], ...]
    about_care: re.Pattern[str]
    titles: re.Pattern[str]
    own_names: re.Pattern[str]
    own_cues: re.Pattern[str]
    others_cues: re.Pattern[str]
    service_cues: re.Pattern[str]

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> Rules:
        """The rules that ship beside this file. Raises ``RuleError``."""
        path = Path(__file__).with_name("rules.yml")
        raw: dict[str, Any] = yaml_files.read(path)
        macros = raw["macros"]

        def one(pattern: str) -> re.Pattern[str]:
            try:
                # A pattern that looks over the whole sentence brings its own anchor.
                full = expand(pattern, macros)
                return re.compile(full) if full.startswith("^") else whole(full)
            except (re.error, KeyError) as error:
                raise RuleError(f"{path.name}: {pattern!r}: {error}") from error

        def details(name: str) -> dict[str, re.Pattern[str]]:
            return {ground: one("|".join(patterns)) for ground, patterns in raw[name].items()}

        return Rules(
            kinds={
                name: Kind(kind["ground"], one("|".join(kind["patterns"])), one(kind["unless"]) if "unless" in kind else None)
                for name, kind in raw["kinds"].items()
            },
            own_details=details("own_details"),
            others_details=details("others_details"),
            experience=tuple(one(pattern) for pattern in raw["experience"]),
            **{name: one(raw[name]) for name in ("about_care", "titles", "own_names", "own_cues", "others_cues", "service_cues")},
        )
