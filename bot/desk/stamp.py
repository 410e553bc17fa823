"""Has anything changed? One cheap look a second for a whole process, however many browsers watch.

The stamp is not stored and means nothing outside: it only differs when something that the desk shows has moved.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
import time
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from bot.handover import presence, queue
from bot.store.tables import (
    Alarm,
    Audit,
    Conversation,
    Experience,
    Handover,
    InboundMessage,
    Interest,
    ModerationAction,
    ModerationCase,
    OutboundMessage,
)

LOOK_EVERY_SECONDS = 1.0
RECENT = 300
"""States are compared for this many of the newest rows: what is older hardly moves, and the look must stay cheap."""


@dataclass(frozen=True)
class Seen:
    """One look: the stamp, and the counts that stand in the page's head."""

    stamp: str
    waiting: int
    danger: int
    comments: int
    comments_danger: int = 0
    interests: int = 0
    """People who would like to come to something and whom no member of staff has seen yet."""
    alarms: tuple[tuple[str, dt.datetime], ...] = ()
    """What is broken, in words for staff, and since when."""

    here: tuple[presence.Here, ...] = ()
    """Who has which conversation open. Not in the stamp: only the pages of that conversation are told."""

    @property
    def alarms_mark(self) -> str:
        """Differs when the alarms do."""
        return hashlib.sha256(repr(self.alarms).encode()).hexdigest()[:16]


class Watch:
    """Looks at the database at most once in ``LOOK_EVERY_SECONDS``. Thread-safe."""

    def __init__(self, sessions: sessionmaker, every: float = LOOK_EVERY_SECONDS) -> None:
        self._sessions, self._every = sessions, every
        self._mutex = threading.Lock()
        self._seen: Seen | None = None
        self._at = 0.0

    def look(self) -> Seen:
        """The newest look, perhaps another thread's of less than a second ago."""
        with self._mutex:
            if self._seen is None or time.monotonic() - self._at >= self._every:
                with self._sessions() as session:
                    self._seen = look(session)
                self._at = time.monotonic()
            return self._seen


def look(session: Session) -> Seen:
    """Looks now."""
    lines = queue.waiting(session)
    newest = session.execute(
        select(
            *(
                select(func.max(table.id)).scalar_subquery()
                for table in (InboundMessage, OutboundMessage, Audit, Handover, ModerationCase, ModerationAction, Experience)
            )
        )
    ).one()
    parts = [tuple(newest), [(line.conversation_id, line.priority, line.staff_id) for line in lines]]
    for table in (InboundMessage, OutboundMessage, ModerationCase, ModerationAction, Conversation):
        edge = (session.execute(select(func.max(table.id))).scalar() or 0) - RECENT
        states = select(table.state, func.count(), func.sum(table.id)).where(table.id > edge).group_by(table.state).order_by(table.state)
        parts.append([tuple(row) for row in session.execute(states)])
    alarms = tuple((row.words, row.since) for row in session.execute(select(Alarm.words, Alarm.since).order_by(Alarm.since, Alarm.name)))
    parts.append(alarms)
    open_cases = select(func.count()).select_from(ModerationCase).where(ModerationCase.state == "open")
    counts = tuple(
        int(session.execute(query).scalar() or 0)
        for query in (
            open_cases,
            open_cases.where(ModerationCase.action == "crisis"),
            select(func.count()).select_from(Interest).where(Interest.seen_at.is_(None)),
        )
    )
    parts.append(counts)
    return Seen(
        stamp=hashlib.sha256(repr(parts).encode()).hexdigest()[:16],
        waiting=len(lines),
        danger=sum(line.danger for line in lines),
        comments=counts[0],
        comments_danger=counts[1],
        interests=counts[2],
        alarms=alarms,
        here=presence.everybody(session),
    )
