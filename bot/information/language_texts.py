"""Checks the fixed words in other languages (``data/languages``), as far as somebody can who does not speak them.

No formula says how easy they are to read; that is the native speaker's task, and the file must say whether it was done. What can be
checked: every part is there and in the language of the file, it prints only confirmed numbers, names our button and the
interpreter as we do, does not shout, and its form for text messages fits. ``make check`` runs it with the English texts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot import yaml_files
from bot.information.languages import CARD_PARTS, recognise
from bot.information.replies import PERSON

NUMBERS = Path(__file__).parents[2] / "data" / "cards" / "numbers.yml"
DRAFT, CHECKED = "draft awaiting a native speaker", "checked by a native speaker"
SHORT_UNITS = 110
"""UTF-16 units of the short form. Two text messages hold 133 once a sign outside of GSM-7 stands in them; the rest is for the hint
that there is more (``connectors.sms.pages``)."""
CALL = "person"
"""What people write to get one; the call-back words name it and the button."""
_MARKS = re.compile(r"[!\u00a1\uff01]")
_NUMBER = re.compile(r"\d[\d ]*\d|\d")


def ill_translated(file: Path) -> list[str]:
    """A line for each thing that is wrong with a language's file."""
    raw = yaml_files.read(file)
    return [f"{file}: {problem}" for problem in (*_file(raw, file.stem), *_words(raw))]


def _file(raw: dict[str, Any], stem: str) -> Iterator[str]:
    if raw.get("language") != stem:
        yield f"says it is '{raw.get('language')}'"
    who, when = raw.get("checked_by"), raw.get("checked_on")
    if bool(who) != bool(when):
        yield "'checked_by' and 'checked_on' belong together: who read it, and on which day"
    if when and not (isinstance(when, dt.date) and when <= dt.datetime.now(dt.timezone.utc).date()):
        yield f"'checked_on' must be a day that has been: {when}"
    expected = CHECKED if who and when else DRAFT
    if raw.get("status") != expected:
        yield f"'status' must be '{expected}'"


def _words(raw: dict[str, Any]) -> Iterator[str]:
    words = {part: str((raw.get("cards") or {}).get(part) or "").strip() for part in (*CARD_PARTS, "short")}
    for part, said in words.items():
        if not said:
            yield f"{part} is missing"
        if _MARKS.search(said):
            yield f"{part} shouts: it has an exclamation mark"
        for number in _NUMBER.findall(said):
            if number.replace(" ", "") not in _confirmed():
                yield f"{part} prints {number}, which is not a confirmed number of {NUMBERS.name}"
    for part in ("emergency", "short"):
        for number in ("999", "111"):
            if number not in words[part]:
                yield f"{part} does not say {number}"
    if f"{raw.get('english_name')} interpreter, please" not in words["interpreter"]:
        yield f"interpreter must give the words to say: '{raw.get('english_name')} interpreter, please'"
    if PERSON.title not in words["call_back"] or CALL not in words["call_back"].replace(PERSON.title, ""):
        yield f"call_back must name the button '{PERSON.title}' and the word '{CALL}'"
    if CALL not in words["short"]:
        yield f"short does not name the word '{CALL}'"
    units = len(words["short"].encode("utf-16-le")) // 2
    if units > SHORT_UNITS:
        yield f"short takes {units} characters; {SHORT_UNITS} is the most"
    spoken = recognise(" ".join(words.values()))
    if spoken != raw.get("language"):
        yield f"the words look like {spoken or 'English'}"


@lru_cache(maxsize=1)
def _confirmed() -> frozenset[str]:
    numbers = yaml_files.read(NUMBERS)["numbers"]
    return frozenset(number["value"].replace(" ", "") for number in numbers if number["status"] == "confirmed")
