"""What we must be able to show: notices, requests and holds, what was erased, and the counts that survive it."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import relationship

from bot.store.tables.columns import Base, BigId, UtcDateTime, ref, utcnow
from bot.store.tables.conversation import Conversation


class NoticeShown(Base):
    """Which privacy notice a person was shown, when: ``version`` of organisation.yml, ``form`` full or short, and the
    first half of the SHA-256 of its words, so that it can be told later exactly what they read."""

    __tablename__ = "notice_shown"
    id = Column(BigId, primary_key=True)
    contact_id = Column(ref("contact.id"), nullable=False, index=True)
    conversation_id = Column(ref("conversation.id"))
    version = Column(String(16), nullable=False)
    form = Column(String(8), nullable=False)
    words_hash = Column(String(32), nullable=False)
    at = Column(UtcDateTime, nullable=False, default=utcnow)


class Suppression(Base):
    """Somebody who told us to stop and whose contact has been erased since: a keyed hash, so that the wish still holds."""

    __tablename__ = "suppression"
    __table_args__ = (UniqueConstraint("channel", "account", "address_hash"),)
    id = Column(BigId, primary_key=True)
    channel = Column(String(16), nullable=False)
    account = Column(String(64), nullable=False)
    address_hash = Column(String(64), nullable=False)
    opted_out_at = Column(UtcDateTime, nullable=False)


class DataRequest(Base):
    """A person's request about their own data, or a complaint about how it was used. ``kind`` as in ``bot.privacy.data_rights.requests``.

    ``due_at`` is the day by which it must be answered (a complaint: acknowledged). No words of the person are kept here.
    """

    __tablename__ = "data_request"
    __table_args__ = (Index("ix_data_request_closed", "closed_at", "due_at"),)
    id = Column(BigId, primary_key=True)
    reference = Column(String(16), nullable=False, unique=True)
    kind = Column(String(16), nullable=False)
    conversation_id = Column(ref("conversation.id"), index=True)
    opened_by = Column(String(24), nullable=False, default="person")
    opened_at = Column(UtcDateTime, nullable=False, default=utcnow)
    due_at = Column(UtcDateTime, nullable=False)
    acknowledged_at = Column(UtcDateTime)
    closed_at = Column(UtcDateTime)
    closed_by_id = Column(ref("staff.id"))
    outcome = Column(String(16))
    conversation = relationship(Conversation)


class LegalHold(Base):
    """Why something must not be erased for now. ``subject`` is contact, experience or public_item."""

    __tablename__ = "legal_hold"
    __table_args__ = (Index("ix_legal_hold_subject", "subject", "subject_id"),)
    id = Column(BigId, primary_key=True)
    subject = Column(String(16), nullable=False)
    subject_id = Column(BigInteger, nullable=False)
    reason = Column(String(200), nullable=False)
    placed_by = Column(String(24), nullable=False)
    placed_at = Column(UtcDateTime, nullable=False, default=utcnow)
    released_by = Column(String(24))
    released_at = Column(UtcDateTime)


class Erased(Base):
    """Something that a person asked us to erase, by its keyed hash or reference: so that it is erased again after a restore.

    ``subject`` is contact, experience or public_item. A row is kept as long as a backup could hold what it names.
    """

    __tablename__ = "erased"
    id = Column(BigId, primary_key=True)
    at = Column(UtcDateTime, nullable=False, default=utcnow)
    subject = Column(String(16), nullable=False)
    key = Column(String(300), nullable=False)


class RetentionBatch(Base):
    """Proof of what went: one transaction of the schedule, or one erasure that a person asked for. No identifiers."""

    __tablename__ = "retention_batch"
    id = Column(BigId, primary_key=True)
    at = Column(UtcDateTime, nullable=False, default=utcnow)
    retention_class = Column(String(32), nullable=False, index=True)
    cut_off = Column(UtcDateTime)
    erased = Column(JSON, nullable=False, default=dict)


class Tally(Base):
    """What is left of erased rows: how many there were on a day. Rows are only ever added; readers sum ``number``."""

    __tablename__ = "tally"
    __table_args__ = (Index("ix_tally_measure", "measure", "day"),)
    id = Column(BigId, primary_key=True)
    measure = Column(String(24), nullable=False)
    day = Column(Date, nullable=False)
    channel = Column(String(16), nullable=False, default="")
    label = Column(String(64), nullable=False, default="")
    topic = Column(String(40), nullable=False, default="")
    number = Column(Integer, nullable=False)
