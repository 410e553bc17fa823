"""The retention schedule carried out: what has outlived its period goes, a batch at a time, each with a row of proof.

Every batch is one transaction, small enough that nobody else waits for long. What is under a legal hold, or belongs to
a conversation in which a danger sign was seen, is left alone. ``bot.privacy.schedule`` says what each class means.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, sessionmaker

from bot import log
from bot.messages import Channel
from bot.organisation import Organisation
from bot.privacy import erasing, holds
from bot.privacy.schedule import Schedule
from bot.store import audit
from bot.store.locks import RETENTION, TURN, Locks
from bot.store.session import transaction
from bot.store.tables import (
    Announcement,
    Audit,
    Base,
    Contact,
    Conversation,
    DangerSign,
    DataRequest,
    Enquiry,
    Erased,
    Experience,
    Handover,
    InboundMessage,
    Interest,
    ModerationCase,
    OutboundMessage,
    PublicEvent,
    PublicPost,
    RetentionBatch,
    Sealed,
    StaffAttempt,
    StaffDevice,
    StaffLink,
    StaffSession,
    Suppression,
    utcnow,
)

logger = log.get("retention")

BATCH = 100
"""Rows of a class that one transaction takes (conversations with everything in them, for the chat classes)."""


@dataclass(frozen=True)
class Due:
    """One class: how to find what has outlived it, and how it goes. ``take`` returns how many rows of each table went."""

    retention_class: str
    find: Callable[[dt.datetime], Any]
    take: Callable[[Session, list[Any], dt.datetime], Counter[str]]
    conversations: bool = False
    """Whether what is found are conversations, which a turn may have in hand this very moment."""


class Retention:
    """Carries the schedule out. Any process may run it; one at a time does."""

    def __init__(self, sessions: sessionmaker, organisation: Organisation, locks: Locks) -> None:  # type: ignore[type-arg]
        """Raises ``OrganisationError`` when the schedule of ``organisation.yml`` cannot be used."""
        self._sessions = sessions
        self._schedule = Schedule(organisation)
        self._locks = locks

    def run(self, now: dt.datetime | None = None, most_batches: int | None = None) -> Counter[str] | None:
        """Erases all that is due, or as much as ``most_batches`` of each class; None when another process is at it."""
        now = now or utcnow()
        if not self._locks.try_lock(RETENTION, 0):
            return None
        try:
            total: Counter[str] = Counter()
            for due in CLASSES:
                batches = 0
                while most_batches is None or batches < most_batches:
                    found, erased = self._batch(due, now)
                    total += erased
                    batches += 1
                    if found < BATCH or not erased:
                        break
            if total:
                logger.info("retention.ran", rows=sum(total.values()))
            return total
        finally:
            self._locks.unlock(RETENTION, 0)

    def waiting(self, now: dt.datetime | None = None) -> dict[str, int]:
        """For each class how many items are due now."""
        now = now or utcnow()
        waiting: Counter[str] = Counter()
        with self._sessions() as session:
            for due in CLASSES:
                count = select(func.count()).select_from(self._query(due, now).order_by(None).subquery())
                waiting[due.retention_class] += int(session.execute(count).scalar() or 0)
        return dict(waiting)

    def _query(self, due: Due, now: dt.datetime) -> Any:
        return due.find(self._schedule.cut_off(due.retention_class, now))

    def _batch(self, due: Due, now: dt.datetime) -> tuple[int, Counter[str]]:
        """One transaction: how many items were found, and the rows that went."""
        held: list[int] = []
        try:
            with transaction(self._sessions) as session:
                session.begin_write()
                ids = list(session.execute(self._query(due, now).limit(BATCH)).scalars())
                if due.conversations:
                    held = [number for number in ids if self._locks.try_lock(TURN, number)]
                    ids = held
                if not ids:
                    return 0, Counter()
                erased = due.take(session, ids, now)
                prove(session, due.retention_class, erased, now=now, cut_off=self._schedule.cut_off(due.retention_class, now))
                return len(ids), erased
        finally:
            for number in held:
                self._locks.unlock(TURN, number)


def prove(session: Session, retention_class: str, erased: Counter[str], *, now: dt.datetime, cut_off: dt.datetime | None = None) -> None:
    """Writes down what went: tables and numbers, nothing that points at anybody."""
    session.add(RetentionBatch(retention_class=retention_class, at=now, cut_off=cut_off, erased=dict(erased)))


def _protected() -> Any:
    """Conversations that no schedule touches: held, or with a danger sign or a safeguarding record (NEVER in the schedule)."""
    protected = [Conversation.id.in_(holds.held_conversations())]
    # A sign that staff called a false alarm protects no more; one that nobody has judged yet is taken for true.
    judged_false = exists().where(DangerSign.inbound_id == InboundMessage.id, DangerSign.verdict == "false")
    protected.append(exists().where(InboundMessage.conversation_id == Conversation.id, InboundMessage.danger.is_not(None), ~judged_false))
    protected.append(exists().where(DangerSign.conversation_id == Conversation.id, func.coalesce(DangerSign.verdict, "") != "false"))
    for table in Base.metadata.sorted_tables:
        if table.name.startswith("safeguarding"):
            protected += [
                exists().where(key.parent == Conversation.id) for key in table.foreign_keys if key.column.table.name == "conversation"
            ]
    return or_(*protected)


def _has(table: Any, *conditions: Any) -> Any:
    return exists().where(table.conversation_id == Conversation.id, *conditions)


def _quiet_since(cut_off: dt.datetime) -> Any:
    """Nothing has happened in the conversation since, and nothing is under way."""
    return and_(
        Conversation.changed_at < cut_off,
        ~_has(InboundMessage, or_(InboundMessage.received_at >= cut_off, InboundMessage.state == "waiting")),
        ~_has(OutboundMessage, or_(OutboundMessage.created_at >= cut_off, OutboundMessage.state.in_(("waiting", "sending")))),
    )


def _abandoned(cut_off: dt.datetime) -> Any:
    led_to_something = or_(_has(Handover), _has(Experience), _has(Enquiry), _has(DataRequest), _has(Interest))
    query = select(Conversation.id).where(Conversation.state == "bot", _quiet_since(cut_off), ~led_to_something, ~_protected())
    return query.order_by(Conversation.id)


def _quiet(cut_off: dt.datetime) -> Any:
    return select(Conversation.id).where(Conversation.state == "bot", _quiet_since(cut_off)).order_by(Conversation.id)


def _closed(cut_off: dt.datetime) -> Any:
    something_left = or_(_has(InboundMessage), _has(OutboundMessage))
    query = select(Conversation.id).where(
        Conversation.state == "closed", Conversation.closed_at < cut_off, _quiet_since(cut_off), something_left, ~_protected()
    )
    return query.order_by(Conversation.id)


def _contacts(cut_off: dt.datetime) -> Any:
    """People with whom nothing is open and nothing has been for a while; not before their transcripts are gone."""
    in_use = or_(
        Conversation.state != "closed",
        Conversation.changed_at >= cut_off,
        _has(InboundMessage),
        _has(Experience, Experience.state == "draft"),
        _has(Experience, Experience.wants_contact.is_(True), Experience.changed_at >= cut_off),
        _has(DataRequest, DataRequest.closed_at.is_(None)),
        # Down for something that is still to come, or not over for long.
        exists().where(Interest.contact_id == Conversation.contact_id),
        _protected(),
    )
    query = select(Contact.id).where(
        func.coalesce(Contact.last_inbound_at, Contact.created_at) < cut_off,
        ~exists().where(Conversation.contact_id == Contact.id, in_use),
        Contact.id.not_in(holds.in_force("contact")),
    )
    return query.order_by(Contact.id)


def _contact_of_stories(cut_off: dt.datetime) -> Any:
    query = select(Experience.id).where(
        Experience.contact_sealed_id.is_not(None), Experience.changed_at < cut_off, Experience.id.not_in(holds.held_experiences())
    )
    return query.order_by(Experience.id)


def _stories(*states: str) -> Callable[[dt.datetime], Any]:
    def find(cut_off: dt.datetime) -> Any:
        at = func.coalesce(Experience.submitted_at, Experience.changed_at) if "submitted" in states else Experience.changed_at
        query = select(Experience.id).where(Experience.state.in_(states), at < cut_off, Experience.id.not_in(holds.held_experiences()))
        return query.order_by(Experience.id)

    return find


def _interests(cut_off: dt.datetime) -> Any:
    """People down for what has been over for a while."""
    query = select(Interest.id).join(Announcement, Announcement.id == Interest.announcement_id)
    return query.where(Announcement.ends_at < cut_off, Interest.contact_id.not_in(holds.in_force("contact"))).order_by(Interest.id)


def _older(table: Any, column: Any, *conditions: Any) -> Callable[[dt.datetime], Any]:
    key = next(iter(table.__table__.primary_key.columns))
    return lambda cut_off: select(key).where(column < cut_off, *conditions).order_by(key)


def _comments(moderated: bool) -> Callable[[dt.datetime], Any]:
    def find(cut_off: dt.datetime) -> Any:
        case = exists().where(ModerationCase.item_id == PublicPost.id)
        free = PublicPost.id.not_in(holds.in_force("public_item"))
        if moderated:
            still = exists().where(
                ModerationCase.item_id == PublicPost.id, or_(ModerationCase.state != "closed", ModerationCase.closed_at >= cut_off)
            )
            return select(PublicPost.id).where(case, ~still, free).order_by(PublicPost.id)
        query = select(PublicPost.id).where(PublicPost.received_at < cut_off, PublicPost.state != "waiting", ~case, free)
        return query.order_by(PublicPost.id)

    return find


def _erase(table: Any) -> Callable[[Session, list[Any], dt.datetime], Counter[str]]:
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


def _take_abandoned(session: Session, ids: list[Any], now: dt.datetime) -> Counter[str]:
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


def _close(session: Session, ids: list[Any], now: dt.datetime) -> Counter[str]:
    """Ends chats that nobody uses, from which moment the period of their transcript counts."""
    changed = update(Conversation).where(Conversation.id.in_(ids)).values(state="closed", closed_at=now, changed_at=now)
    session.execute(changed.execution_options(synchronize_session=False))
    for number in ids:
        audit.record(session, actor="system", act="conversation.close", subject="conversation", subject_id=number, reason="quiet for long")
    return Counter({"closed": len(ids)})


def _take_contact_of_stories(session: Session, ids: list[Any], now: dt.datetime) -> Counter[str]:
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


def _plain(table: Any) -> Callable[[Session, list[Any], dt.datetime], Counter[str]]:
    key = next(iter(table.__table__.primary_key.columns))

    def take(session: Session, ids: list[Any], _now: dt.datetime) -> Counter[str]:
        gone = session.execute(delete(table).where(key.in_(ids)).execution_options(synchronize_session=False))
        return Counter({table.__tablename__: gone.rowcount})

    return take


CLASSES = (
    Due("abandoned_chat", _abandoned, _take_abandoned, conversations=True),
    Due("close_after_quiet", _quiet, _close, conversations=True),
    Due("transcript_after_close", _closed, lambda session, ids, _now: erase_transcripts(session, ids), conversations=True),
    Due("unfinished_story", _stories("draft", "withdrawn"), _erase(Experience)),
    Due("enquiry", _older(Enquiry, Enquiry.at), _erase(Enquiry)),
    Due("event_interest", _interests, _erase(Interest)),
    Due("contact_details", _contact_of_stories, _take_contact_of_stories),
    Due("contact_details", _contacts, lambda session, ids, _now: erase_contacts(session, ids)),
    Due("anonymous_experience", _stories("submitted"), _erase(Experience)),
    Due("public_comment", _comments(moderated=False), _erase(PublicPost)),
    Due("moderation_log", _comments(moderated=True), _erase(PublicPost)),
    Due("data_request", _older(DataRequest, DataRequest.closed_at), _erase(DataRequest)),
    Due("erased_list", _older(Erased, Erased.at), _plain(Erased)),
    Due("audit_trail", _older(Audit, Audit.at), _plain(Audit)),
    Due("delivery_keys", _older(PublicEvent, PublicEvent.at), _plain(PublicEvent)),
    Due("staff_sessions", _older(StaffSession, StaffSession.expires_at), _plain(StaffSession)),
    Due("staff_sessions", _older(StaffLink, StaffLink.expires_at), _plain(StaffLink)),
    Due("staff_sessions", _older(StaffAttempt, StaffAttempt.expires_at), _plain(StaffAttempt)),
    Due("staff_sessions", _older(StaffDevice, StaffDevice.expires_at), _plain(StaffDevice)),
)
"""In this order: a chat is closed before its transcript can count, and a transcript is gone before its person goes."""
