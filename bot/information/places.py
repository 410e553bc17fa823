"""The places in a question: which council's area it is about, and whether it is about somewhere that we hold nothing on."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot import yaml_files

_FILE = Path(__file__).with_name("places.yml")
_AT = r"(?:in|near|around|at|outside|of|for|to)"
_FROM = re.compile(r"\b(?:mov\w+|came|come|coming|just|living|transfer\w*) (?:\w+ ){0,3}from\s*$")
_STREET = r"(?!'?s? (?:roads?|rd|streets?|st|lanes?|avenue|ave|drive|close|way|court|house|crescent|terrace)\b)"
"""Behind the name of a place: a street of ours may be called after a town elsewhere (Lincoln Road, Newmarket Road)."""
_TITLE = r"(?<!duke of )(?<!prince of )(?<!princess of )"
_POSTCODE = re.compile(r"\b([a-z]{1,2}[0-9]{1,2})[a-z]?(?:\s*[0-9][a-z]{2})?\b")


@dataclass(frozen=True)
class Places:
    """The lists of ``places.yml`` as patterns. ``anywhere`` are topics whose answer is the same all over England."""

    inside: dict[str, re.Pattern[str]]
    postcodes: dict[str, str]
    outside: re.Pattern[str]
    other_nations: re.Pattern[str]
    anywhere: frozenset[str]
    names: re.Pattern[str]
    hospitals: re.Pattern[str]

    @classmethod
    def load(cls) -> Places:
        """The lists, read once in a process."""
        return _shared()

    def area(self, text: str) -> str | None:
        """``cambridgeshire`` or ``peterborough`` when the text names a place or a postcode of one of them and not of the other."""
        small = _level(text)
        found = {area for area, pattern in self.inside.items() if pattern.search(small)}
        for district in _POSTCODE.findall(small):
            area = self.postcodes.get(district) or self.postcodes.get(district.rstrip("0123456789"))
            if area:
                found.add(area)
        return found.pop() if len(found) == 1 else None

    def is_outside(self, text: str, topic: str) -> bool:
        """Whether a question on this topic asks of services outside our area. Where somebody moved from does not count."""
        small, elsewhere = _level(text), self.other_nations if topic in self.anywhere else self.outside
        named = [match for match in elsewhere.finditer(small) if not _FROM.search(small[: match.start()])]
        return bool(named) and self.area(text) is None

    def left_out(self, text: str) -> str:
        """The text without the names of places, for what does not depend on them; a hospital's name becomes the word."""
        return self.names.sub(" ", self.hospitals.sub("hospital", text.replace("\u2019", "'")))

    def named(self, text: str) -> list[str]:
        """The places that the text names, in small letters."""
        return [name.lower() for pattern in (self.hospitals, self.names) for name in pattern.findall(text.replace("\u2019", "'"))]


def _level(text: str) -> str:
    return text.lower().replace("\u2019", "'")


def _any(names: list[str]) -> str:
    """A pattern for any of the names, by their first letters: of hundreds only those with the right one are tried at a word."""
    rest: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names, key=len, reverse=True):
        rest[name[0]].append(re.escape(name[1:]))
    return "|".join(f"[{first}{first.upper()}](?:{'|'.join(ends)})" for first, ends in rest.items())


def _places(names: list[str], ambiguous: set[str]) -> str:
    """A pattern for the names; one that is also a word, or somebody's name, counts only behind "in", "near" and the like."""
    clear, unclear = [name for name in names if name not in ambiguous], [name for name in names if name in ambiguous]
    return rf"\b(?:{_any(clear)})\b" + (rf"|\b{_AT} (?:{_any(unclear)})\b" if unclear else "")


@lru_cache(maxsize=1)
def _shared() -> Places:
    lists = yaml_files.read(_FILE)
    ambiguous = set(lists["ambiguous"])
    inside = {area: re.compile(_places(names, ambiguous)) for area, names in lists["inside"].items()}
    postcodes = {code: area for area, codes in lists["postcodes"].items() for code in codes}
    abroad, all_outside = lists["other_nations"], [*lists["outside"], *lists["other_nations"]]
    outside, other_nations = (re.compile(f"{_TITLE}(?:{_places(names, ambiguous)}){_STREET}") for names in (all_outside, abroad))
    clear = [name for names in (*lists["inside"].values(), all_outside) for name in names if name not in ambiguous]
    names = re.compile(rf"\b(?:{_any(clear)})\b", re.IGNORECASE)
    hospitals = re.compile(rf"\b(?:{_any(lists['hospitals'])})\b(?: hospital)?", re.IGNORECASE)
    return Places(inside, postcodes, outside, other_nations, frozenset(lists["anywhere"]), names, hospitals)
