"""Putting a reply into the outbox: the one way anything is ever said to a person."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from sqlalchemy.orm import Session

from bot.messages import Button, Reply
from bot.privacy.vault import Vault
from bot.store.tables import Conversation, InboundMessage, OutboundMessage


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
    body = json.dumps({"text": reply.text, "short": reply.short}, ensure_ascii=False)
    row = OutboundMessage(
        conversation_id=conversation.id,
        inbound_id=inbound.id if inbound is not None else None,
        author=author,
        urgent=urgent,
        body_sealed_id=vault.seal(session, "outbound.body", body),
        buttons=[{"title": button.title, "payload": button.payload} for button in reply.buttons],
        source=source,
        created_at=now,
        available_at=now,
    )
    session.add(row)
    return row


def read_reply(session: Session, vault: Vault, row: OutboundMessage) -> Reply:
    """The reply of a row, with its buttons' meanings; an erased one reads as an empty text."""
    body = vault.open(session, row.body_sealed_id)
    words: dict[str, Any] = json.loads(body) if body else {"text": "", "short": None}
    return Reply(text=words["text"], short=words["short"], buttons=tuple(Button(**button) for button in row.buttons))
