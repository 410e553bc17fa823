"""What stands in public on our pages, and what is done about it."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import relationship

from bot.store.tables.columns import Base, BigId, UtcDateTime, ref, utcnow


class PublicPost(Base):
    """Something written in public that reached us. ``verb`` is the last thing that happened to it."""

    __tablename__ = "public_item"
    __table_args__ = (UniqueConstraint("channel", "account", "item_id"), Index("ix_public_item_state", "state", "id"))
    id = Column(BigId, primary_key=True)
    channel = Column(String(16), nullable=False)
    account = Column(String(64), nullable=False)
    item_id = Column(String(255), nullable=False)
    kind = Column(String(16), nullable=False)
    post_id = Column(String(255))
    parent_id = Column(String(255))
    author_hash = Column(String(64), index=True)
    author_sealed_id = Column(ref("sealed.id"), index=True)
    text_sealed_id = Column(ref("sealed.id"), index=True)
    text_redacted = Column(Text)
    media = Column(String(8))
    permalink = Column(String(500))
    danger = Column(String(32))
    hidden = Column(Boolean, nullable=False, default=False)
    removed_at = Column(UtcDateTime)
    occurred_at = Column(UtcDateTime, nullable=False)
    received_at = Column(UtcDateTime, nullable=False, default=utcnow)
    state = Column(String(8), nullable=False, default="waiting")
    attempts = Column(Integer, nullable=False, default=0)
    available_at = Column(UtcDateTime, nullable=False, default=utcnow)


class PublicEvent(Base):
    """One delivery of the ``feed`` webhook, by its own key, so that a repeat is known."""

    __tablename__ = "public_event"
    __table_args__ = (UniqueConstraint("channel", "account", "provider_id"),)
    id = Column(BigId, primary_key=True)
    channel = Column(String(16), nullable=False)
    account = Column(String(64), nullable=False)
    provider_id = Column(String(255), nullable=False)
    at = Column(UtcDateTime, nullable=False, default=utcnow)


class ModerationCase(Base):
    """What was decided about a public item: the contract's comment action, and its grounds in words for staff.

    ``outcome``: what the information service made of a question, None where none was asked; ``article_slug``: the page that answers it.
    """

    __tablename__ = "moderation_case"
    id = Column(BigId, primary_key=True)
    item_id = Column(ref("public_item.id"), nullable=False, unique=True)
    action = Column(String(24), nullable=False)
    grounds = Column(JSON, nullable=False, default=list)
    outcome = Column(String(24))
    article_slug = Column(String(80))
    state = Column(String(8), nullable=False, default="open")
    opened_at = Column(UtcDateTime, nullable=False, default=utcnow)
    closed_at = Column(UtcDateTime)
    closed_by_id = Column(ref("staff.id"))
    item = relationship(PublicPost)


class ModerationAction(Base):
    """One act on a platform: hide, unhide, private_reply, public_reply, take_back, invite. ``state``: waiting, sending, done, failed."""

    __tablename__ = "moderation_action"
    __table_args__ = (Index("ix_moderation_action_state", "state", "id"),)
    id = Column(BigId, primary_key=True)
    case_id = Column(ref("moderation_case.id"), nullable=False, index=True)
    act = Column(String(16), nullable=False)
    actor = Column(String(24), nullable=False)
    reason = Column(String(200), nullable=False)
    body_sealed_id = Column(ref("sealed.id"), index=True)
    state = Column(String(8), nullable=False, default="waiting")
    attempts = Column(Integer, nullable=False, default=0)
    available_at = Column(UtcDateTime, nullable=False, default=utcnow)
    created_at = Column(UtcDateTime, nullable=False, default=utcnow)
    done_at = Column(UtcDateTime)
    provider_id = Column(String(255))
    error = Column(String(200))
    case = relationship(ModerationCase, backref="actions")
