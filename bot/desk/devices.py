"""Browsers that an account has signed in with before.

Wrong passwords make an account rest. Were that one rest for everybody, a stranger who types five of them keeps its owner out. So a
browser that has signed in before counts its own wrong passwords, and all the others share one count: a stranger guesses as slowly as
ever, and the owner comes in meanwhile. (OWASP, Slow Down Online Guessing Attacks with Device Cookies.)
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, sessionmaker

from bot.desk.tokens import hash_token
from bot.store.tables import Staff, StaffDevice

KEPT = dt.timedelta(days=180)
"""A browser that has not signed in for so long is a stranger again."""


def known(session: Session, staff_id: int, tokens: Collection[str], now: dt.datetime, *, lock: bool = False) -> StaffDevice | None:
    """The browser with one of these cookies, if this account has signed in there."""
    if not tokens:
        return None
    query = select(StaffDevice).where(
        StaffDevice.token_hash.in_([hash_token(token) for token in tokens]),
        StaffDevice.staff_id == staff_id,
        StaffDevice.expires_at > now,
    )
    return session.execute(query.limit(1).with_for_update() if lock else query.limit(1)).scalars().first()  # type: ignore[no-any-return]


def is_known(sessions: sessionmaker, email: str, tokens: Collection[str], now: dt.datetime) -> bool:
    """Whether the account with this e-mail has signed in before in the browser with these cookies."""
    if not tokens:
        return False
    with sessions() as session:
        staff_id = session.execute(select(Staff.id).where(Staff.email == email.strip().casefold())).scalar()
        return staff_id is not None and known(session, staff_id, tokens, now) is not None


def remember(session: Session, staff_id: int, tokens: Collection[str], now: dt.datetime) -> str | None:
    """Notes that the account signed in here. A new cookie's value for the browser; None when it has one that serves."""
    session.execute(delete(StaffDevice).where(StaffDevice.expires_at <= now))
    device = known(session, staff_id, tokens, now)
    if device is not None:
        device.expires_at = now + KEPT
        return None
    token = secrets.token_urlsafe(32)
    session.add(StaffDevice(token_hash=hash_token(token), staff_id=staff_id, failed_logins=0, created_at=now, expires_at=now + KEPT))
    return token


def forget_all(session: Session, staff_id: int) -> None:
    """Every browser is a stranger to the account from now on."""
    session.execute(delete(StaffDevice).where(StaffDevice.staff_id == staff_id))
