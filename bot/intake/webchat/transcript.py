"""What one browser's chat holds: the replies to show, and the person's own words with personal details taken out.

Only replies that the dispatcher has published are shown. They need not be published in the order of their ids (a
danger card overtakes a reply that waits), so a place in the stream is a ``Cursor``: the highest id shown, and the
lower ids that were not out yet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot import buttons, log
from bot.intake.webchat.links import Part, parts
from bot.privacy.vault import Vault, VaultError
from bot.store.outbox import read_reply
from bot.store.tables import Contact, Conversation, InboundMessage, OutboundMessage, Sealed

logger = log.get("webchat")

PUBLISHED = ("sent", "delivered", "read")
MAX_LINES = 200
"""How many of the newest lines a page shows of each side."""

MAX_GAPS = 20


@dataclass(frozen=True)
class Cursor:
    """How far a browser has read: everything up to ``upto`` but the ids in ``gaps``. Written as ``15~13~14``."""

    upto: int = 0
    gaps: frozenset[int] = frozenset()

    @classmethod
    def parse(cls, text: str | None) -> Cursor:
        """The cursor of an event's id; what cannot be read means the beginning."""
        numbers = [int(part) for part in (text or "").split("~") if part.isascii() and part.isdigit() and len(part) < 19]
        return cls(numbers[0], frozenset(numbers[1 : MAX_GAPS + 1])) if numbers else cls()

    def __str__(self) -> str:
        return "~".join(str(number) for number in (self.upto, *sorted(self.gaps)[-MAX_GAPS:]))


@dataclass(frozen=True)
class Choice:
    """A button of a reply: what the person reads, and the token that stands for it on the wire."""

    title: str
    token: str


@dataclass(frozen=True)
class Line:
    """One line of the chat. ``who`` is you, assistant or staff; ``id`` is the reply's id; of own words, ``own-`` and a number."""

    who: str
    id: str
    at: dt.datetime
    parts: tuple[Part, ...]
    choices: tuple[Choice, ...] = ()
    urgent: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The line as JSON-ready values."""
        return {
            "id": self.id,
            "who": self.who,
            "at": self.at.isoformat(timespec="seconds"),
            "text": "".join(part.text for part in self.parts),
            "parts": [{"text": part.text, "href": part.href} for part in self.parts],
            "buttons": [{"title": choice.title, "token": choice.token} for choice in self.choices],
            "urgent": self.urgent,
        }


@dataclass(frozen=True)
class Transcript:
    """The whole chat as a page shows it, and the cursor from which the stream goes on."""

    lines: tuple[Line, ...]
    cursor: Cursor
    state: str


def read_transcript(session: Session, vault: Vault, key: str) -> Transcript:
    """The chat of the contact with the address hash ``key``: the newest lines of both sides, in order of time."""
    conversations = _conversations(key)
    sent = (
        select(OutboundMessage)
        .where(OutboundMessage.conversation_id.in_(conversations), OutboundMessage.state.in_(PUBLISHED))
        .order_by(OutboundMessage.id.desc())
        .limit(MAX_LINES)
    )
    own = (
        select(InboundMessage)
        .where(InboundMessage.conversation_id.in_(conversations), InboundMessage.kind.in_(("text", "button")))
        .order_by(InboundMessage.id.desc())
        .limit(MAX_LINES)
    )
    replies = list(reversed(session.execute(sent).scalars().all()))
    upto = replies[-1].id if replies else 0
    cursor = Cursor(upto, frozenset(_unpublished(session, key, upto)))
    mine = session.execute(own).scalars().all()
    lines = [*_reply_lines(session, vault, replies), *(_own_line(session, vault, row) for row in mine)]
    newest = session.execute(conversations.with_only_columns(Conversation.state).order_by(Conversation.id.desc()).limit(1)).scalar()
    return Transcript(tuple(sorted(lines, key=lambda line: line.at)), cursor, newest or "bot")


def read_new(session: Session, vault: Vault, key: str, cursor: Cursor) -> list[tuple[Line, Cursor]]:
    """The replies published since ``cursor``, by id, each with the cursor that stands after it."""
    query = (
        select(OutboundMessage)
        .where(
            OutboundMessage.conversation_id.in_(_conversations(key)),
            OutboundMessage.state.in_(PUBLISHED),
            or_(OutboundMessage.id > cursor.upto, OutboundMessage.id.in_(cursor.gaps)),
        )
        .order_by(OutboundMessage.id)
    )
    rows = session.execute(query).scalars().all()
    if not rows:
        return []
    unpublished = _unpublished(session, key, max(cursor.upto, rows[-1].id))
    to_come = {row.id for row in rows}
    found = []
    for line in _reply_lines(session, vault, rows):
        to_come.discard(int(line.id))
        upto = max(cursor.upto, int(line.id))
        cursor = Cursor(upto, frozenset(number for number in unpublished | to_come if number < upto))
        found.append((line, cursor))
    return found


def _conversations(key: str) -> Any:
    query = select(Conversation.id).join(Contact, Contact.id == Conversation.contact_id)
    return query.where(Contact.channel == "web", Contact.address_hash == key)


def _unpublished(session: Session, key: str, below: int) -> set[int]:
    query = select(OutboundMessage.id).where(
        OutboundMessage.conversation_id.in_(_conversations(key)), OutboundMessage.state.not_in(PUBLISHED), OutboundMessage.id < below
    )
    return set(session.execute(query).scalars())


def _reply_lines(session: Session, vault: Vault, rows: Sequence[Any]) -> Iterator[Line]:
    # One query for all of them: the session finds each here when it is opened, for as long as they are held.
    _held = session.execute(select(Sealed).where(Sealed.id.in_([row.body_sealed_id for row in rows]))).scalars().all()
    for row in rows:
        try:
            reply = read_reply(session, vault, row)
        except VaultError as error:
            logger.error("webchat.sealed_reply", outbound=row.id, error=error)
            continue
        yield Line(
            who="staff" if row.author.startswith("staff") else "assistant",
            id=str(row.id),
            at=row.sent_at or row.created_at,
            parts=parts(reply.text),
            choices=tuple(
                Choice(button.title, buttons.token(vault, row.conversation_id, row.id, index)) for index, button in enumerate(reply.buttons)
            ),
            urgent=row.author == "card",
        )


def _own_line(session: Session, vault: Vault, row: Any) -> Line:
    if row.kind == "button":
        chosen = buttons.resolve(session, vault, _contact_of(session, row), row.payload)
        text = chosen.title if chosen else "You pressed a button."
    else:
        text = row.text_redacted or "You sent a message."
    return Line(who="you", id=f"own-{row.id}", at=row.received_at, parts=(Part(text),))


def _contact_of(session: Session, row: Any) -> int:
    return int(session.execute(select(Conversation.contact_id).where(Conversation.id == row.conversation_id)).scalar_one())
