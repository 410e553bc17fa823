"""Staff accounts, and the trail of what they and the program did."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    String,
)
from sqlalchemy.orm import relationship

from bot.store.tables.columns import Base, BigId, UtcDateTime, ref, utcnow


class Staff(Base):
    """A named member of staff. ``role``: staff, editor, moderator, safeguarding_lead, manager, admin.

    ``failed_logins`` and ``locked_until`` are of all browsers together in which the account never signed in.
    """

    __tablename__ = "staff"
    id = Column(BigId, primary_key=True)
    email = Column(String(200), nullable=False, unique=True)
    name = Column(String(120), nullable=False)
    role = Column(String(24), nullable=False)
    password_hash = Column(String(200))
    active = Column(Boolean, nullable=False, default=True)
    failed_logins = Column(Integer, nullable=False, default=0)
    locked_until = Column(UtcDateTime)
    created_at = Column(UtcDateTime, nullable=False, default=utcnow)


class StaffLink(Base):
    """A one-time link that lets a member of staff choose a password. Only its hash is kept."""

    __tablename__ = "staff_link"
    token_hash = Column(String(64), primary_key=True)
    staff_id = Column(ref("staff.id"), nullable=False)
    expires_at = Column(UtcDateTime, nullable=False)
    used_at = Column(UtcDateTime)


class StaffSession(Base):
    """A signed-in browser. Only the hash of its cookie is kept. ``way``: how they came in (password, link, code, recovery, issuer)."""

    __tablename__ = "staff_session"
    token_hash = Column(String(64), primary_key=True)
    staff_id = Column(ref("staff.id"), nullable=False)
    csrf = Column(String(64), nullable=False)
    created_at = Column(UtcDateTime, nullable=False, default=utcnow)
    seen_at = Column(UtcDateTime, nullable=False, default=utcnow)
    expires_at = Column(UtcDateTime, nullable=False)
    way = Column(String(16), nullable=False, default="password")
    staff = relationship(Staff)


class StaffAuthenticator(Base):
    """The app whose codes an account is asked for. It counts from ``confirmed_at``; ``last_step`` is the last time step that was used."""

    __tablename__ = "staff_authenticator"
    staff_id = Column(ref("staff.id"), primary_key=True, autoincrement=False)
    secret_sealed_id = Column(ref("sealed.id"), nullable=False, index=True)
    confirmed_at = Column(UtcDateTime)
    last_step = Column(BigInteger, nullable=False, default=0)
    failed = Column(Integer, nullable=False, default=0)
    locked_until = Column(UtcDateTime)
    created_at = Column(UtcDateTime, nullable=False, default=utcnow)


class StaffRecoveryCode(Base):
    """One recovery code that has not been used, as a keyed hash."""

    __tablename__ = "staff_recovery_code"
    id = Column(BigId, primary_key=True)
    staff_id = Column(ref("staff.id"), nullable=False, index=True)
    code_hash = Column(String(64), nullable=False)


class StaffAttempt(Base):
    """A browser that is half-way in. Only the hash of its cookie is kept.

    ``kind``: issuer (on the way to single sign-on and back; nobody is known yet), second_step (``staff_id`` gave the right password).
    """

    __tablename__ = "staff_attempt"
    token_hash = Column(String(64), primary_key=True)
    kind = Column(String(16), nullable=False)
    staff_id = Column(ref("staff.id"))
    created_at = Column(UtcDateTime, nullable=False, default=utcnow)
    expires_at = Column(UtcDateTime, nullable=False, index=True)


class StaffDevice(Base):
    """A browser in which an account signed in before; only the hash of its cookie is kept. It counts its own wrong passwords."""

    __tablename__ = "staff_device"
    token_hash = Column(String(64), primary_key=True)
    staff_id = Column(ref("staff.id"), nullable=False, index=True)
    failed_logins = Column(Integer, nullable=False, default=0)
    locked_until = Column(UtcDateTime)
    created_at = Column(UtcDateTime, nullable=False, default=utcnow)
    expires_at = Column(UtcDateTime, nullable=False)


class Audit(Base):
    """Who did what to what, when and why. Rows are only ever added; ``detail`` holds no personal detail."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject", "subject_id"),)
    id = Column(BigId, primary_key=True)
    at = Column(UtcDateTime, nullable=False, default=utcnow)
    actor = Column(String(24), nullable=False)
    act = Column(String(40), nullable=False)
    subject = Column(String(24), nullable=False)
    subject_id = Column(String(40), nullable=False)
    reason = Column(String(200))
    detail = Column(JSON, nullable=False, default=dict)
