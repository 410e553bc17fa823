"""What the door only suspects: it waits a few seconds for the second look, which knows better, and is answered without it where
none comes.

That is what a message is like by its words alone, and a sign of the lexicon in words that are otherwise harmless (``weighed.Door``).
A suspicion stands on its message, and is open as long as that waits for its turn.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import bindparam, select
from sqlalchemy.orm import sessionmaker

from bot import log
from bot.messages import IN_THEIR_WORDS, InboundKind
from bot.privacy.sealing.vault import Vault
from bot.safety.answering import Answering, Seen
from bot.safety.lexicon import Sign
from bot.store.session import StoreSession, transaction
from bot.store.tables import Conversation, InboundMessage

logger = log.get("suspicion")

WAITS = dt.timedelta(seconds=5)
"""For so long; a turn takes a tenth of a second, and a worker that has not come to it by then is dead, stuck or overrun."""
LOOK_SECONDS = 1.0
"""How often what has waited too long is looked for."""
AT_ONCE = 50
"""Answered in one look: after a long outage there may be many, and the process has other things to do."""

_OPEN = (InboundMessage.state == "waiting", InboundMessage.suspected.is_not(None))
_OVERDUE = (
    select(InboundMessage.id).where(*_OPEN, InboundMessage.received_at <= bindparam("latest")).order_by(InboundMessage.id).limit(AT_ONCE)
)
_STILL_OPEN = (
    select(InboundMessage, Conversation)
    .join(Conversation, Conversation.id == InboundMessage.conversation_id)
    .where(InboundMessage.id == bindparam("inbound"), *_OPEN)
    .with_for_update()
)


def waits(sign: Sign, kind: InboundKind) -> bool:
    """Whether a sign the door found in a message of this kind waits for a second look: the worker takes one of people's words."""
    return sign.waits and kind in IN_THEIR_WORDS


def of(message: InboundMessage) -> Seen | None:
    """The suspicion that is open on a message, as the sign it becomes when nobody knows better; None where there is none."""
    if message.suspected is None:
        return None
    return Seen(message.suspected, message.suspected_sign, chance=message.suspected_chance)


def settle(message: InboundMessage) -> None:
    """Takes the suspicion off a message: it was looked at, answered, or taken back."""
    if message.suspected is not None:
        message.suspected = message.suspected_sign = message.suspected_chance = None


class Overdue:
    """Answers what has waited too long, in a process that needs neither Rasa nor a model."""

    def __init__(self, sessions: sessionmaker, vault: Vault, answering: Answering) -> None:  # type: ignore[type-arg]
        self._sessions = sessions
        self._vault = vault
        self._answering = answering

    def look(self, now: dt.datetime) -> int:
        """Answers suspicions older than ``WAITS``, the oldest first, each in a transaction of its own; returns how many."""
        with self._sessions() as session:
            overdue = session.execute(_OVERDUE, {"latest": now - WAITS}).scalars().all()
        return sum(self._tried(inbound_id, now) for inbound_id in overdue)

    def _tried(self, inbound_id: int, now: dt.datetime) -> bool:
        try:
            return self._answer(inbound_id, now)
        except Exception as error:  # the boundary of one suspicion: it is tried again at the next look, and the others go on
            logger.error("suspicion.failed", inbound=inbound_id, error=error)
            return False

    def _answer(self, inbound_id: int, now: dt.datetime) -> bool:
        with transaction(self._sessions) as session:
            session.begin_write()
            # A worker may have come to it since: a turn that ends now does so before this, or sees it and begins again.
            found = session.execute(_STILL_OPEN, {"inbound": inbound_id}).first()
            seen = of(found[0]) if found is not None else None
            if seen is None:
                return False
            message, conversation = found
            settle(message)
            message.danger, message.danger_sign = seen.category, seen.sign
            self._answering.answer(session, seen, message, conversation, now=now)
            self._keep_words(session, seen, message, conversation, now)
        logger.warning("suspicion.overdue", inbound=inbound_id)
        return True

    def _keep_words(self, session: StoreSession, seen: Seen, message: InboundMessage, conversation: Conversation, now: dt.datetime) -> None:
        try:
            with session.begin_nested():
                words = self._vault.open(session, message.text_sealed_id) or ""
                self._answering.keep_words(session, seen.category, conversation, words, now)
        except Exception as error:  # the card goes and staff are told, whatever becomes of the record
            logger.error("suspicion.words_not_kept", inbound=message.id, error=error)
