"""A blind index over sealed texts: who asks for an e-mail address or a number is found wherever it was written.

Beside a sealed original stand keyed hashes (``detail_mark``) of the details in it, never a detail. Without the vault's
lookup secret a mark says nothing; with it one can only ask whether this very detail stands somewhere. A mark is written in the
transaction that seals the text and goes with the sealed row, whoever erases that and why. Rotating keys leaves marks as
they are: the lookup secret outlives keys (``bot.privacy.sealing.keyring``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.privacy.finding.spans import PLACEHOLDERS
from bot.privacy.sealing import details
from bot.privacy.sealing.vault import Vault
from bot.store.session import StoreSession
from bot.store.tables import (
    ColleagueNote,
    Conversation,
    DetailMark,
    Experience,
    InboundMessage,
    Interest,
    ModerationAction,
    OutboundMessage,
    PublicPost,
    SafeguardingConcern,
    Sealed,
)

CHUNK = 500
"""Ids in one statement: databases limit the parameters of one."""


@dataclass(frozen=True)
class Place:
    """Where a sealed text belongs. ``table`` and ``row`` name the row that points at it."""

    sealed_id: str
    table: str
    row: int
    conversation: int | None = None


PLACES: tuple[tuple[Any, Any, Any], ...] = (
    (InboundMessage, InboundMessage.text_sealed_id, InboundMessage.conversation_id),
    (OutboundMessage, OutboundMessage.body_sealed_id, OutboundMessage.conversation_id),
    (ColleagueNote, ColleagueNote.words_sealed_id, ColleagueNote.conversation_id),
    (PublicPost, PublicPost.text_sealed_id, None),
    (ModerationAction, ModerationAction.body_sealed_id, None),
    (Experience, Experience.contact_sealed_id, Experience.conversation_id),
    (Interest, Interest.needs_sealed_id, Interest.conversation_id),
    (Interest, Interest.contact_sealed_id, Interest.conversation_id),
    (SafeguardingConcern, SafeguardingConcern.words_sealed_id, SafeguardingConcern.conversation_id),
)
"""The columns whose sealed texts have marks: a table, the column, and the conversation of its rows."""


def seal_findable(session: StoreSession, vault: Vault, purpose: str, text: str, *, at_once: bool = False) -> str:
    """Seals a text as ``Vault.seal`` does, or ``seal_at_once``, with marks of the details in it; returns the sealed row's id."""
    sealed_id = (vault.seal_at_once if at_once else vault.seal)(session, purpose, text)
    write(session, vault, sealed_id, text)
    return sealed_id


def write(session: Session, vault: Vault, sealed_id: str, text: str) -> None:
    """Adds the marks of a text that was sealed in this transaction."""
    found = {(one.kind, one.plain) for one in details.find(text)}
    session.add_all(DetailMark(sealed_id=sealed_id, kind=kind, mark=_mark(vault, kind, plain)) for kind, plain in sorted(found))


def of_reference(vault: Vault, ref: str) -> tuple[str, ...]:
    """The marks under which ``ref`` would stand; none when it is no detail of the kind."""
    return tuple(dict.fromkeys(_mark(vault, kind, plain) for kind, plain in details.of_reference(ref)))


def places(session: Session, marks: Collection[str]) -> list[Place]:
    """Every place whose sealed text holds one of the details, in the order of ``PLACES``."""
    sealed = session.execute(select(DetailMark.sealed_id).where(DetailMark.mark.in_(marks))).scalars().all() if marks else []
    return list(_places(session, sorted(set(sealed))))


def rub_out(session: Session, vault: Vault, found: Iterable[Place], marks: Collection[str]) -> int:
    """Puts a placeholder where a detail stands in sealed texts, and leaves the rest of each: it is somebody else's.

    The exact words of a safeguarding record are never touched. Returns in how many texts it was.
    """
    count = 0
    for sealed_id in dict.fromkeys(place.sealed_id for place in found if place.table != SafeguardingConcern.__tablename__):
        row = session.get(Sealed, sealed_id)
        if row is None:
            continue
        text = vault.open_row(row)
        vault.fill(row, _without(text, vault, marks))
        for mark in session.execute(select(DetailMark).where(DetailMark.sealed_id == sealed_id, DetailMark.mark.in_(marks))).scalars():
            session.delete(mark)
        count += 1
    session.flush()
    return count


def conversations(session: Session, found: Iterable[Place]) -> list[Conversation]:
    """The conversations in which it stands, oldest first."""
    ids = {place.conversation for place in found if place.conversation is not None}
    return list(session.execute(select(Conversation).where(Conversation.id.in_(ids)).order_by(Conversation.id)).scalars())


def _mark(vault: Vault, kind: str, plain: str) -> str:
    return vault.hash_address("detail", kind, plain)[:32]


def _places(session: Session, sealed: Sequence[str]) -> Iterable[Place]:
    for start in range(0, len(sealed), CHUNK):
        part = sealed[start : start + CHUNK]
        for table, column, conversation in PLACES:
            columns = [column, table.id, *([conversation] if conversation is not None else [])]
            for row in session.execute(select(*columns).where(column.in_(part)).order_by(table.id)):
                yield Place(row[0], table.__tablename__, row[1], row[2] if conversation is not None else None)


def _without(text: str, vault: Vault, marks: Collection[str]) -> str:
    gone = [one for one in details.find(text) if _mark(vault, one.kind, one.plain) in marks]
    at = len(text)
    for one in sorted(gone, key=lambda detail: (-detail.end, detail.start)):
        if one.end <= at:
            text, at = f"{text[: one.start]}{PLACEHOLDERS[one.kind]}{text[one.end :]}", one.start
    return text
