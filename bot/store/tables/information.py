"""Curated articles, what was asked of them, and what none of them answered."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    String,
    Text,
)

from bot.store.tables.columns import Base, BigId, UtcDateTime, ref, utcnow


class Article(Base):
    """A curated information page. ``status``: draft, published, withdrawn. Only published ones in date are shown.

    A draft may be unfinished: a text that is not written yet is empty, a date that is not known yet is null.
    """

    __tablename__ = "article"
    id = Column(BigId, primary_key=True)
    slug = Column(String(80), nullable=False, unique=True)
    topic = Column(String(40), nullable=False, index=True)
    title = Column(String(200), nullable=False)
    body = Column(Text, nullable=False)
    short = Column(Text, nullable=False)
    questions = Column(JSON, nullable=False, default=list)
    publisher = Column(String(120), nullable=False)
    source_url = Column(String(500), nullable=False)
    checked_on = Column(Date)
    review_by = Column(Date)
    status = Column(String(12), nullable=False, default="draft")
    area = Column(String(20), nullable=False, default="both", server_default="both")
    audience = Column(String(40), nullable=False, default="everyone", server_default="everyone")
    next_topics = Column(JSON, nullable=False, default=list, server_default="[]")
    updated_at = Column(UtcDateTime, nullable=False, default=utcnow)


class Enquiry(Base):
    """One question asked of the information service and how it ended; no words of the person are kept here.

    ``article_version`` says which wording was shown (``CuratedArticle.version``), ``helpful`` what the person said of it.
    """

    __tablename__ = "enquiry"
    id = Column(BigId, primary_key=True)
    conversation_id = Column(ref("conversation.id"), index=True)
    outcome = Column(String(24), nullable=False)
    topic = Column(String(40))
    article_slug = Column(String(80))
    article_version = Column(String(12))
    score = Column(Float)
    helpful = Column(Boolean)
    at = Column(UtcDateTime, nullable=False, default=utcnow)


class ContentGap(Base):
    """A question for which no checked article was near enough, for editors: its words with personal details taken out.

    ``page`` is the slug of the article that an editor is writing for it; ``closed_by`` the editor who has dealt with it. Goes with
    its conversation.
    """

    __tablename__ = "content_gap"
    id = Column(BigId, primary_key=True)
    conversation_id = Column(ref("conversation.id"), nullable=False, index=True)
    words = Column(Text, nullable=False)
    outcome = Column(String(24), nullable=False)
    nearest = Column(String(80))
    score = Column(Float)
    page = Column(String(80))
    at = Column(UtcDateTime, nullable=False, default=utcnow)
    closed_at = Column(UtcDateTime)
    closed_by = Column(String(120))
