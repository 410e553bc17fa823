"""Who would like to come or to join in: what they agreed to have kept, what they need, how to reach them; and taking it back.

All functions write through the caller's session and commit nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.announcements.announcement import CuratedAnnouncement
from bot.privacy.keeping import erasing
from bot.privacy.sealing import marks
from bot.privacy.sealing.vault import Vault
from bot.store import audit
from bot.store.references import new_reference
from bot.store.tables import Announcement, Conversation, Interest

NEEDS_PURPOSE, CONTACT_PURPOSE = "interest.needs", "interest.contact"
NEEDS_LENGTH = 1000


def record(
    session: Session, conversation: Conversation, row: Announcement, *, notice_version: str, now: dt.datetime
) -> tuple[Interest, bool]:
    """Keeps that the person agreed to be put down; a second time for the same gives what is there. Returns whether it is new."""
    there = select(Interest).where(Interest.contact_id == conversation.contact_id, Interest.announcement_id == row.id)
    found = session.execute(there).scalars().first()
    if found is not None:
        return found, False
    found = Interest(
        reference=new_reference("E"),
        announcement_id=row.id,
        announcement_version=CuratedAnnouncement.from_row(row).version,
        contact_id=conversation.contact_id,
        conversation_id=conversation.id,
        channel=conversation.channel,
        kind=row.kind,
        notice_version=notice_version,
        agreed_at=now,
    )
    session.add(found)
    session.flush()
    audit.record(session, actor="system", act="interest.record", subject="interest", subject_id=found.id, reason="the person's wish")
    return found, True


def set_needs(session: Session, vault: Vault, found: Interest, redacted: str, original: str) -> None:
    """What they need to take part: as they wrote it, sealed, and with personal details taken out for the list."""
    vault.erase(session, found.needs_sealed_id)
    found.needs_redacted = redacted[:NEEDS_LENGTH]
    found.needs_sealed_id = marks.seal_findable(session, vault, NEEDS_PURPOSE, original)


def set_contact(session: Session, vault: Vault, found: Interest, contact: str | None, *, wanted: bool = True) -> None:
    """How to reach them: ``contact`` as they wrote it, sealed; None for the chat itself. ``wanted`` False: not at all."""
    vault.erase(session, found.contact_sealed_id)
    found.contact_sealed_id = marks.seal_findable(session, vault, CONTACT_PURPOSE, contact) if contact and wanted else None
    found.wants_contact = wanted


def withdraw(session: Session, found: Sequence[Interest], *, actor: str = "system", reason: str = "the person's wish") -> None:
    """Erases what was kept for these, sealed words and all; that it was taken back stays on the audit trail, without a person."""
    for item in found:
        audit.record(session, actor=actor, act="interest.withdraw", subject="interest", subject_id=item.id, reason=reason)
    erasing.erase(session, Interest, [item.id for item in found])


def of_person(session: Session, contact_id: int, named: str | None = None) -> list[tuple[Interest, Announcement]]:
    """What this person is down for, newest first; only the one with the reference ``named``, if that is given."""
    query = select(Interest, Announcement).join(Announcement, Announcement.id == Interest.announcement_id)
    query = query.where(Interest.contact_id == contact_id)
    if named is not None:
        query = query.where(Interest.reference == named)
    return [(found, row) for found, row in session.execute(query.order_by(Interest.id.desc()))]


def listed(session: Session, announcement_id: int) -> list[tuple[Interest, str | None]]:
    """Who is down for an announcement, in the order in which they asked, each with the reference of their conversation."""
    query = select(Interest, Conversation.reference).outerjoin(Conversation, Conversation.id == Interest.conversation_id)
    return [
        (found, chat) for found, chat in session.execute(query.where(Interest.announcement_id == announcement_id).order_by(Interest.id))
    ]


def unseen(session: Session) -> Counter[str]:
    """How many people staff have not seen yet, for each announcement, by its slug."""
    query = select(Announcement.slug, func.count()).join(Interest, Interest.announcement_id == Announcement.id)
    return Counter(dict(session.execute(query.where(Interest.seen_at.is_(None)).group_by(Announcement.slug)).all()))


def mark_seen(session: Session, announcement_id: int, now: dt.datetime) -> None:
    """Staff have the list of this announcement before them."""
    new = update(Interest).where(Interest.announcement_id == announcement_id, Interest.seen_at.is_(None))
    session.execute(new.values(seen_at=now).execution_options(synchronize_session=False))


def counts(session: Session) -> Counter[str]:
    """How many people are down for each announcement, by its slug."""
    query = select(Announcement.slug, func.count()).join(Interest, Interest.announcement_id == Announcement.id)
    return Counter(dict(session.execute(query.group_by(Announcement.slug)).all()))
