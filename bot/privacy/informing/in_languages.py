"""The privacy notice and the answers about one's own data in the area's languages: short, fixed, the English beneath.

``data/cards/privacy/CODE.yml`` holds them, each a draft until a native speaker has read it. So nobody depends on them: the
English, which is approved, is always there too; by text as a message of its own, because both would be cut.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from bot import yaml_files
from bot.messages import Channel, Reply

FOLDER = Path(__file__).resolve().parents[3] / "data" / "cards" / "privacy"
ANSWERS = ("access", "erase", "rectify", "object", "complaint", "other", "withdrawn", "child")


class LanguageTextError(Exception):
    """The file of a language lacks something; the message names it."""


@dataclass(frozen=True)
class Words:
    """Our words in one language: the notice in full and for a text message, the answers by name."""

    notice: str
    short: str
    answers: dict[str, str]
    checked: bool


def words(language: str | None) -> Words | None:
    """The words for what a platform or our recogniser calls a language ("pl", "ur-PK"); None for English and for what we lack."""
    return _all().get((language or "").replace("_", "-").split("-")[0].casefold())


def above(english: Reply, language: str | None, channel: Channel, name: str = "notice", **values: str) -> list[Reply]:
    """The reply, or replies, with what it says in ``language`` above it; ``english`` alone when we have no words in that."""
    found = words(language)
    if found is None:
        return [english]
    if channel is Channel.SMS:
        return [Reply((found.short if name == "notice" else found.answers[name]).format(**values)), english]
    text = (found.notice if name == "notice" else found.answers[name]).format(**values)
    return [replace(english, text=f"{text}\n\n{english.text}", short=None)]


@lru_cache(maxsize=1)
def _all() -> dict[str, Words]:
    return {file.stem: _read(file) for file in sorted(FOLDER.glob("*.yml"))}


def _read(file: Path) -> Words:
    """Raises ``LanguageTextError``."""
    try:
        raw = yaml_files.read(file)
        if raw["language"] != file.stem:
            raise LanguageTextError(f"{file.name} says it is '{raw['language']}'.")
        answers = {name: str(raw["answers"][name]) for name in ANSWERS}
        return Words(raw["notice"]["text"], raw["notice"]["short"], answers, bool(raw["checked_by"] and raw["checked_on"]))
    except (KeyError, TypeError, yaml_files.YAMLError) as error:
        raise LanguageTextError(f"{file.name} is not as it should be: {type(error).__name__}: {error}") from error
