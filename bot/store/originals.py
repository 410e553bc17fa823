"""Finding the message that an edit or an unsend speaks of, in whichever of the person's conversations it stands."""

from __future__ import annotations

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot.store.tables import Conversation, InboundMessage

TAKEN_BACK = "[taken back]"
"""What stands in place of words that their writer took back."""

_WORDS = ("text", "attachment", "button", "start", "opt_out", "opt_in", "standby", "staff_elsewhere")
"""Kinds of message that can be changed or taken back."""


def find_original(session: Session, contact_id: int, target_id: str | None) -> InboundMessage | None:
    """The message a contact's edit or unsend points at by ``target_id``; None if we never had it.

    A platform whose messages have a name of their own (Telegram) is asked by that name alone: its delivery keys are
    numbers too, and one could be taken for the other.
    """
    if not target_id:
        return None
    named = or_(
        InboundMessage.message_id == target_id,
        and_(InboundMessage.message_id.is_(None), InboundMessage.provider_id == target_id),
    )
    query = (
        select(InboundMessage)
        .join(Conversation, Conversation.id == InboundMessage.conversation_id)
        .where(Conversation.contact_id == contact_id, InboundMessage.kind.in_(_WORDS), named)
        .order_by(InboundMessage.id)
        .limit(1)
    )
    return session.execute(query).scalar_one_or_none()  # type: ignore[no-any-return]


def edits_of(session: Session, original: InboundMessage, target_id: str) -> list[InboundMessage]:
    """The changes of one message that came after it, each with the words it brought while they are not yet taken over."""
    query = select(InboundMessage).where(
        InboundMessage.channel == original.channel,
        InboundMessage.conversation_id == original.conversation_id,
        InboundMessage.kind == "edit",
        InboundMessage.target_id == target_id,
    )
    return list(session.execute(query).scalars())
