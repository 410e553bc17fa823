"""Alarms: what is broken and needs a person. They stand in the database, so every process raises them and the desk shows them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store import audit
from bot.store.tables import Alarm


def sound(session: Session, name: str, words: str, now: dt.datetime) -> bool:
    """Raises an alarm, or renews its words; True when it is new. In the caller's transaction, with its audit row.

    ``name`` is a fixed word of at most 40 characters (a metric's label, too); ``words`` are for staff, at most 300
    characters, and hold no personal detail.
    """
    standing = session.get(Alarm, name)
    if standing is not None:
        standing.words = words[:300]
        return False
    session.add(Alarm(name=name, words=words[:300], since=now))
    audit.record(session, actor="system", act="alarm", subject="alarm", subject_id=name, reason=words[:200])
    return True


def end(session: Session, name: str) -> bool:
    """Ends an alarm; False when it did not stand."""
    standing = session.get(Alarm, name)
    if standing is None:
        return False
    session.delete(standing)
    session.flush()
    audit.record(session, actor="system", act="alarm_over", subject="alarm", subject_id=name)
    return True


def names(session: Session) -> list[str]:
    """The names of the alarms that stand."""
    return list(session.execute(select(Alarm.name).order_by(Alarm.name)).scalars())
