"""Staff accounts: one-time links, passwords, and the wait after wrong ones.

A new colleague gets a link that works once, for a day, to choose a password. Passwords are kept as argon2id hashes,
links as SHA-256 of a random token. An unknown e-mail takes as long to refuse as a wrong password.
Who waits after wrong passwords is in ``bot.desk.devices``.
"""

from __future__ import annotations

import datetime as dt
import secrets
import threading
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, sessionmaker

from bot.desk import devices
from bot.desk.tokens import hash_token
from bot.store import audit
from bot.store.session import transaction
from bot.store.tables import Staff, StaffAttempt, StaffLink, StaffSession

ROLES = ("staff", "editor", "moderator", "office_manager", "safeguarding_lead", "manager", "admin")
"""The posts of the policy, and admin; names are accounts."""

LINK_HOURS = 24
MIN_PASSWORD, MAX_PASSWORD = 12, 200
FREE_TRIES = 5
"""Wrong passwords in a row before the account rests: in a browser that it knows, or in all others together."""
FIRST_REST, LONGEST_REST = dt.timedelta(minutes=1), dt.timedelta(hours=1)

_hasher = PasswordHasher()
_DUMMY = _hasher.hash(secrets.token_hex(16))
# One check takes 64 MB: a burst of logins must queue rather than fill the memory.
_checks = threading.BoundedSemaphore(2)


class AccountError(Exception):
    """An account cannot be made or changed so. The message says why, for the person who tried."""


@dataclass(frozen=True)
class NewLink:
    """A one-time link's secret part, shown once and kept nowhere."""

    staff_id: int
    token: str

    @property
    def path(self) -> str:
        """Where on the desk the link leads; put the public address before it."""
        return f"/desk/welcome/{self.token}"


def add_staff(session: Session, email: str, name: str, role: str, now: dt.datetime, *, actor: str = "system") -> NewLink:
    """Makes an account and its first link. Raises ``AccountError`` when the e-mail is taken or something has no sense."""
    email, name = tidy_email(email), " ".join(name.split())[:120]
    if not name:
        raise AccountError("Give the person's name.")
    if role not in ROLES:
        raise AccountError(f"There is no role '{role}'. The roles are: {', '.join(ROLES)}.")
    if session.execute(select(Staff.id).where(Staff.email == email)).first():
        raise AccountError("There is an account with this e-mail already.")
    staff = Staff(email=email, name=name, role=role, created_at=now)
    session.add(staff)
    session.flush()
    audit.record(session, actor=actor, act="staff.add", subject="staff", subject_id=staff.id, detail={"role": role})
    return new_link(session, staff, now, actor=actor)


def ensure_first(session: Session, email: str, name: str, now: dt.datetime) -> NewLink | None:
    """A link for the first member of staff of a new installation; None once anybody has a password."""
    if session.execute(select(func.count()).select_from(Staff).where(Staff.password_hash.is_not(None))).scalar():
        return None
    known = session.execute(select(Staff).where(Staff.email == tidy_email(email))).scalar_one_or_none()
    return new_link(session, known, now) if known is not None else add_staff(session, email, name, "admin", now)


def new_link(session: Session, staff: Staff, now: dt.datetime, *, actor: str = "system") -> NewLink:
    """A fresh link for an account; links given out before no longer work."""
    session.execute(delete(StaffLink).where(StaffLink.staff_id == staff.id, StaffLink.used_at.is_(None)))
    token = secrets.token_urlsafe(32)
    session.add(StaffLink(token_hash=hash_token(token), staff_id=staff.id, expires_at=now + dt.timedelta(hours=LINK_HOURS)))
    audit.record(session, actor=actor, act="staff.link", subject="staff", subject_id=staff.id)
    return NewLink(staff.id, token)


def staff_of_link(session: Session, token: str, now: dt.datetime) -> Staff | None:
    """Whose link this is, while it is good; looking does not use it up."""
    link = session.get(StaffLink, hash_token(token))
    if link is None or link.used_at is not None or link.expires_at <= now:
        return None
    staff = session.get(Staff, link.staff_id)
    return staff if staff is not None and staff.active else None


