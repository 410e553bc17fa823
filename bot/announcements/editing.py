"""Writing announcements at the desk: kept as a draft, published when nothing is wrong, ended early; each on the audit trail."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.announcements.announcement import CuratedAnnouncement
from bot.announcements.kinds import EVENT
from bot.information.naming import unused
from bot.store import audit
from bot.store.tables import Announcement

EDITED, ENDED = "announcement.edit", "announcement.end"
SOON = dt.timedelta(days=14)
"""What ends within this time is listed first at the desk."""
KEPT_IN_SIGHT = dt.timedelta(days=180)
"""How long the desk lists what has ended."""


def find(session: Session, slug: str) -> Announcement | None:
    """The row with this name."""
    return session.execute(select(Announcement).where(Announcement.slug == slug)).scalar_one_or_none()  # type: ignore[no-any-return]


def again(one: CuratedAnnouncement, today: dt.date, zone: dt.tzinfo) -> dict[str, str]:
    """What stands in the form of the next time: an event comes on the same weekday, the first after it and after today.

    That it was checked must be said anew, so that field is empty.
    """
    typed = one.typed(zone) | {"shown_from": today.isoformat(), "checked_on": ""}
    if one.kind == EVENT:
        day = dt.date.fromisoformat(typed["day"]) + dt.timedelta(weeks=1)
        typed["day"] = (day if day > today else day + dt.timedelta(weeks=(today - day).days // 7 + 1)).isoformat()
    elif one.about.until in typed:
        typed[one.about.until] = ""
    return typed


def new_slug(session: Session, title: str) -> str:
    """A name for it that nothing has yet: the title's words, with a number where they are taken."""
    return unused(title, lambda slug: find(session, slug) is not None, "-")


def save(session: Session, one: CuratedAnnouncement, status: str, *, actor: str, now: dt.datetime) -> Announcement:
    """Writes it into its row, or a new one, in the caller's transaction; published, it is said from the next question on."""
    one = replace(one, status=status)
    row = find(session, one.slug)
    changed = ["new"]
    if row is None:
        row = one.to_row()
        session.add(row)
    else:
        before = CuratedAnnouncement.from_row(row).stored()
        changed = [name for name, value in one.stored().items() if before[name] != value]
        for column, value in one.stored().items():
            setattr(row, column, value)
    row.updated_at = now
    audit.record(
        session, actor=actor, act=EDITED, subject="announcement", subject_id=one.slug, detail={"changed": changed, "status": status}
    )
    return row


def end_early(session: Session, row: Announcement, *, actor: str, reason: str, now: dt.datetime) -> None:
    """Takes it away from the public at once. Raises ``ValueError`` without a reason."""
    if not reason.strip():
        raise ValueError("a reason is needed")
    row.ends_at = min(row.ends_at, now)
    row.updated_at = now
    audit.record(session, actor=actor, act=ENDED, subject="announcement", subject_id=row.slug, reason=reason.strip()[:200])


def listed(session: Session, now: dt.datetime) -> dict[str, list[CuratedAnnouncement]]:
    """All of it for the desk: ``ending`` (soon), ``shown``, ``coming``, ``draft``, ``ended`` (of late)."""
    found: dict[str, list[CuratedAnnouncement]] = {name: [] for name in ("ending", "shown", "coming", "draft", "ended")}
    for row in session.execute(select(Announcement).order_by(Announcement.ends_at, Announcement.id)).scalars():
        one = CuratedAnnouncement.from_row(row)
        state = one.state(now)
        if state == "shown":
            found["ending" if one.ends_at - now <= SOON else "shown"].append(one)
        elif state in ("ended", "withdrawn"):
            if one.ends_at > now - KEPT_IN_SIGHT:
                found["ended"].append(one)
        else:
            found[state].append(one)
    found["ended"].reverse()
    return found
