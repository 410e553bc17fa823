"""Taking a story down: every answer goes into the draft at once, so that nothing told is lost.

All functions write through the caller's session and commit nothing.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from bot.experiences import about_you, consent, service_types
from bot.experiences.references import free_reference
from bot.privacy.sealing import marks
from bot.privacy.sealing.vault import Vault
from bot.store import audit
from bot.store.ready import Ready
from bot.store.session import StoreSession
from bot.store.tables import ConsentGrant, Conversation, Experience, utcnow

DRAFT, SUBMITTED, WITHDRAWN = "draft", "submitted", "withdrawn"
ABOUT = ("me", "cared_for", "someone_else")
PERMISSION = ("yes", "no", "cannot")
"""``cannot``: too ill, too young, or no longer alive."""
CONTACT_PURPOSE = "experience.contact"
NAME_LENGTH = 200
_NEWEST_DRAFT = Ready(
    select(Experience.id)
    .where(Experience.conversation_id == bindparam("conversation"), Experience.state == DRAFT)
    .order_by(Experience.id.desc())
    .limit(1)
)


def start(session: Session, conversation: Conversation, notice_version: str, now: dt.datetime | None = None) -> Experience:
    """A new draft for a conversation, under the privacy notice the person is about to see."""
    now = now or utcnow()
    experience = Experience(
        reference=free_reference(session),
        conversation_id=conversation.id,
        channel=conversation.channel,
        state=DRAFT,
        story_redacted="",
        notice_version=notice_version,
        created_at=now,
        changed_at=now,
    )
    session.add(experience)
    session.flush()
    return experience


def latest_draft(session: StoreSession, conversation_id: int) -> Experience | None:
    """The conversation's unfinished story, if there is one."""
    if session.autoflush:
        session.flush()
    found = _NEWEST_DRAFT.first(session, conversation=conversation_id)
    return session.get(Experience, found[0]) if found else None


def add_story(experience: Experience, text: str, now: dt.datetime | None = None) -> None:
    """Adds a message (personal details already taken out) to the story, as a new line."""
    experience.story_redacted = "\n".join(part for part in (experience.story_redacted, text.strip()) if part)
    experience.changed_at = now or utcnow()


def set_service(
    experience: Experience, *, name: str | None = None, service_type: str | None = None, provider_code: str | None = None
) -> None:
    """The service as the person calls it, its kind, and which of the listed providers it is.

    The kind is guessed from the name, else from the story. A new name forgets the provider of the old one.
    Raises ``ValueError`` for a kind that is not in ``service_types.SERVICE_TYPES``.
    """
    if service_type is not None and service_type not in service_types.SERVICE_TYPES:
        raise ValueError(f"'{service_type}' is no type of service")
    if name:
        experience.service_name_redacted = " ".join(name.split())[:NAME_LENGTH]
        experience.provider_code = provider_code
    experience.service_type = service_type or service_types.guess(experience.service_name_redacted, experience.story_redacted)


def set_month(experience: Experience, month: dt.date | None) -> None:
    """The month of care; kept as the first of it, because an exact date can point at a person."""
    experience.month = month and month.replace(day=1)


def set_rating(experience: Experience, rating: int | None) -> None:
    """How good the care was, 1 to 5. Raises ``ValueError`` outside of that."""
    if rating is not None and rating not in range(1, 6):
        raise ValueError("a rating is a number from 1 to 5")
    experience.rating = rating


def set_about(experience: Experience, about: str | None) -> None:
    """Whose story it is. Raises ``ValueError`` for anything but the values of ``ABOUT``."""
    if about is not None and about not in ABOUT:
        raise ValueError(f"'{about}' is not one of {', '.join(ABOUT)}")
    experience.about = about


def set_permission(experience: Experience, permission: str | None) -> None:
    """Whether the person the story is about agrees to its being told. Raises ``ValueError`` for anything else than ``PERMISSION``."""
    if permission is not None and permission not in PERMISSION:
        raise ValueError(f"'{permission}' is not one of {', '.join(PERMISSION)}")
    experience.permission = permission


def set_consent(session: Session, experience: Experience, purpose: str, granted: bool, now: dt.datetime) -> None:
    """A yes or no to one purpose."""
    consent.record(session, experience, purpose, granted, now=now)
    if purpose == "contact_me":
        experience.wants_contact = granted


def set_contact(session: Session, vault: Vault, experience: Experience, contact: str | None) -> None:
    """How to reach the person: ``contact`` as they wrote it, sealed apart from the story; None for the chat itself."""
    vault.erase(session, experience.contact_sealed_id)
    experience.contact_sealed_id = marks.seal_findable(session, vault, CONTACT_PURPOSE, contact) if contact else None
    experience.wants_contact = True


def submit(session: Session, experience: Experience, now: dt.datetime) -> str:
    """Hands the story in and returns its reference. Raises ``ValueError`` for an empty story, or one that is no draft."""
    if experience.state != DRAFT:
        raise ValueError("only a draft can be sent")
    if not experience.story_redacted.strip():
        raise ValueError("there is no story to send")
    if experience.service_type is None:
        set_service(experience)
    experience.state, experience.submitted_at, experience.changed_at = SUBMITTED, now, now
    audit.record(session, actor="system", act="experience.submit", subject="experience", subject_id=experience.id)
    return str(experience.reference)


def discard(session: Session, vault: Vault, experience: Experience, now: dt.datetime) -> None:
    """The person takes the draft back: its words, contact and choices go; that there was one stays on the audit trail."""
    vault.erase(session, experience.contact_sealed_id)
    session.execute(delete(ConsentGrant).where(ConsentGrant.experience_id == experience.id))
    experience.story_redacted = ""
    about_you.forget(session, experience)
    experience.service_name_redacted = experience.service_type = experience.provider_code = experience.permission = None
    experience.month = experience.rating = experience.about = None
    experience.contact_sealed_id, experience.wants_contact = None, False
    experience.state, experience.changed_at = WITHDRAWN, now
    audit.record(
        session, actor="system", act="experience.discard", subject="experience", subject_id=experience.id, reason="the person's wish"
    )
