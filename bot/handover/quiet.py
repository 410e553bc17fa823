"""Conversations that a colleague answered in the platform's own inbox, and that have been quiet there for a day."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import sessionmaker

from bot.handover import service
from bot.organisation import Organisation
from bot.store.session import transaction
from bot.store.tables import Conversation, InboundMessage, OutboundMessage


def give_back(sessions: sessionmaker, organisation: Organisation, now: dt.datetime) -> int:  # type: ignore[type-arg]
    """Gives such conversations back to the assistant; returns how many.

    Nobody says there that they are done, and a person who writes again days later must not meet silence. Nothing is
    said to them now: the platform would not take it, and they did not ask. What somebody at the desk has, and what
    still waits with a sign of danger, stays with people.
    """
    limit = now - dt.timedelta(hours=organisation.inbox_quiet_hours)
    last_in = select(func.max(InboundMessage.received_at)).where(InboundMessage.conversation_id == Conversation.id).scalar_subquery()
    last_out = select(func.max(OutboundMessage.created_at)).where(OutboundMessage.conversation_id == Conversation.id).scalar_subquery()
    query = select(Conversation).where(
        Conversation.state == "staff",
        Conversation.assigned_to_id.is_(None),
        Conversation.changed_at < limit,
        func.coalesce(last_in, limit) <= limit,
        func.coalesce(last_out, limit) <= limit,
    )
    with transaction(sessions) as session:
        session.begin_write()
        return sum(service.gone_quiet_elsewhere(session, conversation, now=now) for conversation in session.execute(query).scalars().all())
