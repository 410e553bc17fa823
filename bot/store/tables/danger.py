"""Danger signs that were seen, and the restricted record of safeguarding concerns."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Float,
    Index,
    String,
)

from bot.store.tables.columns import Base, BigId, UtcDateTime, ref, utcnow


class DangerSign(Base):
    """A danger sign seen in a message: which, by whom (``lexicon`` or ``model``), the card it was answered with, if any.

    ``chance`` (0 to 1) is the model's; ``language`` that of the words or of the card. Staff say later whether it was a
    true or a false alarm: ``verdict``, with their name and the time.
    """

    __tablename__ = "danger_sign"
    __table_args__ = (Index("ix_danger_sign_conversation", "conversation_id", "id"),)
    id = Column(BigId, primary_key=True)
    conversation_id = Column(ref("conversation.id"), nullable=False)
    inbound_id = Column(ref("inbound.id"), nullable=False, index=True)
    category = Column(String(32), nullable=False)
    sign = Column(String(64), nullable=False)
    seen_by = Column(String(8), nullable=False)
    chance = Column(Float)
    language = Column(String(8), nullable=False, default="en")
    card = Column(String(64))
    at = Column(UtcDateTime, nullable=False, default=utcnow)
    verdict = Column(String(8))
    verdict_by_id = Column(ref("staff.id"))
    verdict_at = Column(UtcDateTime)


class SafeguardingConcern(Base):
    """The restricted record of a worry about somebody's safety: the exact words sealed, and what was decided, sealed too.

    ``state``: open, referred, closed. Only the roles of ``bot.safety.concerns.MAY_SEE`` reach it, and each look is on
    the audit trail. It outlives the conversation: the law on safeguarding records decides when it goes, not a schedule.
    """

    __tablename__ = "safeguarding_concern"
    __table_args__ = (Index("ix_safeguarding_concern_state", "state", "id"),)
    id = Column(BigId, primary_key=True)
    reference = Column(String(16), nullable=False, unique=True)
    conversation_id = Column(ref("conversation.id"), index=True)
    category = Column(String(32), nullable=False)
    channel = Column(String(16), nullable=False)
    words_sealed_id = Column(ref("sealed.id"))
    decision_sealed_id = Column(ref("sealed.id"))
    state = Column(String(8), nullable=False, default="open")
    opened_at = Column(UtcDateTime, nullable=False, default=utcnow)
    decided_at = Column(UtcDateTime)
    decided_by_id = Column(ref("staff.id"))
