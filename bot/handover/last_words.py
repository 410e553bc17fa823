"""What a person wrote last, so that a list says what a conversation is about before anybody opens it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.store.tables import InboundMessage

MESSAGES = 2
"""The newest alone is often only the wish for a person; what they want one for stands before it."""
LONGEST = 160
"""Characters."""
BETWEEN = " / "


def last_words(session: Session, conversations: Collection[int]) -> dict[int, str]:
    """The newest words of each conversation, by its id, personal details taken out; a conversation without words is left out."""
    if not conversations:
        return {}
    number = func.row_number().over(partition_by=InboundMessage.conversation_id, order_by=InboundMessage.id.desc())
    newest = (
        select(InboundMessage.conversation_id, InboundMessage.id, InboundMessage.text_redacted, number.label("number"))
        .where(
            InboundMessage.conversation_id.in_(conversations),
            InboundMessage.kind.in_(("text", "standby", "attachment")),
            InboundMessage.text_redacted.is_not(None),
            InboundMessage.text_redacted != "",
        )
        .subquery()
    )
    query = select(newest.c.conversation_id, newest.c.text_redacted).where(newest.c.number <= MESSAGES).order_by(newest.c.id)
    said: dict[int, list[str]] = {}
    for conversation, text in session.execute(query):
        said.setdefault(conversation, []).append(" ".join(text.split()))
    return {conversation: _end(BETWEEN.join(texts)) for conversation, texts in said.items()}


def _end(text: str) -> str:
    """The end of a text, from a word on: what was written last matters most."""
    if len(text) <= LONGEST:
        return text
    cut = text[-LONGEST:]
    return f"\N{HORIZONTAL ELLIPSIS} {cut.partition(' ')[2] or cut}"
