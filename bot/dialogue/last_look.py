"""The second look at a message whose turn is given up: what it sees would be lost with the turn, which wrote nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

from sqlalchemy.orm import sessionmaker

from bot import log
from bot.dialogue import looking_again
from bot.dialogue.turns import as_text, readable, without_nul
from bot.handover import service as handover
from bot.messages import IN_THEIR_WORDS, InboundKind
from bot.safety import suspicion
from bot.safety.answering import Seen
from bot.services import Services
from bot.store.session import StoreSession
from bot.store.tables import Conversation, InboundMessage

logger = log.get("last_look")


class LastLook:
    """Nothing here raises: whatever made the turn fail may fail here, too, and the message must still reach a person."""

    def __init__(self, sessions: sessionmaker, services: Services) -> None:  # type: ignore[type-arg]
        self._sessions = sessions
        self._services = services

    def find(self, inbound_id: int) -> list[Seen] | None:
        """What the second look sees in the message; None where it cannot be read."""
        try:
            with self._sessions() as session:
                message = session.get(InboundMessage, inbound_id)
                if InboundKind(message.kind) not in IN_THEIR_WORDS:
                    return []
                text = without_nul(self._services.vault.open(session, message.text_sealed_id) or "")
            return looking_again.look(self._services, message, as_text(readable(self._redacted(text, inbound_id))))
        except Exception as error:
            logger.error("last_look.failed", inbound=inbound_id, error=error)
            return None

    def _redacted(self, text: str, inbound_id: int) -> str:
        """The words as the second look knows them, or as the person wrote them where that fails: they are only looked at."""
        try:
            return self._services.redactor.redact(text).text
        except Exception as error:
            logger.error("last_look.unredacted", inbound=inbound_id, error=error)
            return text

    def tell(
        self, session: StoreSession, found: list[Seen] | None, message: InboundMessage, conversation: Conversation, now: dt.datetime
    ) -> None:
        """Answers what was found in the caller's transaction, which has the write lock; where that fails, staff are told at the least.

        Where nothing looked (None), what the door suspected counts as found.
        """
        suspected = suspicion.of(message)
        suspicion.settle(message)
        if found is None:
            found = [suspected] if suspected is not None else []
        if not found:
            return
        if not self._tried(session, message, partial(looking_again.answer, self._services, session, found, message, conversation, now)):
            message.danger, message.danger_sign = message.danger or found[0].category, message.danger_sign or found[0].sign
            handover.request(session, conversation, "danger_possible", organisation=self._services.organisation, now=now,
                             priority=handover.DANGER_PRIORITY, detail=found[0].category)  # fmt: skip
        self._tried(session, message, partial(self._keep_words, session, found, message, conversation, now))

    def _keep_words(
        self, session: StoreSession, found: list[Seen], message: InboundMessage, conversation: Conversation, now: dt.datetime
    ) -> None:
        words = self._services.vault.open(session, message.text_sealed_id)
        for seen in found if words else ():
            self._services.danger.keep_words(session, seen.category, conversation, words or "", now)

    @staticmethod
    def _tried(session: StoreSession, message: InboundMessage, step: Callable[[], None]) -> bool:
        """Whether a step was done. One that fails leaves nothing, and the rest of the transaction as it was."""
        try:
            with session.begin_nested():
                step()
        except Exception as error:
            logger.error("last_look.failed", inbound=message.id, error=error)
            return False
        return True
