"""Experiences of care, how they are coded, the services they are about, and what their tellers agreed to."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    String,
    Text,
)

from bot.store.tables.columns import Base, BigId, UtcDateTime, ref, utcnow


class Experience(Base):
    """What somebody told us of care. ``state``: draft, submitted, withdrawn. ``month`` is the first of a month.

    ``permission``: yes, no or cannot, of the person that somebody else tells of. ``service_type``, ``sentiment`` and
    ``themes`` (codes) are what holds now: suggested until ``coded_at``, when a person of staff settled them.
    ``approved_at``: looked through for what could point at somebody, and released for reports. ``pointing``: what staff
    decided about words that add up (``bot.experiences.pointing``): generalised, as_it_is, or None while nobody has.
    """

    __tablename__ = "experience"
    id = Column(BigId, primary_key=True)
    reference = Column(String(16), nullable=False, unique=True)
    conversation_id = Column(ref("conversation.id"), index=True)
    channel = Column(String(16), nullable=False)
    state = Column(String(12), nullable=False, default="draft")
    story_redacted = Column(Text, nullable=False, default="")
    service_name_redacted = Column(String(200))
    provider_code = Column(String(40))
    service_type = Column(String(40))
    month = Column(Date)
    rating = Column(Integer)
    about = Column(String(16))
    permission = Column(String(8))
    sentiment = Column(String(8))
    themes = Column(JSON, nullable=False, default=list)
    coded_at = Column(UtcDateTime)
    approved_at = Column(UtcDateTime)
    pointing = Column(String(12))
    wants_contact = Column(Boolean, nullable=False, default=False)
    contact_sealed_id = Column(ref("sealed.id"), index=True)
    notice_version = Column(String(16), nullable=False)
    created_at = Column(UtcDateTime, nullable=False, default=utcnow)
    changed_at = Column(UtcDateTime, nullable=False, default=utcnow)
    submitted_at = Column(UtcDateTime)


class ExperienceCode(Base):
    """A code that was suggested for an experience or settled by staff: what the suggestions are measured by.

    ``kind``: theme, service_type, sentiment. ``source``: machine or person. ``words``: what in the story led to it.
    """

    __tablename__ = "experience_code"
    id = Column(BigId, primary_key=True)
    experience_id = Column(ref("experience.id", ondelete="CASCADE"), nullable=False, index=True)
    kind = Column(String(16), nullable=False)
    code = Column(String(60), nullable=False)
    source = Column(String(8), nullable=False)
    score = Column(Float)
    words = Column(JSON, nullable=False, default=list)
    staff_id = Column(ref("staff.id"))
    at = Column(UtcDateTime, nullable=False, default=utcnow)


class AboutPerson(Base):
    """One answer to one "about you" question, a code of ``data/experiences/about_you.yml``; never shown beside the story."""

    __tablename__ = "about_person"
    id = Column(BigId, primary_key=True)
    experience_id = Column(ref("experience.id", ondelete="CASCADE"), nullable=False, index=True)
    question = Column(String(24), nullable=False)
    answer = Column(String(24), nullable=False)


class Provider(Base):
    """A service of the area, from our own list or from an open register; ``data/providers/README.md`` says which columns.

    ``shown``: the name may be said to the public. ``active``: offered; a closed one stays for what was told of it.
    """

    __tablename__ = "provider"
    code = Column(String(40), primary_key=True)
    source = Column(String(8), nullable=False)
    name = Column(String(200), nullable=False)
    service_type = Column(String(40))
    parent = Column(String(200))
    town = Column(String(80))
    postcode = Column(String(10))
    local_names = Column(JSON, nullable=False, default=list)
    shown = Column(Boolean, nullable=False, default=True)
    active = Column(Boolean, nullable=False, default=True)
    updated_at = Column(UtcDateTime, nullable=False, default=utcnow)


class ConsentGrant(Base):
    """A dated yes or no for one purpose of one experience; the newest row for a purpose is in force.

    ``by`` is person, or ``staff:ID`` when a member of staff wrote it down for them.
    """

    __tablename__ = "consent_grant"
    id = Column(BigId, primary_key=True)
    experience_id = Column(ref("experience.id"), nullable=False, index=True)
    purpose = Column(String(24), nullable=False)
    granted = Column(Boolean, nullable=False)
    notice_version = Column(String(16), nullable=False)
    by = Column(String(24), nullable=False, default="person", server_default="person")
    at = Column(UtcDateTime, nullable=False, default=utcnow)
