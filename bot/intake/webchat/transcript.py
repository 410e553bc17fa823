"""What one browser's chat holds: the replies to show, and the person's own words with personal details taken out.

Only replies that the dispatcher has published are shown. They need not be published in the order of their ids (a
danger card overtakes a reply that waits), so a place in the stream is a ``Cursor``: the highest id shown, and the
lower ids that were not out yet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot import buttons, log
from bot.intake.webchat.blocks import Block, blocks
from bot.intake.webchat.links import Part, parts
from bot.intake.webchat.session import ACCOUNT
from bot.messages import Channel
from bot.privacy.sealing.vault import Vault, VaultError
from bot.store.outbox import read_reply
from bot.store.tables import Contact, Conversation, InboundMessage, OutboundMessage, Sealed

logger = log.get("webchat")

PUBLISHED = ("sent", "delivered", "read")
IS_PUBLISHED = OutboundMessage.state.concat("").in_(PUBLISHED)
"""Written so that no index on the state fits: SQLite, which keeps no statistics, would read every reply ever sent."""

MAX_LINES = 200
"""How many of the newest lines a page shows of each side."""

MAX_NEW = 50
"""How many replies are read for a stream at once: a browser that reads slowly holds no more than these in memory."""

MAX_GAPS = 20
ERASED = "This answer is no longer kept."


@dataclass(frozen=True)
class Cursor:
    """How far a browser has read: everything up to ``upto`` but the ids in ``gaps``. Written as ``15~13~14``."""

    upto: int = 0
    gaps: frozenset[int] = frozenset()

    @classmethod
    def parse(cls, text: str | None) -> Cursor:
        """The cursor of an event's id; what cannot be read means the beginning."""
        numbers = [int(part) for part in (text or "")[:1000].split("~") if part.isascii() and part.isdigit() and len(part) < 19]
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

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Paragraphs and lists; the person's own words stay as they wrote them."""
        return (Block((self.parts,)),) if self.who == "you" else blocks(self.parts)

    def as_dict(self) -> dict[str, Any]:
        """The line as JSON-ready values."""
        return {
            "id": self.id,
            "who": self.who,
            "at": self.at.isoformat(timespec="seconds"),
            "text": "".join(part.text for part in self.parts),
            "blocks": [
                {"listed": block.listed, "items": [[asdict(part) for part in item] for item in block.items]} for block in self.blocks
            ],
            "buttons": [{"title": choice.title, "token": choice.token} for choice in self.choices],
            "urgent": self.urgent,
        }


@dataclass(frozen=True)
class Transcript:
    """The whole chat as a page shows it, and the cursor from which the stream goes on."""

    lines: tuple[Line, ...] = ()
    cursor: Cursor = Cursor()
    state: str = "bot"


def of_contact(keys: Any) -> Any:
    """The condition that names the contacts with these address hashes; all three columns, because the index has three."""
    return (Contact.channel == str(Channel.WEB)) & (Contact.account == ACCOUNT) & Contact.address_hash.in_(keys)


def own_id(session: Session, provider_id: str) -> str | None:
    """The line's id of one of the person's own messages, by the id it was stored under."""
    query = select(InboundMessage.id).where(
        InboundMessage.channel == str(Channel.WEB), InboundMessage.account == ACCOUNT, InboundMessage.provider_id == provider_id
    )
    found = session.execute(query).scalar_one_or_none()
    return None if found is None else f"own-{found}"


def read_transcript(session: Session, vault: Vault, key: str) -> Transcript:
    """The chat of the contact with the address hash ``key``: the newest lines of both sides, in order of time."""
    conversations = _conversations(key)
    sent = (
        select(OutboundMessage)
        .where(OutboundMessage.conversation_id.in_(conversations), IS_PUBLISHED)
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
    asked_at = {f"own-{row.id}": row.received_at for row in mine}
    answers = {str(row.id): f"own-{row.inbound_id}" for row in replies}
    contact_id = session.execute(select(Contact.id).where(of_contact([key]))).scalar_one_or_none()
    lines = [_own_line(session, vault, row, contact_id) for row in mine]
    for line in _reply_lines(session, vault, replies):
        # The clocks of two machines differ: an answer never stands above its question.
        lines.append(replace(line, at=max(line.at, asked_at.get(answers[line.id], line.at))))
    newest = session.execute(conversations.with_only_columns(Conversation.state).order_by(Conversation.id.desc()).limit(1)).scalar()
    return Transcript(tuple(sorted(lines, key=lambda line: line.at)), cursor, newest or "bot")


def read_new(session: Session, vault: Vault, key: str, cursor: Cursor) -> list[tuple[Line, Cursor]]:
    """The next replies published since ``cursor``, by id, at most ``MAX_NEW``, each with the cursor that stands after it."""
    query = (
        select(OutboundMessage)
        .where(
            OutboundMessage.conversation_id.in_(_conversations(key)),
            IS_PUBLISHED,
            or_(OutboundMessage.id > cursor.upto, OutboundMessage.id.in_(cursor.gaps)),
        )
        .order_by(OutboundMessage.id)
        .limit(MAX_NEW)
    )
    rows = session.execute(query).scalars().all()
    if not rows:
        return []
    unpublished = _unpublished(session, key, max(cursor.upto, rows[-1].id))
    lines = list(_reply_lines(session, vault, rows))
    to_come = {int(line.id) for line in lines} | {number for number in cursor.gaps if number > rows[-1].id}
    found = []
    for line in lines:
        to_come.discard(int(line.id))
        upto = max(cursor.upto, int(line.id))
        cursor = Cursor(upto, frozenset(number for number in unpublished | to_come if number < upto))
        found.append((line, cursor))
    return found


def _conversations(key: str) -> Any:
    return select(Conversation.id).join(Contact, Contact.id == Conversation.contact_id).where(of_contact([key]))


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
            parts=parts(reply.text or ERASED),
            choices=tuple(
                Choice(button.title, buttons.token(vault, row.conversation_id, row.id, index)) for index, button in enumerate(reply.buttons)
            ),
            urgent=row.author == "card",
        )


def _own_line(session: Session, vault: Vault, row: Any, contact_id: int) -> Line:
    if row.kind == "button":
        chosen = buttons.resolve(session, vault, contact_id, row.payload)
        text = chosen.title if chosen else "You pressed a button."
    else:
        text = row.text_redacted or "You sent a message."
    return Line(who="you", id=f"own-{row.id}", at=row.received_at, parts=(Part(text),))
