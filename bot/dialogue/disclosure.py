"""Saying that this is a computer: at the start, after a long gap, and when the assistant speaks again after a person did.

Meta's rules for automated Pages ask for it (channel contract 1.7), and on every channel people should know to whom they
speak. Where the answer's own words say so already, nothing is added.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.dialogue.assistant import Said
from bot.messages import Reply
from bot.organisation import Organisation
from bot.store.tables import OutboundMessage

LONG_GAP = dt.timedelta(hours=24)
"""After a day people no longer have in mind who answered them."""
SAYS_SO = ("automated assistant", "i am a computer")

_NEWEST = (
    select(OutboundMessage.author, OutboundMessage.created_at)
    .where(
        OutboundMessage.conversation_id == bindparam("conversation"),
        OutboundMessage.author != "card",
        OutboundMessage.state != "returned",
    )
    .order_by(OutboundMessage.id.desc())
    .limit(1)
)


def opened(session: Session, organisation: Organisation, conversation_id: int, said: Said, now: dt.datetime) -> Said:
    """What is said, with the disclosure before it where one is due."""
    if not said.replies or any(phrase in reply.text.casefold() for reply, _ in said.replies for phrase in SAYS_SO):
        return said
    newest = session.execute(_NEWEST, {"conversation": conversation_id}).first()
    if newest is not None and newest.author == "bot" and newest.created_at > now - LONG_GAP:
        return said
    hello = "Hello" if newest is None else "Hello again"
    words = f"{hello}. I am the automated assistant of {organisation.name}. I am a computer, not a person."
    return Said([(Reply(words), None), *said.replies], said.intent, said.confidence)
