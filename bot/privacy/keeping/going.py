"""How what is due goes, class by class: with all that points at it, or emptied where its row must stay. Returns rows by table."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from bot.messages import Channel
from bot.privacy.keeping import erasing, holds
from bot.store import audit
from bot.store.tables import (
    Base,
    Contact,
    Conversation,
    Experience,
    Sealed,
    Suppression,
)


def erase(table: Any) -> Callable[[Session, list[Any], dt.datetime], Counter[str]]:
    """Rows of a table, with all that points at them."""
    return lambda session, ids, _now: erasing.erase(session, table, ids)


def erase_transcripts(session: Session, ids: list[int]) -> Counter[str]:
    """Takes out of conversations all that was said and what the assistant remembers; the conversations' own rows stay."""
    erased: Counter[str] = Counter()
    for table, column, goes in erasing.dependents(Conversation.__table__):
        if goes:
            mapped = next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is table)
            erasing.erase(session, mapped, list(session.execute(select(mapped.id).where(column.in_(ids))).scalars()), erased)
    erasing.erase_memory(session, ids, erased)
    session.execute(
        update(Conversation).where(Conversation.id.in_(ids)).values(name_marks=None).execution_options(synchronize_session=False)
    )
    return erased


def erase_contacts(session: Session, ids: list[int]) -> Counter[str]:
    """Erases people with their conversations. Who told us to stop is remembered by a keyed hash, so that the wish still holds.

    (Nobody is ever written to first in web chat, where a new browser is a new address.)
    """
    stopped = select(Contact).where(Contact.id.in_(ids), Contact.opted_out_at.is_not(None), Contact.channel != str(Channel.WEB))
    for contact in session.execute(stopped).scalars():
        session.add(
            Suppression(
                channel=contact.channel, account=contact.account, address_hash=contact.address_hash, opted_out_at=contact.opted_out_at
            )
        )
    return erasing.erase(session, Contact, ids)


def erase_abandoned(session: Session, ids: list[Any], now: dt.datetime) -> Counter[str]:
    """An abandoned chat leaves nothing: its person goes too, unless another conversation of theirs stays."""
    people = select(Conversation.contact_id).where(Conversation.id.in_(ids))
    elsewhere = exists().where(Conversation.contact_id == Contact.id, Conversation.id.not_in(ids))
    alone = list(
        session.execute(
            select(Contact.id).where(Contact.id.in_(people), ~elsewhere, Contact.id.not_in(holds.in_force("contact")))
        ).scalars()
    )
    erased = erase_contacts(session, alone)
    erasing.erase(session, Conversation, list(session.execute(select(Conversation.id).where(Conversation.id.in_(ids))).scalars()), erased)
    return erased


def close(session: Session, ids: list[Any], now: dt.datetime) -> Counter[str]:
    """Ends chats that nobody uses, from which moment the period of their transcript counts."""
    changed = update(Conversation).where(Conversation.id.in_(ids)).values(state="closed", closed_at=now, changed_at=now)
    session.execute(changed.execution_options(synchronize_session=False))
    for number in ids:
        audit.record(session, actor="system", act="conversation.close", subject="conversation", subject_id=number, reason="quiet for long")
    return Counter({"closed": len(ids)})


def erase_contact_of(session: Session, ids: list[Any], now: dt.datetime) -> Counter[str]:
    """How to reach the tellers of these stories."""
    rows = session.execute(select(Experience).where(Experience.id.in_(ids))).scalars().all()
    return erase_story_contacts(session, rows)


def erase_story_contacts(session: Session, stories: Any) -> Counter[str]:
    """Erases how to reach the tellers of stories, and leaves the stories."""
    sealed = [story.contact_sealed_id for story in stories if story.contact_sealed_id is not None]
    for story in stories:
        story.contact_sealed_id, story.wants_contact = None, False
    session.flush()
    for row in session.execute(select(Sealed).where(Sealed.id.in_(sealed))).scalars():
        session.delete(row)
    return Counter({"sealed": len(sealed)})


def plainly(table: Any) -> Callable[[Session, list[Any], dt.datetime], Counter[str]]:
    """Rows of a table at which nothing points."""
    key = next(iter(table.__table__.primary_key.columns))

    def take(session: Session, ids: list[Any], _now: dt.datetime) -> Counter[str]:
        gone = session.execute(delete(table).where(key.in_(ids)).execution_options(synchronize_session=False))
        return Counter({table.__tablename__: gone.rowcount})

    return take
