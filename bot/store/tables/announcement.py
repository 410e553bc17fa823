"""What is announced and ends by itself: events, opportunities, what changed; and who would like to come or to join in."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Index,
    String,
    Text,
)

from bot.store.tables.columns import Base, BigId, UtcDateTime, ref, utcnow


class Announcement(Base):
    """An event, an opportunity or a "you said, we did". ``kind``: event, opportunity, impact_story.

    Said to the public only while ``status`` is published and now is from ``shown_from`` up to, not including,
    ``ends_at``. ``details`` are the texts of its kind by field name (``bot.announcements.kinds``).
    """

    __tablename__ = "announcement"
    __table_args__ = (Index("ix_announcement_current", "status", "ends_at"),)
    id = Column(BigId, primary_key=True)
    slug = Column(String(80), nullable=False, unique=True)
    kind = Column(String(16), nullable=False)
    title = Column(String(80), nullable=False)
    label = Column(String(20), nullable=False)
    area = Column(String(20), nullable=False, default="both")
    place = Column(String(80), nullable=False, default="")
    service_type = Column(String(40))
    topic = Column(String(40))
    details = Column(JSON, nullable=False, default=dict)
    organiser = Column(String(120), nullable=False)
    source_url = Column(String(500), nullable=False)
    checked_on = Column(Date, nullable=False)
    status = Column(String(12), nullable=False, default="draft")
    shown_from = Column(UtcDateTime, nullable=False)
    starts_at = Column(UtcDateTime)
    ends_at = Column(UtcDateTime, nullable=False)
    updated_at = Column(UtcDateTime, nullable=False, default=utcnow)


class Interest(Base):
    """Somebody would like to come to an event, or to join in. It goes with its person, and by the schedule.

    ``needs_*``: what they need to take part, as they wrote it (sealed) and with personal details taken out.
    ``contact_sealed_id``: how to reach them; with ``wants_contact`` and without it, the chat itself. ``announcement_version``
    says which wording they had read (``CuratedAnnouncement.version``), ``notice_version`` under which privacy notice they agreed,
    ``seen_at`` when somebody of staff first had it before them.
    """

    __tablename__ = "interest"
    id = Column(BigId, primary_key=True)
    reference = Column(String(16), nullable=False, unique=True)
    announcement_id = Column(ref("announcement.id"), nullable=False, index=True)
    announcement_version = Column(String(12), nullable=False)
    contact_id = Column(ref("contact.id"), nullable=False, index=True)
    conversation_id = Column(ref("conversation.id"), index=True)
    channel = Column(String(16), nullable=False)
    kind = Column(String(16), nullable=False)
    needs_redacted = Column(Text)
    needs_sealed_id = Column(ref("sealed.id"), index=True)
    wants_contact = Column(Boolean, nullable=False, default=False)
    contact_sealed_id = Column(ref("sealed.id"), index=True)
    notice_version = Column(String(16), nullable=False)
    agreed_at = Column(UtcDateTime, nullable=False, default=utcnow)
    seen_at = Column(UtcDateTime)
