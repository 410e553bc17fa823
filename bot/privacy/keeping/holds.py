"""Legal holds: what must not be erased for now, by whose word and why.

A hold on a person covers all their conversations and stories; a hold on a story covers the story alone.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store import audit
from bot.store.tables import Contact, Conversation, Experience, LegalHold, PublicPost

SUBJECTS = {"contact": Contact, "experience": Experience, "public_item": PublicPost}


class Held(Exception):
    """Something is under a legal hold and cannot be erased. The message is for staff."""


def place(session: Session, subject: str, subject_id: int, *, reason: str, actor: str, now: dt.datetime) -> LegalHold:
    """Puts a hold on something, on the audit trail; one that is in force already stays as it is. Raises ``ValueError`` without a reason."""
    if not reason.strip():
        raise ValueError("a hold needs a reason")
    if subject not in SUBJECTS:
        raise ValueError(f"'{subject}' cannot be held; known: {', '.join(SUBJECTS)}")
    found = _of(session, subject, subject_id)
    if found is not None:
        return found
    row = LegalHold(subject=subject, subject_id=subject_id, reason=reason.strip()[:200], placed_by=actor, placed_at=now)
    session.add(row)
    audit.record(session, actor=actor, act="hold.place", subject=subject, subject_id=subject_id, reason=reason.strip()[:200])
    return row


def release(session: Session, subject: str, subject_id: int, *, reason: str, actor: str, now: dt.datetime) -> bool:
    """Ends a hold; False when there was none. Raises ``ValueError`` without a reason."""
    if not reason.strip():
        raise ValueError("releasing a hold needs a reason")
    row = _of(session, subject, subject_id)
    if row is None:
        return False
    row.released_by, row.released_at = actor, now
    audit.record(session, actor=actor, act="hold.release", subject=subject, subject_id=subject_id, reason=reason.strip()[:200])
    return True


def in_force(subject: str) -> Any:
    """A query for the ids of everything of a kind that is held."""
    return select(LegalHold.subject_id).where(LegalHold.subject == subject, LegalHold.released_at.is_(None))


def held_conversations() -> Any:
    """A query for the ids of conversations of people who are held, or in which a held story was told."""
    of_people = select(Conversation.id).where(Conversation.contact_id.in_(in_force("contact")))
    of_stories = select(Experience.conversation_id).where(
        Experience.id.in_(in_force("experience")), Experience.conversation_id.is_not(None)
    )
    return of_people.union(of_stories)


def held_experiences() -> Any:
    """A query for the ids of stories that are held, by themselves or through who told them."""
    told_by = select(Experience.id).join(Conversation, Conversation.id == Experience.conversation_id)
    return in_force("experience").union(told_by.where(Conversation.contact_id.in_(in_force("contact"))))


def listed(session: Session) -> list[LegalHold]:
    """Every hold in force, oldest first."""
    return list(session.execute(select(LegalHold).where(LegalHold.released_at.is_(None)).order_by(LegalHold.id)).scalars())


def _of(session: Session, subject: str, subject_id: int) -> LegalHold | None:
    query = select(LegalHold).where(LegalHold.subject == subject, LegalHold.subject_id == subject_id, LegalHold.released_at.is_(None))
    return session.execute(query).scalars().first()  # type: ignore[no-any-return]
