"""Checks every other text the public reads: cards, private replies, the assistant's responses, the questions of a story.

Each must be easy enough, shout at nobody, use no word of offices, and fit the text message alphabet, in which one odd
character would halve the room. ``python -m bot.information.public_texts data/cards domain.yml`` prints what is wrong and
exits with 1, for ``make check``. Articles have their own check (``bot.information.checks``), with the same bar, and so have
the fixed words in other languages (``bot.information.language_texts``).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot import yaml_files
from bot.information.checks import HARDEST_GRADE
from bot.information.language_texts import ill_translated
from bot.information.languages import CARDS
from bot.information.reading_age import grade
from bot.information.sms_length import length

SPOKEN = ("text", "options", "short", "web", "soft", "soft_short", "texts", "title", "responses")
"""The keys under which a file keeps words for the public; everything else is for us."""
OFFICE_WORDS = (
    "utilise", "regarding", "in order to", "prior to", "please note", "kindly", "unfortunately", "you must", "you should have",
    "complainant",
    "service user", "signpost", "stakeholder", "going forward", "hereby", "in the event", "terminate", "assist", "ensure",
    "facilitate", "we apologise for any inconvenience", "as per", "your query", "submit", "invalid", "error",
)  # fmt: skip
"""What we do not say to people: it blames, it hides who does what, or it is hard."""
_OFFICE = re.compile(rf"\b(?:{'|'.join(OFFICE_WORDS)})\b", re.IGNORECASE)
_OTHER_ALPHABETS = re.compile(r"\.(?!en\b)[a-z]{2}(?:-[A-Za-z]+)?\.yml$")
"""The file of a language that the text message alphabet need not hold."""
_PLACE = re.compile(r"\{+\w+\}+")


def spoken(value: Any, name: str = "", public: bool = False) -> Iterator[tuple[str, str]]:
    """(where, words) of every public text below ``value``."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from spoken(item, f"{name}.{key}" if name else str(key), public or key in SPOKEN)
    elif isinstance(value, list):
        for number, item in enumerate(value, start=1):
            yield from spoken(item, f"{name}[{number}]", public)
    elif isinstance(value, str) and public and not value.startswith("/"):
        yield name, value


def too_hard(file: Path) -> list[str]:
    """A line for each text of the file above the hardest grade.

    Texts of fewer than eight words are labels: a formula says nothing of them.
    """
    found = []
    for where, words in spoken(yaml_files.read(file)):
        plain = _PLACE.sub("we", words)
        if len(plain.split()) >= 8 and grade(plain) > HARDEST_GRADE:
            found.append(f"{file}: {where} has grade {grade(plain):.1f}; the hardest allowed is {HARDEST_GRADE:.0f}")
    return found


def ill_mannered(file: Path) -> list[str]:
    """A line for each text of the file that shouts, talks like an office, or costs two text messages where one would do."""
    found = []
    for where, words in spoken(yaml_files.read(file)):
        if "!" in words:
            found.append(f"{file}: {where} shouts: it has an exclamation mark")
        if office := _OFFICE.search(words):
            found.append(f"{file}: {where} says '{office[0]}', which people do not")
        try:
            length(words if not _OTHER_ALPHABETS.search(file.name) else "")
        except ValueError as odd:
            found.append(f"{file}: {where}: {odd}")
    return found


def _problems(file: Path) -> list[str]:
    return ill_translated(file) if file.resolve().parent == CARDS else [*too_hard(file), *ill_mannered(file)]


def main(arguments: list[str]) -> int:
    """Checks the files and folders named; 0 when every text is as it should be."""
    files = [file for name in arguments for file in (sorted(Path(name).glob("*.yml")) if Path(name).is_dir() else [Path(name)])]
    problems = [problem for file in files for problem in _problems(file)]
    sys.stdout.write("".join(f"{problem}\n" for problem in problems) or f"Every text in {len(files)} files is easy enough to read.\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
