"""Published contact details: the organisation's own and those of services in our cards and articles. Not personal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.organisation import Organisation
from bot.privacy.finding.lists import read_lines
from bot.privacy.finding.ranges import Ranges
from bot.privacy.finding.rule import digits
from bot.privacy.finding.spans import Span
from bot.privacy.finding.wording.sites import OF_A_BODY

_DATA = Path(__file__).resolve().parents[3] / "data"
_CONTENT = ("cards", "articles")
_SUFFIXES = {".md", ".yml", ".yaml", ".json", ".txt"}
_NUMBER = re.compile(r"(?<![\w/.\-])(?:\+44|0|1)[\d ()\-]{5,16}\d(?![\w/])")
_EMAIL = re.compile(r"[\w.+\-]{1,64}@[\w\-]+(?:\.[\w\-]+)+")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")


class Published:
    """What may stand: asked with a finding's type and text."""

    def __init__(self, entries: Iterable[str] = ()) -> None:
        self._keys = {_key(entry) for entry in entries}

    @classmethod
    def load(cls, organisation: Organisation | None, data: Path = _DATA) -> Published:
        """The organisation's own details, the list that ships, and every number, e-mail and postcode of cards and articles."""
        entries = read_lines("public_contacts.txt")
        if organisation is not None:
            entries += organisation.own_details
            entries += [value for value in (organisation.phone, organisation.email, organisation.text_number) if value]
            entries += _POSTCODE.findall(organisation.address or "")
            entries += [part for part in (organisation.address or "").split(",") if any(character.isdigit() for character in part)]
        for folder in _CONTENT:
            for path in sorted((data / folder).rglob("*")):
                if path.suffix in _SUFFIXES:
                    text = path.read_text(encoding="utf-8")
                    for pattern in (_NUMBER, _EMAIL, _POSTCODE):
                        entries += pattern.findall(text)
        return cls(entries)

    def holds(self, text: str) -> bool:
        """Whether this finding is one of them, however it is spaced."""
        return _key(text) in self._keys

    def standing(self, text: str, found: Sequence[Span]) -> Ranges:
        """Where findings stand after all: contacts that are published, and accounts of public bodies ("@NHSuk")."""
        ranges = [(span.start, span.end) for span in found if self.holds(text[span.start : span.end])]
        if "@" in text:
            ranges += [match.span() for match in OF_A_BODY.finditer(text)]
        return Ranges(ranges)


def _key(text: str) -> str:
    """The same for every way to write one number, e-mail or postcode."""
    if "@" in text:
        return text.strip().lower()
    if any(character.isalpha() for character in text):
        return re.sub(r"[\W_]", "", text).lower()
    number = digits(text).lstrip("0")
    return number[2:].lstrip("0") if number.startswith("44") and len(number) > 10 else number
