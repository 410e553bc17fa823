"""Which service somebody means: "addenbrooks", "hinchy", "the city hospital", "pboro city", or one named inside a story.

The list is kept in memory and read again when the table has changed. A machine's finding is an offer: the person
chooses, and what they typed is kept as it is when none fits.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.experiences.registers import Listed
from bot.store.tables import Provider

OFFERED = 4
"""Candidates shown at once: what a telephone's screen and a text message hold."""
POSSIBLE = 0.62
"""The share of the words' weight that must be found again in a name."""
SURE, AHEAD = 0.8, 0.15
"""A match that needs no question: this good, and this far ahead of the next."""
ALIKE = 80
"""rapidfuzz's ratio from which a word counts as a misspelling of another; shorter words must be more alike."""

_WORD = re.compile(r"[a-z0-9]+")
_FILLER_WORDS = (
    "a an the in at of my our on to for and is was it its i we they near by from with this that nhs trust foundation"  # tell nothing apart
)
_FILLERS = frozenset(_FILLER_WORDS.split())
_SAME = {
    "hosp": "hospital", "hospitals": "hospital", "hospitol": "hospital", "pboro": "peterborough", "peterboro": "peterborough",
    "p'boro": "peterborough", "drs": "doctors", "doctor": "doctors", "gp": "surgery", "gps": "surgery", "practise": "practice",
    "centre": "centre", "center": "centre", "chemist": "pharmacy", "dentist": "dental", "dentists": "dental", "med": "medical",
    "amb": "ambulance", "cambs": "cambridgeshire", "st": "saint", "docs": "doctors",
}  # fmt: skip
_GENERIC_WORDS = (
    "hospital surgery practice medical centre health clinic pharmacy dental care home house nursing residential group doctors service "
    "services community ward unit department social adult ae emergency council city county eye clinics outpatients maternity xray scan "
    "physio reception team nurse nurses appointment"
)
_GENERIC = frozenset(_GENERIC_WORDS.split())
"""Words of kinds of service: half the names have them."""
_BREAKS = re.compile(r"[.,;:!?()\n]|\b(?:and|in|on|at|to|from|then|but)\b", re.IGNORECASE)
"""Where one name in a story ends, so that "the city and the hospital" is not the city hospital."""


@dataclass(frozen=True)
class Service:
    """A service that can be meant. ``shown`` False: recognised, but its name is not ours to say."""

    code: str
    name: str
    service_type: str | None
    town: str | None
    local_names: tuple[str, ...]
    shown: bool

    @property
    def label(self) -> str:
        """The name with its town where the name does not say it."""
        return self.name if not self.town or self.town.casefold() in self.name.casefold() else f"{self.name}, {self.town}"


@dataclass(frozen=True)
class Match:
    """A candidate and how much of what was said it explains, 0 to 1."""

    service: Service
    score: float


def words_of(text: str) -> list[str]:
    """The words that can tell services apart, in one spelling each."""
    plain = re.sub(r"['’]", "", text.casefold())
    plain = re.sub(r"\ba ?(?:&|and|n) ?e\b", "ae", plain)
    return [_SAME.get(word, word) for word in _WORD.findall(plain) if word not in _FILLERS]


def clear(matches: Sequence[Match]) -> Service | None:
    """The service meant, when there is no doubt between the matches (best first)."""
    if not matches or matches[0].score < SURE:
        return None
    return matches[0].service if len(matches) == 1 or matches[0].score - matches[1].score >= AHEAD else None


