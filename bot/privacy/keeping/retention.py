"""The retention schedule carried out: what has outlived its period goes, a batch at a time, each with a row of proof.

Every batch is one transaction, small enough that nobody else waits for long. What is under a legal hold, or belongs to
a conversation in which a danger sign was seen, is left alone. ``bot.privacy.keeping.schedule`` says what each class means.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from bot import log
from bot.organisation import Organisation
from bot.privacy.keeping import going, outlived
from bot.privacy.keeping.schedule import Schedule
from bot.store.locks import RETENTION, TURN, Locks
from bot.store.session import transaction
from bot.store.tables import (
    Audit,
    DataRequest,
    Enquiry,
    Erased,
    Experience,
    Interest,
    PublicEvent,
    PublicPost,
    RetentionBatch,
    StaffAttempt,
    StaffDevice,
    StaffLink,
    StaffSession,
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


CLASSES = (
    Due("abandoned_chat", outlived.abandoned, going.erase_abandoned, conversations=True),
    Due("close_after_quiet", outlived.quiet, going.close, conversations=True),
    Due("transcript_after_close", outlived.closed, lambda session, ids, _now: going.erase_transcripts(session, ids), conversations=True),
    Due("unfinished_story", outlived.stories("draft", "withdrawn"), going.erase(Experience)),
    Due("enquiry", outlived.older(Enquiry, Enquiry.at), going.erase(Enquiry)),
    Due("event_interest", outlived.interests, going.erase(Interest)),
    Due("contact_details", outlived.contact_of_stories, going.erase_contact_of),
    Due("contact_details", outlived.contacts, lambda session, ids, _now: going.erase_contacts(session, ids)),
    Due("anonymous_experience", outlived.stories("submitted"), going.erase(Experience)),
    Due("public_comment", outlived.comments(moderated=False), going.erase(PublicPost)),
    Due("moderation_log", outlived.comments(moderated=True), going.erase(PublicPost)),
    Due("data_request", outlived.older(DataRequest, DataRequest.closed_at), going.erase(DataRequest)),
    Due("erased_list", outlived.older(Erased, Erased.at), going.plainly(Erased)),
    Due("audit_trail", outlived.older(Audit, Audit.at), going.plainly(Audit)),
    Due("delivery_keys", outlived.older(PublicEvent, PublicEvent.at), going.plainly(PublicEvent)),
    Due("staff_sessions", outlived.older(StaffSession, StaffSession.expires_at), going.plainly(StaffSession)),
    Due("staff_sessions", outlived.older(StaffLink, StaffLink.expires_at), going.plainly(StaffLink)),
    Due("staff_sessions", outlived.older(StaffAttempt, StaffAttempt.expires_at), going.plainly(StaffAttempt)),
    Due("staff_sessions", outlived.older(StaffDevice, StaffDevice.expires_at), going.plainly(StaffDevice)),
)
"""In this order: a chat is closed before its transcript can count, and a transcript is gone before its person goes."""
