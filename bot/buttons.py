"""Buttons on the wire: a short signed token that stands for a choice we offered, and nothing else.

The public can send any text on any channel, so what a button means (a Rasa intent with its slots) never leaves the
house. The token names the reply and the choice, and its signature binds both to the conversation it was offered in.
"""

from __future__ import annotations

import hmac
import re

from sqlalchemy.orm import Session

from bot.messages import Button
from bot.privacy.sealing.vault import Vault
from bot.store.tables import Conversation, OutboundMessage

_TOKEN = re.compile(r"q\.([0-9a-f]{1,12})\.([0-9]{1,2})\.([\w-]{12})", re.ASCII)


def token(vault: Vault, conversation_id: int, outbound_id: int, index: int) -> str:
    """The token of choice ``index`` of a reply: at most 40 ASCII characters (Telegram allows 64 bytes)."""
    return f"q.{outbound_id:x}.{index}.{vault.sign(_what(conversation_id, outbound_id, index), 12)}"


def resolve(session: Session, vault: Vault, contact_id: int, text: str | None) -> Button | None:
    """The choice a token stands for; None when it is no token of ours, was tampered with, or is someone else's."""
    match = _TOKEN.fullmatch(text or "")
    if match is None:
        return None
    outbound_id, index = int(match[1], 16), int(match[2])
    outbound = session.get(OutboundMessage, outbound_id)
    if outbound is None or index >= len(outbound.buttons):
        return None
    expected = vault.sign(_what(outbound.conversation_id, outbound_id, index), 12)
    if not hmac.compare_digest(expected, match[3]):
        return None
    conversation = session.get(Conversation, outbound.conversation_id)
    if conversation is None or conversation.contact_id != contact_id:
        return None
    return Button(**outbound.buttons[index])


def _what(conversation_id: int, outbound_id: int, index: int) -> str:
    return f"button/{conversation_id}/{outbound_id}/{index}"
