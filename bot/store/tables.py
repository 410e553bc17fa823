"""Every table of Quiet Word.

Rules that hold for all of them: times are UTC; what a person wrote or is called stands only in ``sealed`` (encrypted)
or, with personal details replaced by placeholders, in a column named ``…_redacted``; identifiers from a platform that
point at a person are kept as a keyed hash beside a sealed value. A column that points at ``sealed`` has an index: when
originals are erased, the database looks whether anything still points at them.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import declarative_base, relationship

Base: Any = declarative_base()
BigId = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator):  # type: ignore[type-arg]
    """An aware UTC datetime on both databases (SQLite keeps none of its own)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(dt.timezone.utc)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=dt.timezone.utc)
        return value.astimezone(dt.timezone.utc)


def ref(target: str, ondelete: str | None = None) -> ForeignKey:
    """A foreign key that is checked at commit: rows of one transaction may be written in any order."""
    return ForeignKey(target, deferrable=True, initially="DEFERRED", ondelete=ondelete)


def utcnow() -> dt.datetime:
    """Now, aware, in UTC."""
    return dt.datetime.now(dt.timezone.utc)


def new_uuid() -> str:
    """A random identifier that says nothing about what it names."""
    return str(uuid.uuid4())


class Sealed(Base):
    """One encrypted original. ``purpose`` says what it is of (``inbound.text``, ``contact.address``, …)."""

    __tablename__ = "sealed"
    id = Column(String(36), primary_key=True, default=new_uuid)
    purpose = Column(String(40), nullable=False)
    key_id = Column(String(16), nullable=False, index=True)
    nonce = Column(LargeBinary(12), nullable=False)
    ciphertext = Column(LargeBinary, nullable=False)
    created_at = Column(UtcDateTime, nullable=False, default=utcnow)


class VaultSecret(Base):
    """A secret of the vault's own that outlives its keys (``bot.privacy.keyring``), sealed like an original."""

    __tablename__ = "vault_secret"
    id = Column(String(36), primary_key=True)
    purpose = Column(String(40), nullable=False)
    key_id = Column(String(16), nullable=False)
    nonce = Column(LargeBinary(12), nullable=False)
    ciphertext = Column(LargeBinary, nullable=False)


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


class Experience(Base):
    """What somebody told us of care. ``state``: draft, submitted, withdrawn. ``month`` is the first of a month.

    ``permission``: yes, no or cannot, of the person that somebody else tells of. ``service_type``, ``sentiment`` and
    ``themes`` (codes) are what holds now: suggested until ``coded_at``, when a person of staff settled them.
    ``approved_at``: looked through for what could point at somebody, and released for reports.
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


class Article(Base):
    """A curated information page. ``status``: draft, published, withdrawn. Only published ones in date are shown."""

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
    checked_on = Column(Date, nullable=False)
    review_by = Column(Date, nullable=False)
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

    ``closed_by`` is the editor who has dealt with it. Goes with its conversation.
    """

    __tablename__ = "content_gap"
    id = Column(BigId, primary_key=True)
    conversation_id = Column(ref("conversation.id"), nullable=False, index=True)
    words = Column(Text, nullable=False)
    outcome = Column(String(24), nullable=False)
    nearest = Column(String(80))
    score = Column(Float)
    at = Column(UtcDateTime, nullable=False, default=utcnow)
    closed_at = Column(UtcDateTime)
    closed_by = Column(String(120))


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
    """What was decided about a public item: the contract's comment action, and its grounds in words for staff."""

    __tablename__ = "moderation_case"
    id = Column(BigId, primary_key=True)
    item_id = Column(ref("public_item.id"), nullable=False, unique=True)
    action = Column(String(24), nullable=False)
    grounds = Column(JSON, nullable=False, default=list)
    state = Column(String(8), nullable=False, default="open")
    opened_at = Column(UtcDateTime, nullable=False, default=utcnow)
    closed_at = Column(UtcDateTime)
    closed_by_id = Column(ref("staff.id"))
    item = relationship(PublicPost)


class ModerationAction(Base):
    """One act on a platform: hide, unhide, private_reply. ``state``: waiting, sending, done, failed."""

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
    """A person's request about their own data, or a complaint about how it was used. ``kind`` as in ``bot.privacy.requests``.

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


class Staff(Base):
    """A named member of staff. ``role``: staff, editor, moderator, safeguarding_lead, manager, admin."""

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
    """A signed-in browser. Only the hash of its cookie is kept."""

    __tablename__ = "staff_session"
    token_hash = Column(String(64), primary_key=True)
    staff_id = Column(ref("staff.id"), nullable=False)
    csrf = Column(String(64), nullable=False)
    created_at = Column(UtcDateTime, nullable=False, default=utcnow)
    seen_at = Column(UtcDateTime, nullable=False, default=utcnow)
    expires_at = Column(UtcDateTime, nullable=False)
    staff = relationship(Staff)


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


class Alarm(Base):
    """Something is broken that only a person can mend. A row stands while it lasts; the desk shows every row."""

    __tablename__ = "alarm"
    name = Column(String(40), primary_key=True)
    words = Column(String(300), nullable=False)
    since = Column(UtcDateTime, nullable=False, default=utcnow)


class ChannelHour(Base):
    """How many people wrote on a channel in one hour: its habit, by which silence is noticed. Says nothing of who."""

    __tablename__ = "channel_hour"
    channel = Column(String(16), primary_key=True)
    hour = Column(UtcDateTime, primary_key=True)
    people = Column(Integer, nullable=False)


class Heartbeat(Base):
    """When a role was last alive; ``/health/ready`` reads it."""

    __tablename__ = "heartbeat"
    role = Column(String(16), primary_key=True)
    instance = Column(String(80), primary_key=True)
    at = Column(UtcDateTime, nullable=False)
