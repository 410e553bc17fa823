"""Whether somebody can be known from a text by combination: a place, a day, a rare condition, a role.

No single one says who it is; together they may. The signs and their points stand in ``identifiability.yml``. What it says
is shown to staff beside a story or a comment; a story that scores high stays out of exports until they settle it
(``bot.experiences.pointing``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot import yaml_files
from bot.privacy.finding.lists import word_lists
from bot.privacy.finding.rule import word_set
from bot.privacy.whose import SpanLike

LOW, SOME, HIGH = "low", "some", "high"
_PATH = Path(__file__).with_name("identifiability.yml")
_DIRECT = 6
"""Points of a name or number that is still in the text: each is enough by itself."""
_FULL = 10
"""Points from which the score is 1."""
_HEAVY = 2
"""Points from which a sign is left out whatever else there is."""
_LARGE = word_set("cambridge peterborough huntingdon wisbech ely london bedford norwich ipswich leicester lincoln luton stevenage")
"""Towns so large that naming one narrows little; beside them the towns list has villages."""
_CITIES_FROM = word_set(
    "durham newcastle sunderland middlesbrough darlington york leeds bradford sheffield hull doncaster manchester liverpool birmingham "
    "coventry nottingham derby northampton oxford reading watford chelmsford colchester southend brighton southampton portsmouth bristol "
    "bath exeter plymouth cardiff swansea edinburgh glasgow aberdeen dundee belfast warsaw vilnius riga bucharest lisbon prague delhi "
    "lahore"
)
_PLACEHOLDER = re.compile(r"\[[^\[\]]{1,40}\]")


@dataclass(frozen=True)
class Found:
    """One sign: why it points, how much, and the words of the text that show it, each once as they stand there."""

    ground: str
    points: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assessment:
    """``score`` 0 to 1; ``level`` low, some or high; ``found`` the weightiest first.

    The words in ``found`` are the text's own: for staff who have the text before them, never for a log or the audit trail.
    """

    score: float
    level: str
    found: tuple[Found, ...]

    @property
    def grounds(self) -> tuple[str, ...]:
        """The reasons alone, quoting nothing."""
        return tuple(one.ground for one in self.found)


def assess(text: str, spans: Iterable[SpanLike] = ()) -> Assessment:
    """How likely those around a person would know them from ``text``. ``spans`` are details still in it, from the redactor."""
    rules = _rules()
    found = []
    if any(True for _ in spans):
        found.append(Found("A name, number or address stands in it", _DIRECT))
    for sign in rules.signs:
        words = dict.fromkeys(text[start:end] for start, end in _places(sign, text))
        if words:
            found.append(Found(sign.ground, sign.points, tuple(words)))
    points = sum(one.points for one in found)
    return Assessment(min(1.0, points / _FULL), rules.level(points), tuple(sorted(found, key=lambda one: -one.points)))


def generalise(text: str) -> str:
    """A text that adds up, with what points replaced by what it is ("[small place]"): all that counts twice, and the rest
    until what is left does not add up any more. Doing it again changes nothing.
    """
    if assess(text).level == LOW:
        return text
    for sign in sorted(_rules().signs, key=lambda one: -one.points):
        if sign.points < _HEAVY and assess(text).level == LOW:
            break
        for start, end in reversed(list(_places(sign, text))):
            text = f"{text[:start]}[{sign.instead}]{text[end:]}"
    return text


@dataclass(frozen=True)
class _Sign:
    points: int
    ground: str
    instead: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class _Rules:
    signs: tuple[_Sign, ...]
    some: int
    high: int

    def level(self, points: int) -> str:
        return HIGH if points >= self.high else SOME if points >= self.some else LOW


def _places(sign: _Sign, text: str) -> Iterable[tuple[int, int]]:
    """Where a sign stands, in order; what is taken out already says nothing."""
    taken = [match.span() for match in _PLACEHOLDER.finditer(text)]
    for match in sign.pattern.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            yield match.span()


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    raw: dict[str, Any] = yaml_files.read(_PATH)
    large = _LARGE | _CITIES_FROM
    places = {
        "towns": word_lists().towns & large,
        "villages": word_lists().towns - large - word_set("over reach eye march sandy reading bath"),
    }
    signs = []
    for sign in raw["signs"].values():
        patterns = [re.escape(place) for place in sorted(places[sign["list"]])] if "list" in sign else sign["patterns"]
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)
        signs.append(_Sign(sign["points"], sign["ground"], sign["instead"], pattern))
    return _Rules(tuple(signs), raw["levels"]["some"], raw["levels"]["high"])
