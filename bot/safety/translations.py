"""Danger cards in the area's other languages, put together from each language's sentences by one layout.

``data/cards/languages/LANGUAGE.yml`` holds sentences with their numbers in braces; ``layout.yml`` says which make up
which card. Until a native speaker has checked a language, the English card stands beneath the words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_NUMBER = re.compile(r"\{([\d ]+)\}")
FIELDS = ("language", "name", "version", "status", "sentences", "short")
SHORT_UNITS = 133
"""UTF-16 units that two segments of a text message hold once a sign outside of GSM-7 stands in it (``connectors.sms.pages``)."""


class TranslationError(Exception):
    """A language's sentences cannot be used; the message names the file."""


def read(
    path: Path, raw: Mapping[str, Any], layout: Mapping[str, Mapping[str, Sequence[str]]], numbers: frozenset[str]
) -> dict[str, dict[str, Any]]:
    """A language's cards by category, each with ``text``, ``short`` and perhaps a channel's own words.

    Raises ``TranslationError`` when a sentence is missing, or prints a number in braces that is not confirmed, or a
    number outside of braces, where nobody checks it.
    """
    for name in FIELDS:
        if not raw.get(name):
            raise TranslationError(f"{path.name}: '{name}' is missing.")
    if raw["language"] != path.stem or not isinstance(raw.get("checked_by_native_speaker"), bool):
        raise TranslationError(f"{path.name}: 'language' must be {path.stem}, 'checked_by_native_speaker' yes or no.")
    sentences = {name: _filled(path, name, str(words), numbers) for name, words in raw["sentences"].items()}
    cards: dict[str, dict[str, Any]] = {}
    for category, forms in layout.items():
        missing = [name for names in forms.values() for name in names if name not in sentences]
        if missing:
            raise TranslationError(f"{path.name}: the sentence '{missing[0]}' is missing.")
        said = {form: "\n\n".join(sentences[name] for name in names) for form, names in forms.items()}
        said["short"] = _filled(path, category, str(raw["short"].get(category, "")), numbers)
        if not 0 < len(said["short"].encode("utf-16-le")) // 2 <= SHORT_UNITS:
            raise TranslationError(f"{path.name}: the short form for {category} is missing, or does not fit two text messages.")
        cards[category] = {"category": category, "language": raw["language"], "version": str(raw["version"]), "status": raw["status"],
                           "checked": raw["checked_by_native_speaker"], **said}  # fmt: skip
    return cards


def over_english(translated: str, english: str, *, checked: bool) -> str:
    """The words with the English beneath; alone once a native speaker has checked them."""
    return translated if checked else f"{translated}\n\nEnglish: {english}"


def _filled(path: Path, name: str, words: str, numbers: frozenset[str]) -> str:
    for number in _NUMBER.findall(words):
        if number.replace(" ", "") not in numbers:
            raise TranslationError(f"{path.name}: '{name}' prints {number}, which is not a confirmed number in numbers.yml.")
    loose = re.sub(r"\b19\b", "", _NUMBER.sub("", words))  # an age
    if re.search(r"\d", loose):
        raise TranslationError(f"{path.name}: '{name}' has a number outside of braces.")
    return _NUMBER.sub(r"\1", words).strip()
