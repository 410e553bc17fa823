"""The lexicon of danger signs: what makes a message urgent, without a model and in well under two milliseconds.

The signs are data, one file a category in ``signs/``. Each has the words that wake it, patterns over levelled words
(``bot.safety.text``), and the guards that may take it back: a "not", a tale of long ago, an "if", a question about a
service. Only signs whose words occur are looked at, sentence by sentence, so time grows with the text and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot import yaml_files
from bot.safety import groups as group_signs
from bot.safety import tongues
from bot.safety.groups import GroupSigns
from bot.safety.patterns import expand, whole
from bot.safety.text import Reader, Sentence, fold

CATEGORIES = (
    "medical_emergency",
    "suicide_self_harm",
    "threat_to_others",
    "child_safeguarding",
    "domestic_abuse",
    "adult_safeguarding",
)
"""The contract's categories, most urgent first: of several signs in one message the first of these is answered."""

GUARDS = frozenset({"negated", "past", "over", "was", "if", "service"})
_SPEAKER = frozenset(("i", "im", "ive", "id", "ill", "me", "my", "mine", "myself", "we", "us"))
_THIRD = frozenset(("he", "hes", "hell", "she", "shes", "they", "theyre", "him", "her", "himself", "herself", "mum", "dad", "son"))
_SUBJECTS = frozenset(("i", "im", "ive", "id", "ill", "we", "he", "hes", "she", "shes", "they", "theyre", "my"))


class LexiconError(Exception):
    """A sign cannot be used; the message names the file and the sign."""


@dataclass(frozen=True)
class Sign:
    """A danger sign found: the contract's category, which sign, whose danger (``self`` or ``other``), in which language.

    ``chance`` is None for a sign of the lexicon, and how sure the weighed words are (``bot.safety.weighed``) for theirs. One that
    ``waits`` is a suspicion, for which a second look is awaited a few seconds (``bot.safety.suspicion``).
    """

    category: str
    sign_id: str
    person: str
    language: str = "en"
    chance: float | None = None
    waits: bool = False


@dataclass(frozen=True)
class Rule:
    """One sign of the lexicon, ready to use."""

    sign_id: str
    category: str
    words: frozenset[str]
    pattern: re.Pattern[str]
    guards: frozenset[str]
    unless: re.Pattern[str] | None
    person: str | None
    examples: tuple[str, ...] = field(repr=False, default=())
    counter_examples: tuple[str, ...] = field(repr=False, default=())


