"""English danger signs made of groups of words that stand near each other: what people say in a hundred ways.

The regular signs (``signs/``) know an order of words; these know only that a chest, a tightness and a grey face stand
within a few words. They are looked for in levelled words, and the same guards take them back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import yaml_files
from bot.safety.concepts import WITHIN, ByFirstGroup, Concepts, Together

PATH = Path(__file__).with_name("english.yml")
CALM = "CALM"


@dataclass(frozen=True)
class GroupSign:
    """One sign: any of these combinations, with the guards that may take it back, unless one of those groups is there."""

    sign_id: str
    category: str
    combinations: tuple[Together, ...]
    guards: frozenset[str]
    unless: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Standing:
    """A sign that stands in a sentence, with the words it stands in and up to four before them."""

    sign: GroupSign
    found: str
    before: list[str]


class GroupSigns:
    """All of them. Safe to share between threads."""

    def __init__(self, groups: dict[str, str], signs: tuple[GroupSign, ...]) -> None:
        self._concepts = Concepts(groups)
        self._by_first = ByFirstGroup(signs)

    def standing(self, text: str) -> Iterator[Standing]:
        """The signs that stand in a sentence of levelled words, before any guard is asked."""
        words = text.split()
        places = self._concepts.find(words)
        if not places or CALM in places:
            return
        present = frozenset(places)
        for sign, span in self._by_first.standing(places):
            if not any(taken_back <= present for taken_back in sign.unless):
                yield Standing(sign, " ".join(words[span[0] : span[1]]), words[max(0, span[0] - 4) : span[0]])


def load(guards: frozenset[str], categories: tuple[str, ...], path: Path = PATH) -> GroupSigns:
    """The signs that ship with the program. Raises ``ValueError`` for a sign with an unknown group, guard or category."""
    raw = yaml_files.read(path)
    groups = {str(name): str(words) for name, words in raw["words"].items()}
    return GroupSigns(groups, tuple(_sign(one, frozenset(groups), guards, categories) for one in raw["signs"]))


def _sign(raw: dict[str, Any], groups: frozenset[str], guards: frozenset[str], categories: tuple[str, ...]) -> GroupSign:
    combinations = tuple(Together(tuple(one.split()), int(raw.get("within", WITHIN))) for one in raw["any"])
    unless = tuple(frozenset(one.split()) for one in raw.get("unless", ()))
    named = {group for one in combinations for group in one.groups} | {group for one in unless for group in one}
    wrong = [*(named - groups), *(set(raw["guards"]) - guards), *({raw["category"]} - set(categories))]
    if wrong:
        raise ValueError(f"{PATH.name}, sign {raw['id']}: {wrong[0]} is not known.")
    return GroupSign(raw["id"], raw["category"], combinations, frozenset(raw["guards"]), unless)
