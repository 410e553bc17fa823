"""The topics there are, and those that plain words give away: read once from ``data/experiences/themes.yml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot import yaml_files

FILE = Path(__file__).parents[3] / "data" / "experiences" / "themes.yml"


@dataclass(frozen=True)
class Theme:
    """``label``: its name in the NHS framework, None for one of ours. ``words``: what gives it away, if it is found by words."""

    code: str
    title: str
    category: str
    label: str | None
    words: re.Pattern[str] | None


@lru_cache(maxsize=1)
def themes() -> dict[str, Theme]:
    """Every topic by its code, in the order of the file."""
    raw = yaml_files.read(FILE)
    found = {}
    for category in raw["categories"]:
        for entry in category["themes"]:
            words = re.compile(entry["words"], re.IGNORECASE) if "words" in entry else None
            found[entry["code"]] = Theme(entry["code"], entry["title"], category["name"], entry.get("label"), words)
    return found


def given_away(text: str) -> dict[str, list[str]]:
    """The topics that plain words of the text give away, each with those words."""
    found = {}
    for theme in themes().values():
        if theme.words is not None and (matches := [match[0] for match in theme.words.finditer(text)]):
            found[theme.code] = list(dict.fromkeys(match.lower() for match in matches))[:3]
    return found
