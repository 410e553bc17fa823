"""A person's rights carried out: find, export, erase. Each is on the audit trail; the caller's transaction holds both.

Who may ask is for staff to judge. The session of a channel, or a story's reference, proves that conversation or story
and no more: before anything that is held goes out, staff make sure that it goes to the person it is about.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.organisation import Organisation
from bot.privacy.data_rights import holdings, readable
from bot.privacy.data_rights.subjects import Subject, of_mark
from bot.privacy.keeping import erasing
from bot.privacy.keeping.going import erase_contacts, erase_story_contacts
from bot.privacy.keeping.holds import Held
from bot.privacy.keeping.retention import prove
from bot.privacy.sealing import marks
from bot.privacy.sealing.vault import Vault
from bot.store import audit
from bot.store.tables import Contact, Conversation, DataRequest, Enquiry, Erased, Experience, PublicPost

ERASURE = "erasure_request"
"""The class under which the proof of an erasure stands that somebody asked for."""


class NeedsDecision(Exception):
    """A danger sign was seen, or there is a safeguarding record: the safeguarding lead decides before anything is erased."""


@dataclass(frozen=True)
class Export:
    """What is held, for reading and for a computer."""

    html: str
    json: str


def find(session: Session, subject: Subject, *, actor: str, reason: str) -> Counter[str]:
    """How many records of each table are held. Nothing is opened. Raises ``ValueError`` without a reason."""
    found = holdings.summary(session, subject)
    _record(session, subject, "rights.find", actor, reason, {"records": sum(found.values())})
    return found


def export(
    session: Session,
    subject: Subject,
    *,
    vault: Vault,
    organisation: Organisation,
    actor: str,
    reason: str,
    now: dt.datetime,
    safeguarding_agreed: bool = False,
) -> Export:
    """Everything that is held, originals opened. Raises ``ValueError`` without a reason.

    Records of safeguarding are in it only when the safeguarding lead has agreed: who asks may be who somebody is in danger of
    (Data Protection Act 2018, schedule 3: no right of access where serious harm is likely).
    """
    _record(session, subject, "rights.export", actor, reason, {"safeguarding": "given"} if safeguarding_agreed else {})
    held = holdings.gather(session, vault, organisation, subject, now, safeguarding=safeguarding_agreed)
    return Export(readable.page(held, organisation), json.dumps(held, ensure_ascii=False, indent=2))


def erase(
    session: Session,
    subject: Subject,
    *,
    vault: Vault,
    actor: str,
    reason: str,
    now: dt.datetime,
    keep_stories: bool = False,
    safeguarding_agreed: bool = False,
) -> Counter[str]:
    """Erases everything of a person, for good; returns how many rows of each table went.

    ``keep_stories``: stories stay without anything that leads to the person (the right to erasure is limited where
    the basis is a public task; staff decide). Where the detail they were looked for by stands in what somebody else wrote, it
    alone is taken out of that (``marks.rub_out``). Requests about data that are open for these conversations are closed.
    Raises ``Held`` under a legal hold, ``NeedsDecision`` for safeguarding that is not ``safeguarding_agreed``, and
    ``ValueError`` without a reason.
    """
    if holdings.is_held(session, subject):
        raise Held("This is under a legal hold. It can be erased when the hold is released.")
    if not safeguarding_agreed and holdings.is_safeguarding(session, subject):
        raise NeedsDecision("A danger sign was seen here. Ask the safeguarding lead before anything is erased.")
    _record(session, subject, "rights.erase", actor, reason, {"stories": "kept" if keep_stories else "erased"})
    session.add_all(Erased(subject=name, key=key, at=now) for name, key in _keys(session, subject, keep_stories))
    for request in session.execute(_open_requests(subject)).scalars():
        request.closed_at, request.outcome = now, "erased"
    erased: Counter[str] = Counter()
    stories = session.execute(select(Experience).where(Experience.id.in_(subject.experiences))).scalars().all()
    if keep_stories:
        erased += _make_anonymous(session, stories)
    else:
        erasing.erase(session, Experience, subject.experiences, erased)
    asked = session.execute(select(Enquiry.id).where(Enquiry.conversation_id.in_(subject.conversations))).scalars().all()
    erasing.erase(session, Enquiry, asked, erased)
    erasing.erase(session, PublicPost, subject.comments, erased)
    erased += erase_contacts(session, list(subject.contacts))
    rubbed = marks.rub_out(session, vault, subject.places, subject.marks)
    if rubbed:
        erased["detail_in_text"] = rubbed
    prove(session, ERASURE, erased, now=now)
    return erased


def _make_anonymous(session: Session, stories: Any) -> Counter[str]:
    for story in stories:
        story.conversation_id = None
    return erase_story_contacts(session, stories)


def _open_requests(subject: Subject) -> Any:
    return select(DataRequest).where(DataRequest.conversation_id.in_(subject.conversations), DataRequest.closed_at.is_(None))


def _keys(session: Session, subject: Subject, keep_stories: bool) -> list[tuple[str, str]]:
    """By what each part is known again in a database restored from a backup."""
    found = [("contact", key) for key in session.execute(select(Contact.address_hash).where(Contact.id.in_(subject.contacts))).scalars()]
    if not keep_stories:
        stories = session.execute(select(Experience.reference).where(Experience.id.in_(subject.experiences))).scalars()
        found += [("experience", reference) for reference in stories]
    comments = session.execute(select(PublicPost.item_id).where(PublicPost.id.in_(subject.comments))).scalars()
    return found + [("public_item", item) for item in comments] + [("detail", mark) for mark in subject.marks]


def known_again(session: Session, subject: str, key: str) -> Subject:
    """What an entry of the list of erased things names in this database; an empty subject when it is not there (any more)."""
    if subject == "detail":
        return of_mark(session, key)
    if subject == "contact":
        contacts = tuple(session.execute(select(Contact.id).where(Contact.address_hash == key)).scalars())
        conversations = tuple(session.execute(select(Conversation.id).where(Conversation.contact_id.in_(contacts))).scalars())
        return Subject(contacts=contacts, conversations=conversations)
    if subject == "experience":
        return Subject(experiences=tuple(session.execute(select(Experience.id).where(Experience.reference == key)).scalars()))
    return Subject(comments=tuple(session.execute(select(PublicPost.id).where(PublicPost.item_id == key)).scalars()))


def _record(session: Session, subject: Subject, act: str, actor: str, reason: str, detail: dict[str, Any]) -> None:
    if not reason.strip():
        raise ValueError("a reason is needed")
    name, number = subject.head
    audit.record(session, actor=actor, act=act, subject=name, subject_id=number, reason=reason.strip()[:200], detail=detail)