class Lexicon:
    """All signs, compiled once. Safe to share between threads."""

    def __init__(
        self, reader: Reader, tables: dict[str, Any], rules: tuple[Rule, ...], others: tongues.Tongues, groups: GroupSigns
    ) -> None:
        self.rules = rules
        self._others = others
        self._groups = groups
        self._reader = reader
        self._by_word: dict[str, list[Rule]] = {}
        for rule in rules:
            for word in rule.words:
                self._by_word.setdefault(word, []).append(rule)
        self._wakes = frozenset(self._by_word)
        guards = {name: whole(pattern) for name, pattern in tables["guards"].items()}
        self._negation, self._denial = guards["negation"], guards["denial"]
        self._past, self._present, self._used_to = guards["past"], guards["present"], whole("used to")
        self._over, self._after, self._was = guards["over"], guards["after"], guards["was"]
        self._if, self._service = guards["if"], guards["service"]

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> Lexicon:
        """The lexicon that ships with the program. Raises ``LexiconError`` when a sign is broken."""
        room = Path(__file__).parent
        tables = yaml_files.read(room / "language.yml")
        rules: list[Rule] = []
        for path in sorted((room / "signs").glob("*.yml")):
            for raw in yaml_files.read(path)["signs"]:
                rules.append(_rule(raw, path, tables["macros"]))
        if len({rule.sign_id for rule in rules}) < len(rules):
            raise LexiconError("Two signs have the same id.")
        try:
            return Lexicon(Reader(tables), tables, tuple(rules), tongues.load(), group_signs.load(GUARDS, CATEGORIES))
        except (KeyError, TypeError, ValueError) as error:
            raise LexiconError(f"Groups or other languages: {type(error).__name__} {error}") from error

    def check(self, text: str) -> Sign | None:
        """The most urgent danger sign in a message as the person wrote it (or redacted), or None."""
        best: Sign | None = None
        for sentence in self._reader.sentences(text):
            for sign in self._signs(sentence, best):
                if best is None or _urgency(sign) < _urgency(best):
                    best = sign
        return best

    def where(self, text: str) -> Iterator[str]:
        """The sentences of a message, levelled, in which any sign stands."""
        for sentence in self._reader.sentences(text):
            if next(self._signs(sentence, None), None) is not None:
                yield sentence.text

    def _signs(self, sentence: Sentence, best: Sign | None) -> Iterator[Sign]:
        """The signs of a sentence; those that could not be more urgent than ``best`` are not all looked for."""
        for word in sentence.words & self._wakes:
            for rule in self._by_word[word]:
                if best is not None and CATEGORIES.index(rule.category) > CATEGORIES.index(best.category):
                    continue
                match = self._find(rule, sentence)
                if match is not None:
                    yield Sign(rule.category, rule.sign_id, _person(rule, match, sentence.text))
        for standing in self._groups.standing(sentence.text):
            sign = standing.sign
            if not self._taken_back(sign.guards, sentence.text, standing.found, standing.before):
                yield Sign(sign.category, sign.sign_id, "other" if set(standing.found.split()) & _THIRD else "self")
        for found in self._others.found(sentence.plain):
            yield Sign(found.category, f"{found.language}-{found.sign_id}", "self", found.language)

    def _find(self, rule: Rule, sentence: Sentence) -> re.Match[str] | None:
        """The first place in the sentence where the sign stands and no guard takes it back."""
        text = sentence.text
        for match in rule.pattern.finditer(text):
            if rule.unless is not None and rule.unless.search(text):
                return None
            if not self._taken_back(rule.guards, text, match.group(), text[: match.start()].split()[-4:]):
                return match
        return None

    def _taken_back(self, guards: frozenset[str], text: str, found: str, before: list[str]) -> bool:
        """Whether a guard takes back what was ``found`` in a sentence, with the words ``before`` it."""
        near, just_before = f" {' '.join(before)} ", f" {' '.join(before[-2:])} "
        return bool(
            ("service" in guards and self._service.search(text))
            or ("over" in guards and (self._over.search(text) or self._after.search(just_before)))
            or ("past" in guards and self._is_past(text, f"{near}{found} "))
            or ("negated" in guards and self._is_negated(found, before))
            or ("was" in guards and self._was.search(just_before))
            or ("if" in guards and self._if.search(near))
        )

    def _is_past(self, text: str, here: str) -> bool:
        if not self._past.search(text):
            return False
        return not self._present.search(here) or bool(self._used_to.search(here))

    def _is_negated(self, found: str, before: list[str]) -> bool:
        if self._negation.search(f" {found} "):
            return True
        # "but" and a comma end the reach of a "not".
        for index in range(len(before) - 1, -1, -1):
            if before[index] in ("but", ",", "though"):
                before = before[index + 1 :]
                break
        reach = f" {' '.join(before)} "
        if found.split(" ", 1)[0] in _SUBJECTS:
            return bool(self._denial.search(reach))
        return bool(self._negation.search(reach))


def _urgency(sign: Sign) -> tuple[int, str]:
    # Of equally urgent ones the sign id that sorts first, so that the answer never depends on the order of a set.
    return CATEGORIES.index(sign.category), sign.sign_id


def _person(rule: Rule, match: re.Match[str], text: str) -> str:
    """Whose danger: as the sign says, or the speaker's when what was found names the speaker and nobody else."""
    if rule.person is not None:
        return rule.person
    words = set(match.group().split())
    if words & _THIRD:
        return "other"
    words |= set(text[: match.start()].split()[-2:]) & {"i", "im", "ive", "ill", "id"}
    return "self" if words & _SPEAKER else "other"


def _rule(raw: dict[str, Any], path: Path, macros: dict[str, str]) -> Rule:
    try:
        guards = frozenset(raw.get("guards", ["negated"]))
        if not guards <= GUARDS:
            raise ValueError(f"unknown guard {sorted(guards - GUARDS)[0]}")
        if raw["category"] not in CATEGORIES:
            raise ValueError(f"unknown category {raw['category']}")
        if raw.get("person") not in (None, "self", "other"):
            raise ValueError("person is self or other")
        return Rule(
            sign_id=raw["id"],
            category=raw["category"],
            words=frozenset(fold(raw["words"]).split()),
            pattern=whole("|".join(expand(pattern, macros) for pattern in raw["patterns"])),
            guards=guards,
            unless=whole(expand(raw["unless"], macros)) if raw.get("unless") else None,
            person=raw.get("person"),
            examples=tuple(raw.get("finds", ())),
            counter_examples=tuple(raw.get("leaves", ())),
        )
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise LexiconError(f"{path.name}, sign {raw.get('id', '?')}: {type(error).__name__} {error}") from error
