"""Who writes to us, what they write, what is said to them, and who has the conversation."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import relationship

from bot.store.tables.columns import Base, BigId, UtcDateTime, ref, utcnow


class Contact(Base):
    """A person who wrote in, on one channel of ours."""

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("channel", "account", "address_hash"),)
    id = Column(BigId, primary_key=True)
    channel = Column(String(16), nullable=False)
    account = Column(String(64), nullable=False)
    address_hash = Column(String(64), nullable=False)
    address_sealed_id = Column(ref("sealed.id"), nullable=False, index=True)
    name_sealed_id = Column(ref("sealed.id"), index=True)
    language = Column(String(16))
    last_inbound_at = Column(UtcDateTime)
    opted_out_at = Column(UtcDateTime)
    opt_out_reason = Column(String(40))
    created_at = Column(UtcDateTime, nullable=False, default=utcnow)


class Conversation(Base):
    """One run of talk with one contact. ``state`` is bot, waiting, staff or closed."""

    __tablename__ = "conversation"
    __table_args__ = (Index("ix_conversation_contact", "contact_id", "state"),)
    id = Column(BigId, primary_key=True)
    reference = Column(String(16), nullable=False, unique=True)
    contact_id = Column(ref("contact.id"), nullable=False)
    channel = Column(String(16), nullable=False)
    state = Column(String(8), nullable=False, default="bot")
    assigned_to_id = Column(ref("staff.id"))
    created_at = Column(UtcDateTime, nullable=False, default=utcnow)
    changed_at = Column(UtcDateTime, nullable=False, default=utcnow)
    closed_at = Column(UtcDateTime)
    under_13_at = Column(UtcDateTime)
    """When the person said that they are under 13: from then on no contact details are asked for."""
    name_marks = Column(JSON(none_as_null=True))
    """Keyed marks of the names in it, so that each person keeps one placeholder: see ``bot.privacy.numbering``."""
    contact = relationship(Contact)


class InboundMessage(Base):
    """The inbox: one accepted event. ``state`` is waiting, done or failed; ids give the order of arrival."""

    __tablename__ = "inbound"
    __table_args__ = (
        UniqueConstraint("channel", "account", "provider_id"),
        Index("ix_inbound_state", "state", "id"),
        Index("ix_inbound_conversation", "conversation_id", "id"),
    )
    id = Column(BigId, primary_key=True)
    conversation_id = Column(ref("conversation.id"), nullable=False)
    channel = Column(String(16), nullable=False)
    account = Column(String(64), nullable=False)
    provider_id = Column(String(255), nullable=False)
    message_id = Column(String(255))
    kind = Column(String(16), nullable=False)
    text_sealed_id = Column(ref("sealed.id"), index=True)
    text_redacted = Column(Text)
    payload = Column(String(1000))
    target_id = Column(String(255))
    attachments = Column(JSON, nullable=False, default=list)
    danger = Column(String(32))
    danger_sign = Column(String(64))
    suspected = Column(String(32))
    """A danger that the door only suspects, until the second look has been taken: see ``bot.safety.suspicion``."""
    suspected_sign = Column(String(64))
    suspected_chance = Column(Float)
    occurred_at = Column(UtcDateTime, nullable=False)
    received_at = Column(UtcDateTime, nullable=False, default=utcnow)
    state = Column(String(8), nullable=False, default="waiting")
    attempts = Column(Integer, nullable=False, default=0)
    available_at = Column(UtcDateTime, nullable=False, default=utcnow)
    done_at = Column(UtcDateTime)
    intent = Column(String(64))
    confidence = Column(Float)


class OutboundMessage(Base):
    """The outbox: one reply. ``author`` is bot, card (danger), or ``staff:ID``; text lies sealed.

    ``state``: waiting, sending (a part is on its way), sent, delivered, read, failed, returned (given back to staff),
    held (lost on the way: sent again later, without holding others back).
    """

    __tablename__ = "outbound"
    __table_args__ = (
        Index("ix_outbound_state", "state", "id"),
        Index("ix_outbound_conversation", "conversation_id", "id"),
    )
    id = Column(BigId, primary_key=True)
    conversation_id = Column(ref("conversation.id"), nullable=False)
    inbound_id = Column(ref("inbound.id"), index=True)
    author = Column(String(24), nullable=False, default="bot")
    urgent = Column(Boolean, nullable=False, default=False)
    body_sealed_id = Column(ref("sealed.id"), nullable=False, index=True)
    buttons = Column(JSON, nullable=False, default=list)
    source = Column(String(64))
    state = Column(String(12), nullable=False, default="waiting")
    attempts = Column(Integer, nullable=False, default=0)
    available_at = Column(UtcDateTime, nullable=False, default=utcnow)
    created_at = Column(UtcDateTime, nullable=False, default=utcnow)
    sent_at = Column(UtcDateTime)
    error = Column(String(200))


class OutboundPart(Base):
    """One platform message of a reply: long replies are several. ``key`` travels with it so that we know it again."""

    __tablename__ = "outbound_part"
    __table_args__ = (UniqueConstraint("outbound_id", "part"), Index("ix_part_provider", "channel", "provider_id"))
    id = Column(BigId, primary_key=True)
    outbound_id = Column(ref("outbound.id"), nullable=False)
    part = Column(Integer, nullable=False)
    channel = Column(String(16), nullable=False)
    key = Column(String(40), nullable=False, unique=True)
    state = Column(String(12), nullable=False, default="sending")
    provider_id = Column(String(255))
    started_at = Column(UtcDateTime, nullable=False, default=utcnow)
    changed_at = Column(UtcDateTime, nullable=False, default=utcnow)
    error_code = Column(String(40))


class ColleagueNote(Base):
    """What one member of staff tells the others about a conversation. The person is never sent it, nor is the assistant.

    ``once`` names the form it came from, so that a form sent twice is one note.
    """

    __tablename__ = "colleague_note"
    __table_args__ = (UniqueConstraint("conversation_id", "once", name="uq_colleague_note_once"),)
    id = Column(BigId, primary_key=True)
    conversation_id = Column(ref("conversation.id"), nullable=False, index=True)
    staff_id = Column(ref("staff.id"))
    words_sealed_id = Column(ref("sealed.id"), nullable=False, index=True)
    once = Column(String(56), nullable=False)
    at = Column(UtcDateTime, nullable=False, default=utcnow)


class TrackerEvent(Base):
    """Rasa's memory of a conversation: one event, as Rasa writes it, of redacted text only."""

    __tablename__ = "tracker_event"
    __table_args__ = (UniqueConstraint("sender_id", "seq"),)
    id = Column(BigId, primary_key=True)
    sender_id = Column(String(64), nullable=False)
    seq = Column(Integer, nullable=False)
    event = Column(JSON, nullable=False)


class Handover(Base):
    """One request for a person. ``state``: waiting, taken, ended. ``priority`` 100 is danger, 0 the usual."""

    __tablename__ = "handover"
    __table_args__ = (Index("ix_handover_state", "state", "priority"),)
    id = Column(BigId, primary_key=True)
    conversation_id = Column(ref("conversation.id"), nullable=False, index=True)
    reason = Column(String(40), nullable=False)
    detail = Column(String(200))
    priority = Column(Integer, nullable=False, default=0)
    state = Column(String(8), nullable=False, default="waiting")
    opened_at = Column(UtcDateTime, nullable=False, default=utcnow)
    taken_by_id = Column(ref("staff.id"))
    taken_at = Column(UtcDateTime)
    ended_at = Column(UtcDateTime)
    conversation = relationship(Conversation)
