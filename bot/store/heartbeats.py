"""Signs of life: each role writes one every few seconds, and readiness reads them. Open pages of the desk write theirs, too."""

from __future__ import annotations

import datetime as dt
import os
import socket

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, sessionmaker

from bot.store.session import transaction
from bot.store.tables import Heartbeat, Presence, utcnow

EVERY_SECONDS = 5.0
FRESH_SECONDS = 30.0
"""A role silent for longer counts as down: six missed beats."""
STARTING = "starting"
"""The role under which a worker signs once, before it loads what it needs."""


def instance_name() -> str:
    """This process, told apart from the others of its role."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}"


def beat(sessions: sessionmaker, role: str, now: dt.datetime | None = None) -> None:  # type: ignore[type-arg]
    """Writes this process's sign of life, and removes those of processes gone for a day and of pages gone for a minute."""
    now = now or utcnow()
    with transaction(sessions) as session:
        session.need_not_wait()
        session.merge(Heartbeat(role=role, instance=instance_name(), at=now))
        session.execute(delete(Heartbeat).where(Heartbeat.at < now - dt.timedelta(days=1)))
        forget_pages(session, now)


def forget_pages(session: Session, now: dt.datetime) -> None:
    """Takes away the signs of pages that are not open any more (``bot.handover.presence``)."""
    session.execute(delete(Presence).where(Presence.until <= now).execution_options(synchronize_session=False))


def fresh_roles(sessions: sessionmaker, now: dt.datetime | None = None) -> dict[str, bool]:  # type: ignore[type-arg]
    """For worker and dispatch: whether at least one is alive."""
    now = now or utcnow()
    with sessions() as session:
        rows = dict(session.execute(select(Heartbeat.role, func.max(Heartbeat.at)).group_by(Heartbeat.role)).all())
    limit = now - dt.timedelta(seconds=FRESH_SECONDS)
    return {role: role in rows and rows[role] >= limit for role in ("worker", "dispatch")}


def last_beat(sessions: sessionmaker, role: str) -> None:  # type: ignore[type-arg]
    """Takes this process's sign of life away: it ends as it was told to."""
    with transaction(sessions) as session:
        session.execute(delete(Heartbeat).where(Heartbeat.role == role, Heartbeat.instance == instance_name()))


def forget_all(sessions: sessionmaker) -> None:  # type: ignore[type-arg]
    """Takes every sign of life away: for ``quietword up``, before it starts the only processes there are."""
    with transaction(sessions) as session:
        session.execute(delete(Heartbeat))
