"""The learned second look at what a person wrote: what it is like that the door did not see is answered."""

from __future__ import annotations

import datetime as dt

from bot.safety import suspicion
from bot.safety.answering import LEXICON, LIKENESS, Seen
from bot.services import Services
from bot.store.session import StoreSession
from bot.store.tables import Conversation, InboundMessage


def look(services: Services, message: InboundMessage, words: str) -> list[Seen]:
    """What the message is like that the door did not see, the likeliest first; before it what the door doubted, where that stands.

    What the door saw stands; a danger of another kind is told beside it, and so are two of which it may be either. ``words``
    are those that Rasa's pipeline encodes next: the encoder remembers the vector.
    """
    if not words:
        return []
    suspected = suspicion.of(message)
    doubted = suspected if suspected is not None and suspected.seen_by == LEXICON else None
    stands, likenesses = services.second_look.decide(words, services.encoder, message.danger, doubted.category if doubted else None)
    found = [Seen(one.category, LIKENESS, one.language, round(one.chance, 4)) for one in likenesses]
    return [doubted, *found] if doubted is not None and stands else found


def answer(
    services: Services, session: StoreSession, found: list[Seen], message: InboundMessage, conversation: Conversation, now: dt.datetime
) -> None:
    """Answers what was found, all but keeping the exact words: that needs the write lock (``Answering.keep_words``)."""
    for seen in found:
        services.danger.answer(session, seen, message, conversation, now=now)
    if found and not message.danger:
        message.danger, message.danger_sign = found[0].category, found[0].sign
