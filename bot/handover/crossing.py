"""Replies that cross: two colleagues answer the same conversation, and neither has read what the other said."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.messages import InboundKind
from bot.store.tables import Conversation, InboundMessage, OutboundMessage, Staff

ELSEWHERE = "A colleague, in the platform's own inbox,"


def newest(session: Session, conversation: Conversation) -> str:
    """A mark of the newest replies by staff: here, and in the platform's own inbox. A reply box carries it along."""
    here = select(func.max(OutboundMessage.id)).where(
        OutboundMessage.conversation_id == conversation.id, OutboundMessage.author.like("staff:%")
    )
    return f"{session.execute(here).scalar() or 0}.{session.execute(_elsewhere(conversation)).scalar() or 0}"


def replied_since(session: Session, conversation: Conversation, staff: Staff, mark: str) -> str:
    """Who else has replied since ``mark`` was made, in words for staff; empty when nobody has, or the mark is none of ours."""
    here, dot, elsewhere = mark.partition(".")
    if not (dot and all(part.isascii() and part.isdigit() and len(part) < 18 for part in (here, elsewhere))):
        return ""
    author = session.execute(
        select(OutboundMessage.author)
        .where(
            OutboundMessage.conversation_id == conversation.id,
            OutboundMessage.id > int(here),
            OutboundMessage.author.like("staff:%"),
            OutboundMessage.author != f"staff:{staff.id}",
        )
        .order_by(OutboundMessage.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    if author is not None:
        number = author.removeprefix("staff:")
        name = session.execute(select(Staff.name).where(Staff.id == int(number))).scalar_one_or_none() if number.isdigit() else None
        return name or "A colleague"
    return ELSEWHERE if (session.execute(_elsewhere(conversation)).scalar() or 0) > int(elsewhere) else ""


def _elsewhere(conversation: Conversation):  # type: ignore[no-untyped-def]
    return select(func.max(InboundMessage.id)).where(
        InboundMessage.conversation_id == conversation.id, InboundMessage.kind == InboundKind.STAFF_ELSEWHERE.value
    )
