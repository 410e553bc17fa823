"""What may be said at this moment, and which of it fits a wish best."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.announcements.announcement import CuratedAnnouncement
from bot.announcements.kinds import EVENT, OPPORTUNITY
from bot.announcements.wish import Wish
from bot.announcements.words import where
from bot.store.tables import Announcement

MOST_READ = 200
"""Announcements looked at for one question: more than a local Healthwatch ever has at once."""


@dataclass(frozen=True)
class Found:
    """What fits, best first. ``near``: some of it is at the place asked for; ``in_time``: it lies within the days asked for."""

    announcements: tuple[CuratedAnnouncement, ...]
    near: bool = True
    in_time: bool = True


def read(session: Session, kinds: Iterable[str], now: dt.datetime) -> list[CuratedAnnouncement]:
    """All of these kinds that the public may see now, the first to end first. One query."""
    query = select(Announcement).where(
        Announcement.status == "published",
        Announcement.ends_at > now,
        Announcement.shown_from <= now,
        Announcement.kind.in_(tuple(kinds)),
    )
    rows = session.execute(query.order_by(Announcement.ends_at, Announcement.id).limit(MOST_READ)).scalars()
    return [CuratedAnnouncement.from_row(row) for row in rows]


def one(session: Session, slug: str, now: dt.datetime) -> tuple[Announcement, CuratedAnnouncement] | None:
    """One announcement with its row; None when it is not there or the public may not see it now."""
    row = session.execute(select(Announcement).where(Announcement.slug == slug)).scalar_one_or_none()
    found = CuratedAnnouncement.from_row(row) if row is not None else None
    return (row, found) if found is not None and found.is_current(now) else None


def choose(there: Sequence[CuratedAnnouncement], wish: Wish, zone: dt.tzinfo, service_types: Sequence[str] = ()) -> Found:
    """What of it fits the wish: the place first, then the days; where none lies in them, all the same, and ``Found`` says so.

    ``service_types``: what the person told us about; what changed there comes first.
    """
    fitting = [
        item
        for item in there
        if item.kind in wish.kinds and (wish.form is None or item.kind == EVENT or item.details.get("form") == wish.form)
    ]
    if not fitting and wish.form is not None:
        fitting = [item for item in there if item.kind == OPPORTUNITY]
    in_days = [item for item in fitting if _within(item, wish, zone)]
    ranked = sorted(
        in_days or fitting,
        key=lambda item: (
            0 if item.service_type in service_types else 1,
            wish.kinds.index(item.kind) if item.kind in wish.kinds and wish.place is None else 0,
            _distance(item, wish),
            # What changed last comes first; of all else what begins or ends first.
            -dt.date.fromisoformat(item.details["changed_on"]).toordinal() if "changed_on" in item.details else 0,
            item.starts_at or item.ends_at,
        ),
    )
    near = wish.place is None or any(_distance(item, wish) < _ELSEWHERE for item in ranked)
    return Found(tuple(ranked), near, bool(in_days) or not fitting)


_HERE, _ANYWHERE, _SAME_AREA, _ELSEWHERE = 0, 1, 2, 3


def _distance(item: CuratedAnnouncement, wish: Wish) -> int:
    """How near it is to the place asked for: there, online or without a place, in the same council's area, elsewhere."""
    if wish.place is None:
        return _HERE
    place = item.place.casefold()
    if wish.place in place or (place and place in wish.place) or wish.place == item.area:
        return _HERE
    if not place or (item.kind == EVENT and where(item) == "Online"):
        return _ANYWHERE if item.area in ("both", wish.area) else _ELSEWHERE
    return _SAME_AREA if wish.area is not None and item.area == wish.area else _ELSEWHERE


def _within(item: CuratedAnnouncement, wish: Wish, zone: dt.tzinfo) -> bool:
    """An event lies in the days when it is on one of them; an opportunity when it is open on one of them."""
    if wish.days is None or item.kind not in (EVENT, OPPORTUNITY):
        return True
    if item.starts_at is not None:
        return wish.days.first <= item.starts_at.astimezone(zone).date() <= wish.days.last
    return item.ends_at.astimezone(zone).date() > wish.days.first
