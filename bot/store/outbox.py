"""Putting a reply into the outbox: the only place from which anything is ever said to a person."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.messages import Button, Reply
from bot.privacy.sealing.vault import Vault
from bot.store.ready import Ready
from bot.store.session import StoreSession
from bot.store.tables import Conversation, InboundMessage, OutboundMessage

PURPOSE = "outbound.body"


def put_reply(
    session: Session,
    vault: Vault,
    conversation: Conversation,
    reply: Reply,
    *,
    author: str,
    now: dt.datetime,
    inbound: InboundMessage | None = None,
    urgent: bool = False,
    source: str | None = None,
) -> OutboundMessage:
    """Adds one reply in the caller's transaction. Its words are sealed; what its buttons mean stays in the row.

    ``author`` is bot, card or ``staff:ID``; ``urgent`` lets a danger card overtake replies that wait for a retry.
    """
    row = OutboundMessage(
        conversation_id=conversation.id,
        inbound_id=inbound.id if inbound is not None else None,
        author=author,
        urgent=urgent,
        body_sealed_id=vault.seal(session, PURPOSE, _body(reply)),
        buttons=_buttons(reply),
        source=source,
        created_at=now,
        available_at=now,
    )
    session.add(row)
    return row


_SAY = Ready(
    insert(OutboundMessage.__table__),
    (
        "conversation_id", "inbound_id", "author", "urgent", "body_sealed_id", "buttons", "source",
        "state", "attempts", "available_at", "created_at",
    ),
)  # fmt: skip


def say(session: StoreSession, vault: Vault, inbound: InboundMessage, reply: Reply, *, source: str | None, now: dt.datetime) -> None:
    """The bot's reply to a message, put into the outbox at once: for the end of a turn, which holds the write lock already."""
    _SAY.run(
        session,
        conversation_id=inbound.conversation_id,
        inbound_id=inbound.id,
        author="bot",
        urgent=False,
        body_sealed_id=vault.seal_at_once(session, PURPOSE, _body(reply)),
        buttons=_buttons(reply),
        source=source,
        state="waiting",
        attempts=0,
        available_at=now,
        created_at=now,
    )


def _body(reply: Reply) -> str:
    return json.dumps({"text": reply.text, "short": reply.short}, ensure_ascii=False)


def _buttons(reply: Reply) -> list[dict[str, str]]:
    return [{"title": button.title, "payload": button.payload} for button in reply.buttons]


def read_reply(session: Session, vault: Vault, row: OutboundMessage) -> Reply:
    """The reply of a row, with its buttons' meanings; an erased one reads as an empty text."""
    return as_reply(vault.open(session, row.body_sealed_id), row.buttons)


def as_reply(body: str | None, buttons: Sequence[dict[str, str]]) -> Reply:
    """The reply that was put into the outbox as this sealed text and these buttons; an erased text reads as an empty one."""
    words: dict[str, Any] = json.loads(body) if body else {"text": "", "short": None}
    return Reply(text=words["text"], short=words["short"], buttons=tuple(Button(**button) for button in buttons))