def choose_password(session: Session, token: str, password: str, now: dt.datetime) -> Staff:
    """Sets the password, uses the link up and signs every other browser out. Raises ``AccountError`` with what is wrong."""
    staff = staff_of_link(session, token, now)
    if staff is None:
        raise AccountError("This link has been used or is too old. Ask a manager for a new one.")
    password = _normal(password)
    check_password_rule(password, staff.email)
    with _checks:
        staff.password_hash = _hasher.hash(password)
    staff.failed_logins, staff.locked_until = 0, None
    session.get(StaffLink, hash_token(token)).used_at = now
    session.execute(delete(StaffSession).where(StaffSession.staff_id == staff.id))
    devices.forget_all(session, staff.id)
    session.execute(delete(StaffAttempt).where(StaffAttempt.staff_id == staff.id))
    audit.record(session, actor=f"staff:{staff.id}", act="staff.password", subject="staff", subject_id=staff.id)
    return staff


def check_password_rule(password: str, email: str) -> None:
    """Raises ``AccountError`` unless the password is long enough and not the e-mail (or a part of it)."""
    if len(password) < MIN_PASSWORD:
        raise AccountError(f"Use at least {MIN_PASSWORD} characters. Three or four words in a row are easy to remember.")
    if len(password) > MAX_PASSWORD:
        raise AccountError(f"Use at most {MAX_PASSWORD} characters.")
    folded = password.casefold()
    if folded in email.casefold() or email.casefold() in folded:
        raise AccountError("Your e-mail address cannot be your password.")
    if len(set(folded)) < 5:
        raise AccountError("Use more different characters.")


def log_in(sessions: sessionmaker, email: str, password: str, now: dt.datetime, known_by: Collection[str] = ()) -> int | None:
    """The id of the account, or None: unknown, wrong, resting or switched off all look alike, and take as long.

    ``known_by`` are the cookies of ``bot.desk.devices`` that the browser sent. The slow check runs outside of any
    transaction, so that it never holds the database's write lock.
    """
    password = _normal(password)[: MAX_PASSWORD + 1]
    with sessions() as session:
        staff = session.execute(select(Staff).where(Staff.email == email.strip().casefold())).scalar_one_or_none()
    usable = staff is not None and staff.active and staff.password_hash is not None
    right = _matches(staff.password_hash if staff is not None and usable else _DUMMY, password)
    with transaction(sessions) as session:
        session.begin_write()
        current = session.get(Staff, staff.id, with_for_update=True, populate_existing=True) if staff is not None and usable else None
        if current is None or staff is None or current.password_hash != staff.password_hash:
            _as_much_work(session)
            return None
        device = devices.known(session, current.id, known_by, now, lock=True)
        tries = device or current
        if tries.locked_until is not None and tries.locked_until > now:
            _as_much_work(session)
            return None
        if not right:
            tries.failed_logins += 1
            if tries.failed_logins >= FREE_TRIES:
                tries.locked_until = now + rest_after(tries.failed_logins)
                where = {"in": "a browser it knows" if device else "browsers it does not know"}
                audit.record(session, actor="system", act="login.locked", subject="staff", subject_id=current.id, detail=where)
            return None
        # Of strangers' tries nothing is forgotten when the owner comes in by a browser that is known: else each visit gave five more.
        tries.failed_logins, tries.locked_until = 0, None
        if _hasher.check_needs_rehash(current.password_hash):
            current.password_hash = _hasher.hash(password)
        return int(current.id)


def rest_after(wrong: int) -> dt.timedelta:
    """How long to rest after so many wrong tries in a row, ``FREE_TRIES`` or more."""
    return min(FIRST_REST * 2 ** min(wrong - FREE_TRIES, 12), LONGEST_REST)


def _as_much_work(session: Session) -> None:
    """Writes what a wrong password writes, and changes nothing: how long a refusal takes is not to tell who has an account."""
    anybody = select(func.min(Staff.id)).scalar_subquery()
    same = update(Staff).where(Staff.id == anybody).values(failed_logins=Staff.failed_logins)
    session.execute(same.execution_options(synchronize_session=False))


def tidy_email(email: str) -> str:
    """The e-mail as it is kept (lower case). Raises ``AccountError`` when it is none."""
    tidy = email.strip().casefold()
    name, at, domain = tidy.partition("@")
    if not (name and at and "." in domain) or len(tidy) > 200 or any(character.isspace() for character in tidy):
        raise AccountError("Give an e-mail address, for example anna@example.org.")
    return tidy


def _matches(password_hash: str, password: str) -> bool:
    with _checks:
        try:
            return _hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False


def _normal(password: str) -> str:
    # The same letters typed on another keyboard may be other code points.
    return unicodedata.normalize("NFKC", password)
