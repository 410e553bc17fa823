"""Whom a request is about: from a reference, a number or an address to the records that are theirs.

The same address on a channel counts as the same person. Whoever holds only a story's reference has proof of that story
and of nothing else, so it leads to the story alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import phonenumbers
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.privacy.vault import Vault
from bot.store.tables import Contact, Conversation, DataRequest, Experience, PublicPost

_REFERENCE = re.compile(r"(?:C|D|QW|E)-[0-9A-Z]{2,8}(?:-[0-9A-Z]{2,8})?", re.IGNORECASE)
_EXACT = re.compile(r"(contact|experience|public_item):([0-9]{1,17})")


class NotFound(Exception):
    """Nothing is held under this reference or address. The message does not repeat it."""


@dataclass(frozen=True)
class Subject:
    """The ids of a person's records: people (one for each channel address), conversations, stories, public comments."""

    contacts: tuple[int, ...] = ()
    conversations: tuple[int, ...] = ()
    experiences: tuple[int, ...] = ()
    comments: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """A reference that leads here again and holds nothing personal."""
        for name, ids in (("contact", self.contacts), ("experience", self.experiences), ("public_item", self.comments)):
            if ids:
                return f"{name}:{ids[0]}"
        raise NotFound("nobody")


def resolve(session: Session, vault: Vault, ref: str) -> Subject:
    """Everything that belongs to ``ref``: a C-, D- or story reference, a conversation's number, an address, or a ``Subject.key``.

    An address is looked for in every channel, as the author of public comments, and among the ways to reach the tellers
    of stories. Raises ``NotFound``.
    """
    ref = ref.strip()
    exact = _EXACT.fullmatch(ref)
    if exact:
        found = _exact(session, exact[1], int(exact[2]))
    elif _REFERENCE.fullmatch(ref):
        found = _by_reference(session, ref.upper())
    else:
        found = _by_address(session, vault, ref)
        if found is None and ref.isascii() and ref.isdigit() and len(ref) < 18:
            conversation = session.get(Conversation, int(ref))
            found = _of_contacts(session, [conversation.contact_id]) if conversation is not None else None
    if found is None:
        raise NotFound("Nothing is held under this reference or address.")
    return found


def of_conversation(session: Session, conversation: Conversation) -> Subject:
    """The person of a conversation, with all their records on that channel."""
    return _of_contacts(session, [conversation.contact_id])


def variants(address: str) -> list[str]:
    """The ways in which the channels may know an address: a telephone number in E.164, with and without ``whatsapp:``."""
    found = [address, address.casefold()]
    if re.fullmatch(r"[+\d][\d ().-]{6,20}", address):
        try:
            number = phonenumbers.parse(address, "GB")
            e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            found += [e164, f"whatsapp:{e164}"]
        except phonenumbers.NumberParseException:
            pass  # digits that are no telephone number: an id of a platform
    return list(dict.fromkeys(found))


def _exact(session: Session, kind: str, number: int) -> Subject | None:
    table = {"contact": Contact, "experience": Experience, "public_item": PublicPost}[kind]
    if session.get(table, number) is None:
        return None
    if kind == "contact":
        return _of_contacts(session, [number])
    return Subject(experiences=(number,)) if kind == "experience" else Subject(comments=(number,))


def _by_reference(session: Session, reference: str) -> Subject | None:
    story = session.execute(select(Experience.id).where(Experience.reference == reference)).scalar_one_or_none()
    if story is not None:
        return Subject(experiences=(story,))
    asked = select(DataRequest.conversation_id).where(DataRequest.reference == reference)
    person = select(Conversation.contact_id).where((Conversation.reference == reference) | Conversation.id.in_(asked))
    contact = session.execute(person).scalars().first()
    return _of_contacts(session, [contact]) if contact is not None else None


def _by_address(session: Session, vault: Vault, address: str) -> Subject | None:
    spellings = variants(address)
    places = session.execute(select(Contact.channel, Contact.account).distinct()).all()
    hashes = [vault.hash_address(channel, account, spelling) for channel, account in places for spelling in spellings]
    contacts = session.execute(select(Contact.id).where(Contact.address_hash.in_(hashes))).scalars().all()
    places = session.execute(select(PublicPost.channel, PublicPost.account).distinct()).all()
    authors = [vault.hash_address(f"public {channel}", account, spelling) for channel, account in places for spelling in spellings]
    comments = session.execute(select(PublicPost.id).where(PublicPost.author_hash.in_(authors))).scalars().all()
    stories = _stories_to_be_reached_at(session, vault, spellings)
    if not (contacts or comments or stories):
        return None
    found = _of_contacts(session, contacts)
    return Subject(found.contacts, found.conversations, tuple(dict.fromkeys((*found.experiences, *stories))), tuple(comments))


def _stories_to_be_reached_at(session: Session, vault: Vault, spellings: list[str]) -> list[int]:
    """Stories whose teller left this address. Only sealed originals know it, so each is opened and compared."""
    wanted = {_bare(spelling) for spelling in spellings}
    wanted |= {f"0{number[3:]}" for number in wanted if number.startswith("+44")} - {""}
    rows = session.execute(select(Experience.id, Experience.contact_sealed_id).where(Experience.contact_sealed_id.is_not(None))).all()
    return [story for story, sealed_id in rows if any(one in _bare(vault.open(session, sealed_id) or "") for one in wanted if len(one) > 5)]


def _bare(text: str) -> str:
    return re.sub(r"[\s().-]", "", text.casefold())


def _of_contacts(session: Session, contacts: Iterable[int]) -> Subject:
    contacts = tuple(contacts)
    conversations = tuple(
        session.execute(select(Conversation.id).where(Conversation.contact_id.in_(contacts)).order_by(Conversation.id)).scalars()
    )
    experiences = tuple(
        session.execute(select(Experience.id).where(Experience.conversation_id.in_(conversations)).order_by(Experience.id)).scalars()
    )
    return Subject(contacts, conversations, experiences)
