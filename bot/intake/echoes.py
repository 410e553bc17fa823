"""Is the echo of a message the Page sent one of ours? Its key is the rule; this is for echoes that come without it."""

from __future__ import annotations

from sqlalchemy import select

from bot.messages import Inbound
from bot.privacy.sealing.vault import Vault
from bot.store.outbox import read_reply
from bot.store.session import StoreSession
from bot.store.tables import Conversation, OutboundMessage, OutboundPart


def is_of_a_sent_part(session: StoreSession, echo: Inbound) -> bool:
    """Whether the platform gave us this very id when it took a message of ours."""
    query = select(OutboundPart.id).where(OutboundPart.channel == str(echo.sender.channel), OutboundPart.provider_id == echo.provider_id)
    return session.execute(query).first() is not None


def is_of_a_part_on_its_way(session: StoreSession, echo: Inbound, conversation: Conversation, vault: Vault) -> bool:
    """Whether it says what we are sending to this person right now.

    The echo can be here before the platform's answer is. Taken for a colleague's words it would silence the assistant.
    """
    said = _plain(echo.text)
    if not said:
        return False
    query = (
        select(OutboundMessage)
        .join(OutboundPart, OutboundPart.outbound_id == OutboundMessage.id)
        .where(OutboundMessage.conversation_id == conversation.id, OutboundPart.state == "sending", OutboundPart.provider_id.is_(None))
    )
    for outbound in session.execute(query).scalars():
        ours = _plain(read_reply(session, vault, outbound).text)
        if ours and (said in ours or ours in said):
            return True
    return False


def _plain(text: str) -> str:
    return " ".join(text.split())
