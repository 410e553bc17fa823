"""Whom a request is about: from a reference, a number or an address to the records that are theirs.

The same address on a channel counts as the same person. Whoever holds only a story's reference has proof of that story
and of nothing else, so it leads to the story alone. An e-mail address or a number may also stand in what somebody wrote,
about themselves or about another: such places (``bot.privacy.sealing.marks``) are named apart from a person's own records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import phonenumbers
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.privacy.sealing import marks
from bot.privacy.sealing.marks import Place
from bot.privacy.sealing.vault import Vault
from bot.store.tables import (
    Contact,
    Conversation,
    DataRequest,
    Experience,
    ModerationAction,
    ModerationCase,
    PublicPost,
    SafeguardingConcern,
)

_REFERENCE = re.compile(r"(?:C|D|QW|E)-[0-9A-Z]{2,8}(?:-[0-9A-Z]{2,8})?", re.IGNORECASE)
_EXACT = re.compile(r"(?:contact|experience|public_item):[0-9]{1,17}|detail:[0-9a-f]{32}")


class NotFound(Exception):
    """Nothing is held under this reference or address. The message does not repeat it."""


@dataclass(frozen=True)
class Subject:
    """The ids of a person's records: people (one for each channel address), conversations, stories, public comments.

    ``marks``: of the detail they were looked for by; ``places``: where else it stands in what was written.
    """

    contacts: tuple[int, ...] = ()
    conversations: tuple[int, ...] = ()
    experiences: tuple[int, ...] = ()
    comments: tuple[int, ...] = ()
    marks: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """What it was put together from, as names and numbers (of a mark, itself)."""
        mine = (("contact", self.contacts), ("experience", self.experiences), ("public_item", self.comments), ("detail", self.marks))
        return tuple((name, str(one)) for name, ids in mine for one in ids)

    @property
    def key(self) -> str:
        """A reference that leads here again and holds nothing personal. Raises ``NotFound`` for nobody."""
        if not self.keys:
            raise NotFound("nobody")
        return ",".join(f"{name}:{one}" for name, one in self.keys)

    @property
    def head(self) -> tuple[str, str]:
        """The first of ``keys``, under which acts stand on the audit trail."""
        return self.keys[0] if self.keys else ("", "")

    @property
    def own(self) -> bool:
        """Whether anything here is the person's own record, and not only a place where their detail stands."""
        return bool(self.contacts or self.experiences or self.comments)


def resolve(session: Session, vault: Vault, ref: str) -> Subject:
    """Everything that belongs to ``ref``: a C-, D- or story reference, a conversation's number, an address, or a ``Subject.key``.

    An address is looked for in every channel, as the author of public comments, among the ways to reach the tellers of
    stories, and in all that was written. Raises ``NotFound``.
    """
    ref = ref.strip()
    parts = ref.split(",")
    if all(_EXACT.fullmatch(part) for part in parts):
        found = _exact(session, [part.split(":") for part in parts])
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


def of_mark(session: Session, mark: str) -> Subject:
    """Where a detail stands that is known by its mark alone; an empty subject when it stands nowhere (any more)."""
    return _together(session, (), (), (), [mark]) or Subject()


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


def _exact(session: Session, parts: Sequence[Sequence[str]]) -> Subject | None:
    """The records of a ``Subject.key`` that are still there."""
    there: dict[str, list[int]] = {}
    for name, table in (("contact", Contact), ("experience", Experience), ("public_item", PublicPost)):
        ids = [int(number) for kind, number in parts if kind == name]
        there[name] = list(session.execute(select(table.id).where(table.id.in_(ids)).order_by(table.id)).scalars())
    asked = [mark for kind, mark in parts if kind == "detail"]
    return _together(session, there["contact"], there["experience"], there["public_item"], asked)


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
    return _together(session, contacts, (), comments, marks.of_reference(vault, address))


def _together(
    session: Session, contacts: Iterable[int], stories: Iterable[int], comments: Iterable[int], asked: Sequence[str]
) -> Subject | None:
    """One subject of all this and of where the marks ``asked`` lead; None when there is nothing at all."""
    found, comments = _of_contacts(session, contacts), tuple(comments)
    places = marks.places(session, asked)
    # A way to be reached that its teller left leads to the story: that is theirs.
    reached = [place.row for place in places if place.table == Experience.__tablename__]
    stories = tuple(dict.fromkeys((*found.experiences, *stories, *reached)))
    answered = answered_comments(session, [place.row for place in places if place.table == ModerationAction.__tablename__])
    own_answers = [act for act, comment in answered.items() if comment in comments]
    elsewhere = tuple(place for place in places if not _is_own(place, found.conversations, stories, comments, own_answers))
    if not (found.contacts or stories or comments or elsewhere):
        return None
    return Subject(found.contacts, found.conversations, stories, comments, tuple(asked) if elsewhere else (), elsewhere)


def answered_comments(session: Session, acts: Sequence[int]) -> dict[int, int]:
    """The public comment of each of these moderation actions."""
    query = select(ModerationAction.id, ModerationCase.item_id).join(ModerationCase, ModerationCase.id == ModerationAction.case_id)
    return dict(session.execute(query.where(ModerationAction.id.in_(acts))).all()) if acts else {}


def _is_own(
    place: Place, conversations: Sequence[int], stories: Sequence[int], comments: Sequence[int], answers: Sequence[int] = ()
) -> bool:
    """Whether the place belongs to the person's own records, with which it is given out and erased."""
    if place.table == SafeguardingConcern.__tablename__:
        return False  # outlives its conversation
    return (
        place.conversation in conversations
        or (place.table == Experience.__tablename__ and place.row in stories)
        or (place.table == PublicPost.__tablename__ and place.row in comments)
        or (place.table == ModerationAction.__tablename__ and place.row in answers)
    )


def _of_contacts(session: Session, contacts: Iterable[int]) -> Subject:
    contacts = tuple(contacts)
    conversations = tuple(
        session.execute(select(Conversation.id).where(Conversation.contact_id.in_(contacts)).order_by(Conversation.id)).scalars()
    )
    experiences = tuple(
        session.execute(select(Experience.id).where(Experience.conversation_id.in_(conversations)).order_by(Experience.id)).scalars()
    )
    return Subject(contacts, conversations, experiences)
