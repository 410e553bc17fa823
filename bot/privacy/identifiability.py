"""Whether somebody can be known from a text by combination: a place, a day, a rare condition, a role.

No single one says who it is; together they may. The signs and their points stand in ``identifiability.yml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.privacy.lists import word_lists
from bot.privacy.rule import word_set
from bot.privacy.whose import SpanLike

_PATH = Path(__file__).with_name("identifiability.yml")
_DIRECT = 6
"""Points of a name or number that is still in the text: each is enough by itself."""
_FULL = 10
"""Points from which the score is 1."""
_LARGE = word_set("cambridge peterborough huntingdon wisbech ely london bedford norwich ipswich leicester lincoln luton stevenage")
"""Towns so large that naming one narrows little; beside them the towns list has villages."""
_CITIES_FROM = word_set(
    "durham newcastle sunderland middlesbrough darlington york leeds bradford sheffield hull doncaster manchester liverpool birmingham "
    "coventry nottingham derby northampton oxford reading watford chelmsford colchester southend brighton southampton portsmouth bristol "
    "bath exeter plymouth cardiff swansea edinburgh glasgow aberdeen dundee belfast warsaw vilnius riga bucharest lisbon prague delhi "
    "lahore"
)


@dataclass(frozen=True)
class Assessment:
    """``score`` 0 to 1; ``level`` low, some or high; ``grounds`` in words for staff, the weightiest first, none quoting the text."""

    score: float
    level: str
    grounds: tuple[str, ...]


def assess(text: str, spans: Iterable[SpanLike] = ()) -> Assessment:
    """How likely those around a person would know them from ``text``. ``spans`` are details still in it, from the redactor."""
    rules = _rules()
    found: list[tuple[int, str]] = []
    if any(True for _ in spans):
        found.append((_DIRECT, "A name, number or address stands in it"))
    for sign in rules.signs:
        if sign.pattern.search(text):
            found.append((sign.points, sign.ground))
    points = sum(value for value, _ in found)
    level = "high" if points >= rules.high else "some" if points >= rules.some else "low"
    return Assessment(min(1.0, points / _FULL), level, tuple(ground for _, ground in sorted(found, key=lambda one: -one[0])))


@dataclass(frozen=True)
class _Sign:
    points: int
    ground: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class _Rules:
    signs: tuple[_Sign, ...]
    some: int
    high: int


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    raw: dict[str, Any] = yaml.safe_load(_PATH.read_text(encoding="utf-8"))
    large = _LARGE | _CITIES_FROM
    places = {
        "towns": word_lists().towns & large,
        "villages": word_lists().towns - large - word_set("over reach eye march sandy reading bath"),
    }
    signs = []
    for sign in raw["signs"].values():
        patterns = [re.escape(place) for place in sorted(places[sign["list"]])] if "list" in sign else sign["patterns"]
        signs.append(_Sign(sign["points"], sign["ground"], re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)))
    return _Rules(tuple(signs), raw["levels"]["some"], raw["levels"]["high"])
