"""One announcement: the value, as it stands in the database, and as an editor's form knows it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.announcements.kinds import EVENT, IMPACT, KINDS, OPPORTUNITY, Kind
from bot.information.article import STATUSES
from bot.store.tables import Announcement

__all__ = ["STATUSES", "CuratedAnnouncement"]


@dataclass(frozen=True)
class CuratedAnnouncement:
    """An announcement as editors write it. ``details`` are the fields of its kind without a column; moments are aware.

    ``ends_at`` is the first moment at which it is over: the end of an event, or the midnight after a last day.
    """

    slug: str
    kind: str
    title: str
    label: str
    area: str
    place: str
    details: Mapping[str, str]
    organiser: str
    source_url: str
    checked_on: dt.date
    status: str
    shown_from: dt.datetime
    ends_at: dt.datetime
    starts_at: dt.datetime | None = None
    service_type: str | None = None
    topic: str | None = None

    @classmethod
    def from_row(cls, row: Any) -> CuratedAnnouncement:
        """The announcement of a row of the ``announcement`` table."""
        values: dict[str, Any] = {name: dict(row.details) if name == "details" else getattr(row, name) for name in STORED}
        return cls(**values)

    def to_row(self) -> Announcement:
        """A new row."""
        return Announcement(**self.stored())

    def stored(self) -> dict[str, Any]:
        """What the table keeps, by column."""
        return {name: dict(self.details) if name == "details" else getattr(self, name) for name in STORED}

    @property
    def about(self) -> Kind:
        """Its kind."""
        return KINDS[self.kind]

    @property
    def version(self) -> str:
        """Names what the public sees of it just now: twelve hexadecimal digits."""
        seen = {name: _in_utc(value) for name, value in self.stored().items() if name not in ("status", "details")}
        return hashlib.sha256(repr([sorted(seen.items()), sorted(self.details.items())]).encode()).hexdigest()[:12]

    @property
    def joinable(self) -> bool:
        """Whether people can say here that they would like to come or to join; a survey is filled in on its page."""
        return self.kind == EVENT or (self.kind == OPPORTUNITY and self.details.get("form") != "survey")

    def is_current(self, now: dt.datetime) -> bool:
        """Whether it may be said to the public at this moment."""
        return self.status == "published" and self.shown_from <= now < self.ends_at

    def state(self, now: dt.datetime) -> str:
        """``draft``, ``withdrawn``, ``ended``, ``coming`` (not shown yet) or ``shown``."""
        if self.status != "published":
            return self.status
        return "ended" if self.ends_at <= now else "coming" if now < self.shown_from else "shown"

    def typed(self, zone: dt.tzinfo) -> dict[str, str]:
        """What stands in the fields of its form."""
        values = {one.name: self.details.get(one.name, "") for one in self.about.fields}
        for name in ("title", "label", "area", "place", "organiser", "source_url"):
            values[name] = getattr(self, name)
        values |= {"service_type": self.service_type or "", "topic": self.topic or ""} if self.kind == IMPACT else {}
        return values | {
            "checked_on": self.checked_on.isoformat(),
            "shown_from": self.shown_from.astimezone(zone).date().isoformat(),
        }


STORED = (
    "slug", "kind", "title", "label", "area", "place", "service_type", "topic", "details", "organiser", "source_url", "checked_on",
    "status", "shown_from", "starts_at", "ends_at",
)  # fmt: skip


def _in_utc(value: Any) -> Any:
    """A moment as every database gives it back, whatever zone it was written in; any other value as it is."""
    return value.astimezone(dt.timezone.utc) if isinstance(value, dt.datetime) else value
