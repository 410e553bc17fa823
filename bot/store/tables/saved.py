"""What staff keep for themselves: replies to use again."""

from __future__ import annotations

from sqlalchemy import Column, String, Text, UniqueConstraint

from bot.store.tables.columns import Base, BigId, UtcDateTime, utcnow


class SavedReply(Base):
    """Words for a question that comes again and again. Meant for everybody, so they hold nothing of anybody's."""

    __tablename__ = "saved_reply"
    __table_args__ = (UniqueConstraint("title", name="uq_saved_reply_title"),)
    id = Column(BigId, primary_key=True)
    title = Column(String(60), nullable=False)
    text = Column(Text, nullable=False)
    changed_at = Column(UtcDateTime, nullable=False, default=utcnow)
