"""Danger signs in the area's other languages: one table of signs that all share, and each language's words for its groups.

A sign is found when the groups of one of its combinations stand near each other, and nothing in the sentence takes it
back: one of its ``unless``, or the language's ``CALM`` (long ago, a death that has happened, a leaflet, a course).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import yaml_files
from bot.safety.concepts import WITHIN, ByFirstGroup, Concepts, Places, Together

FOLDER = Path(__file__).with_name("languages")
CALM = "CALM"


def words_of(line: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(line.split())


_ENGLISH = words_of("the my is was and with this that of for have has they you your had are not she he her his it we been")
_ENGLISH_ENOUGH = 2
"""So many of these words make a sentence English: "stroke" in it is then not Urdu."""

_SOME_ENGLISH = _ENGLISH | words_of(
    "i im am how what do does get after a an like just there any about if id ive in on to support group near poster gave they out"
    " signs were"
)
_SHARED_WITH_ENGLISH = words_of(
    "stroke heart attack suicide suicidal suicides sepsis septic epilepsy epileptic anaphylaxis anaphylactic insult overdose rape"
    " contractions"
)
"""Words of other languages that are English too: they count only where no English stands around them."""


@dataclass(frozen=True)
class SharedSign:
    """A sign of every language: any one of these combinations of groups, unless all of one of those are there too."""

    sign_id: str
    category: str
    combinations: tuple[Together, ...]
    unless: tuple[tuple[str, ...], ...]

    def is_taken_back(self, places: Places) -> bool:
        """Whether other groups in the sentence say that it means something else."""
        return any(all(group in places for group in taken_back) for taken_back in self.unless)


@dataclass(frozen=True)
class Found:
    """A shared sign that stands, and the language whose words said so."""

    sign_id: str
    category: str
    language: str


class Tongues:
    """All languages but English. Neighbours share words, so a sentence is asked of each, and the one that knows most of it tells."""

    def __init__(self, signs: Sequence[SharedSign], words: Mapping[str, Mapping[str, str]]) -> None:
        """``words`` are those of each language for the groups of the ``signs``."""
        self._signs = ByFirstGroup(signs)
        self._languages = tuple(words)
        # All are looked for at once: a look-up a word, however many languages there are.
        self._concepts = Concepts({f"{language} {group}": entries for language, of in words.items() for group, entries in of.items()})

    def found(self, words: tuple[str, ...]) -> list[Found]:
        """The signs that stand in a sentence and are not taken back."""
        if sum(word in _ENGLISH for word in words) >= _ENGLISH_ENOUGH:
            return []
        if not _SOME_ENGLISH.isdisjoint(words):
            words = tuple("" if word in _SHARED_WITH_ENGLISH else word for word in words)
        standing: dict[str, tuple[int, Found]] = {}
        calm: set[str] = set()
        by_language: dict[str, Places] = {}
        for name, found in self._concepts.find(words).items():
            language, group = name.split()
            by_language.setdefault(language, {})[group] = found
        for language in self._languages:
            places = by_language.get(language, {})
            for sign, _ in self._signs.standing(places):
                if sign.is_taken_back(places):
                    continue
                if CALM in places:
                    calm.add(sign.sign_id)
                elif sign.sign_id not in standing or len(places) > standing[sign.sign_id][0]:
                    standing[sign.sign_id] = len(places), Found(sign.sign_id, sign.category, language)
        return [one for sign_id, (_, one) in standing.items() if sign_id not in calm]


def load(folder: Path = FOLDER) -> Tongues:
    """Every language of the folder. Raises ``ValueError`` for a table that cannot be used, naming file and fault."""
    shared = yaml_files.read(folder / "signs.yml")["signs"]
    signs = tuple(_sign(raw) for raw in shared)
    groups = {group for sign in signs for part in (*(one.groups for one in sign.combinations), *sign.unless) for group in part}
    words: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("??.yml")):
        raw = yaml_files.read(path)
        unknown = set(raw["words"]) - groups - {CALM}
        if unknown or raw["language"] != path.stem:
            raise ValueError(f"{path.name}: {', '.join(sorted(unknown)) or raw['language']} is used by no sign.")
        words[path.stem] = {name: str(entries) for name, entries in raw["words"].items()}
    return Tongues(signs, words)


def _sign(raw: dict[str, Any]) -> SharedSign:
    combinations = tuple(Together(tuple(one.split()), int(raw.get("within", WITHIN))) for one in raw["any"])
    return SharedSign(raw["id"], raw["category"], combinations, tuple(tuple(one.split()) for one in raw.get("unless", ())))