class Directory:
    """The services that can be found, ready for search."""

    def __init__(self, services: Iterable[Service]) -> None:
        self.services = {service.code: service for service in services}
        self._names: list[tuple[Service, tuple[str, ...], bool]] = []
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._local: dict[tuple[str, ...], list[Service]] = defaultdict(list)
        for service in self.services.values():
            for name in (service.name, *service.local_names):
                self._add(service, name, official=name == service.name)
        self._longest = max(map(len, self._local), default=0)
        counts = Counter(word for _, words, _ in self._names for word in set(words))
        total = len(self._names) + 1
        self._weight = {word: math.log(1 + total / count) * (0.25 if word in _GENERIC else 1.0) for word, count in counts.items()}
        self._unknown = math.log(1 + total)

    def _add(self, service: Service, name: str, *, official: bool) -> None:
        words = tuple(words_of(name))
        if not words:
            return
        with_town = (*words, *(word for word in words_of(service.town or "") if word not in words)) if official else words
        for word in set(with_town):
            self._by_word[word].append(len(self._names))
        self._names.append((service, with_town, official))
        if (not official or service.local_names) and service not in self._local[words]:
            self._local[words].append(service)

    def search(self, text: str, *, kind: str | None = None, limit: int = OFFERED) -> list[Match]:
        """The services that ``text`` may name, best first; empty when none is likely.

        ``kind`` is a kind of service that the name must have, where the register says one.
        """
        asked = words_of(text)
        exact = [Match(service, 1.0) for service in self._local.get(tuple(asked), ())]
        if exact or not asked:
            return exact[:limit]
        if all(word in _GENERIC for word in asked):
            return [Match(service, POSSIBLE) for service in self._ours_called(asked)][:limit]
        best: dict[str, Match] = {}
        for number in self._candidates(asked):
            service, words, _ = self._names[number]
            if kind is not None and service.service_type not in (None, kind):
                continue
            score = self._score(asked, words)
            if score >= POSSIBLE and score > best.get(service.code, Match(service, 0.0)).score:
                best[service.code] = Match(service, score)
        return sorted(best.values(), key=lambda match: (-match.score, match.service.name))[:limit]

    def _ours_called(self, words: Sequence[str]) -> list[Service]:
        """Our own list's services whose name has all these general words: both councils for "the council"."""
        ours = (service for service in self.services.values() if service.code.startswith("local-") and service.shown)
        return [service for service in ours if set(words) <= set(words_of(service.name))]

    def named_in(self, story: str) -> list[Service]:
        """The services that a story names by their own or a local name, in the order of the story, each once."""
        found: dict[str, Service] = {}
        pieces = [(part, 1) for part in _BREAKS.split(story)]
        for part, least in (*pieces, (story, 3)):  # a long name may hold an "and": the whole is looked at last
            for service in self._named_in(words_of(part), least):
                found.setdefault(service.code, service)
        return list(found.values())

    def _named_in(self, words: Sequence[str], least: int) -> Iterator[Service]:
        at = 0
        while at < len(words):
            length, services = self._longest_name(words, at, least)
            yield from services
            at += length

    def _longest_name(self, words: Sequence[str], at: int, least: int) -> tuple[int, list[Service]]:
        for length in range(min(self._longest, len(words) - at), least - 1, -1):
            piece = tuple(words[at : at + length])
            services = self._local.get(piece) or (self._misspelt(piece[0]) if length == 1 else None)
            if services and (length > 1 or piece[0] not in _GENERIC):
                return length, services
        return 1, []

    def _misspelt(self, word: str) -> list[Service] | None:
        """The services whose one-word name a long word nearly is: "adenbrooks"."""
        if len(word) < 8:
            return None
        near = [(fuzz.ratio(word, name[0]), name) for name in self._local if len(name) == 1 and len(name[0]) >= 8]
        score, name = max(near, default=(0, ()))
        return self._local[name] if score >= 86 else None

    def _candidates(self, asked: Sequence[str]) -> set[int]:
        found: set[int] = set()
        for word in asked:
            if word in self._by_word and word not in _GENERIC:
                found.update(self._by_word[word])
            if len(word) >= 4:
                found.update(
                    number for other, numbers in self._by_word.items() if other[0] == word[0] and _alike(word, other) for number in numbers
                )
        return found

    def _score(self, asked: Sequence[str], words: Sequence[str]) -> float:
        """How much of the weight of what was asked is in the name, and a little for how much of the name was asked."""
        weights = [self._weight.get(word, self._unknown * (0.1 if word in _GENERIC else 1.0)) for word in asked]
        met = [max((1.0 if word == other else _likeness(word, other) for other in words), default=0.0) for word in asked]
        explained = sum(weight * part for weight, part in zip(weights, met, strict=True)) / sum(weights)
        covered = sum(max(_likeness(word, other) for other in asked) for word in words) / len(words)
        return 0.85 * explained + 0.15 * covered


def _alike(word: str, other: str) -> bool:
    return _likeness(word, other) > 0


def _likeness(word: str, other: str) -> float:
    if word == other:
        return 1.0
    if min(len(word), len(other)) < 4:
        return 0.0
    score = fuzz.ratio(word, other)
    return score / 100 if score >= (ALIKE if min(len(word), len(other)) >= 6 else 85) else 0.0


class Directories:
    """The directory as the table has it, made again when the table has changed."""

    def __init__(self) -> None:
        self._stand: tuple[int, dt.datetime | None] | None = None
        self._directory = Directory(())

    def now(self, session: Session) -> Directory:
        """The directory of this moment: one small query when nothing has changed."""
        count, latest = session.execute(select(func.count(), func.max(Provider.updated_at)).select_from(Provider)).one()
        if (count, latest) != self._stand:
            rows = session.execute(select(Provider).where(Provider.active.is_(True)).order_by(Provider.source != "own", Provider.code))
            self._directory = Directory(_service(row) for row in rows.scalars())
            self._stand = (count, latest)
        return self._directory


def _service(row: Provider) -> Service:
    return Service(row.code, row.name, row.service_type, row.town, tuple(row.local_names or ()), row.shown)


def take_in(session: Session, listed: Iterable[Listed], now: dt.datetime, postcodes: Sequence[str] = ()) -> int:
    """Adds the services or brings them up to date; returns how many. ``postcodes``: only those that begin so.

    A register's row takes the place of ours of the same name, with its local names; ours is no longer offered.
    """
    known = {row.code: row for row in session.execute(select(Provider)).scalars()}
    ours = {tuple(words_of(row.name)): row for row in known.values() if row.source == "own"}
    wanted = tuple(prefix.upper().replace(" ", "") for prefix in postcodes)
    count = 0
    for item in listed:
        if wanted and not (item.postcode or "").upper().replace(" ", "").startswith(wanted):
            continue
        row = known.get(item.code)
        if row is None:
            row = known[item.code] = Provider(code=item.code, local_names=list(item.local_names), active=item.active)
            session.add(row)
        elif item.source == "own":
            row.local_names = list(item.local_names)
        if item.source != "own":
            row.active = item.active
        row.source, row.name, row.service_type, row.parent = item.source, item.name[:200], item.service_type, item.parent
        row.town, row.postcode, row.shown, row.updated_at = item.town, item.postcode, item.shown, now
        mine = ours.get(tuple(words_of(item.name))) if item.source != "own" and item.active else None
        if mine is not None:
            row.local_names = sorted({*row.local_names, *mine.local_names})
            mine.active, mine.updated_at = False, now
        count += 1
    return count
