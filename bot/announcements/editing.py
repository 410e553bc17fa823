"""Writing announcements at the desk: kept as a draft, published when nothing is wrong, ended early; each on the audit trail.

Two editors who write in the same one are told of each other (``bot.information.crossing``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.announcements import checks
from bot.announcements.announcement import CuratedAnnouncement
from bot.announcements.kinds import EVENT, Kind
from bot.information.crossing import Crossing, giving_way
from bot.information.naming import unused
from bot.store import audit
from bot.store.tables import Announcement, Audit

EDITED, ENDED = "announcement.edit", "announcement.end"
SOON = dt.timedelta(days=14)
"""What ends within this time is listed first at the desk."""
KEPT_IN_SIGHT = dt.timedelta(days=180)
"""How long the desk lists what has ended."""


class NothingToEnd(Exception):
    """It is over already, or it is not published."""


def find(session: Session, slug: str, *, to_change: bool = False) -> Announcement | None:
    """The row with this name; ``to_change``: held until the transaction ends, so that two who save come one after the other."""
    query = select(Announcement).where(Announcement.slug == slug)
    if to_change:
        query = query.with_for_update()
    return session.execute(query).scalar_one_or_none()  # type: ignore[no-any-return]


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


def saved_already(session: Session, one: CuratedAnnouncement, status: str) -> str | None:
    """The name of one that says the very same, in the same state: the button of a new one was pressed twice."""
    for row in session.execute(select(Announcement).where(Announcement.title == one.title)).scalars():
        there = CuratedAnnouncement.from_row(row)
        if replace(there, slug=one.slug) == replace(one, status=status):
            return there.slug
    return None


def crossing(
    session: Session, before: CuratedAnnouncement, seen: str, do: str, typed: Mapping[str, str], *, zone: dt.tzinfo, now: dt.datetime
) -> Crossing | None:
    """What a colleague saved since ``seen``, the mark that the writer began with; None when nobody did, or saved the same.

    ``do`` is the button that the writer pressed.
    """
    kind, theirs = before.about, before.typed(zone)
    ended = before.ends_at <= now < checks.end(kind, theirs, zone)
    mine = _by_label(kind, checks.cleaned(kind, typed))
    saved = giving_way(before, seen, do, _by_label(kind, theirs), mine, "Ended early" if ended else "")
    if not saved:
        return None
    last = (
        select(Audit.actor, Audit.at)
        .where(Audit.subject == "announcement", Audit.subject_id == before.slug, Audit.act.in_((EDITED, ENDED)))
        .order_by(Audit.id.desc())
        .limit(1)
    )
    who, at = session.execute(last).one_or_none() or ("", None)
    return Crossing(audit.names(session, [who]).get(who, audit.A_COLLEAGUE), at, saved)


def save(session: Session, one: CuratedAnnouncement, status: str, *, actor: str, now: dt.datetime) -> Announcement:
    """Writes it into its row, or a new one, in the caller's transaction; published, it is said from the next question on.

    Saved as it was, it leaves no trace.
    """
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
    if changed:
        row.updated_at = now
        detail = {"changed": changed, "status": status}
        audit.record(session, actor=actor, act=EDITED, subject="announcement", subject_id=one.slug, detail=detail)
    return row


def end_early(session: Session, row: Announcement, *, actor: str, reason: str, now: dt.datetime) -> None:
    """Takes it away from the public at once. Raises ``NothingToEnd``, and ``ValueError`` without a reason."""
    if not reason.strip():
        raise ValueError("a reason is needed")
    if row.status != "published" or row.ends_at <= now:
        raise NothingToEnd("it is not before the public, and will not be")
    row.ends_at = row.updated_at = now
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


def _by_label(kind: Kind, values: Mapping[str, str]) -> dict[str, str]:
    return {one.label: one.shown(values[one.name]) for one in kind.fields}
