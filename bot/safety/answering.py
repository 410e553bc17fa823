"""What follows a danger sign, in the transaction that stores it: the card, the top of the queue, the records.

The front door comes here with a sign of the lexicon, the worker with a likeness that the second look found; neither
needs the other to run.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot import metrics
from bot.handover import service as handover
from bot.messages import Channel, InboundKind
from bot.organisation import Organisation
from bot.privacy.sealing.vault import Vault
from bot.safety import concerns, weighed
from bot.safety.cards import Card, Cards, base_language
from bot.store import audit, wake
from bot.store.outbox import put_reply
from bot.store.session import StoreSession
from bot.store.tables import Conversation, DangerSign, InboundMessage

LEXICON, MODEL = "lexicon", "model"
"""Who saw a sign: ``DangerSign.seen_by``."""
LIKENESS = "likeness"
"""The sign id of what the second look found."""
LEARNED = frozenset({LIKENESS, weighed.SIGN_ID})
"""The sign ids of a mere likeness: answered with the softer card."""


@dataclass(frozen=True)
class Seen:
    """A danger sign seen in a message: the contract's category, the sign's id, its language, the model's chance if it was that."""

    category: str
    sign: str
    language: str = "en"
    chance: float | None = None

    @property
    def seen_by(self) -> str:
        return LEXICON if self.chance is None else MODEL


def may_show(seen: Seen, message: InboundMessage, conversation: Conversation) -> bool:
    """Whether the person is shown a card for what was seen in their message.

    While staff have the thread in the platform's own inbox, the platform takes nothing from us. A mere likeness comes
    neither between the words of staff who are here, nor to a person who wants no messages.
    """
    left_alone = conversation.state == "staff" or conversation.contact.opted_out_at is not None
    return message.kind != InboundKind.STANDBY.value and (seen.chance is None or not left_alone)


class Answering:
    """Answers danger signs. Safe to share between threads: all state is in the caller's session."""

    def __init__(self, vault: Vault, cards: Cards, organisation: Organisation) -> None:
        self._vault = vault
        self._cards = cards
        self._organisation = organisation

    def answer(
        self,
        session: StoreSession,
        seen: Seen,
        message: InboundMessage,
        conversation: Conversation,
        *,
        now: dt.datetime,
    ) -> None:
        """Puts the card into the outbox (the softer one for what only the model saw), and tells staff, or staff alone."""
        card = self._card(seen, message, conversation) if may_show(seen, message, conversation) else None
        for reply in card.replies if card is not None else ():
            put_reply(session, self._vault, conversation, reply, author="card", inbound=message, urgent=True,
                      source=card.label if card else None, now=now)  # fmt: skip
        reason = f"danger_{seen.category}" if seen.seen_by == LEXICON else "danger_possible"
        handover.request(session, conversation, reason, organisation=self._organisation, now=now,
                         priority=handover.DANGER_PRIORITY, detail=seen.category)  # fmt: skip
        session.add(
            DangerSign(
                conversation_id=conversation.id, inbound_id=message.id, category=seen.category, sign=seen.sign[:64], seen_by=seen.seen_by,
                chance=seen.chance, language=seen.language, card=card.label if card else None, at=now,
            )
        )  # fmt: skip
        detail = {"category": seen.category, "sign": seen.sign, "seen_by": seen.seen_by, "card": card.version if card else None}
        audit.record(session, actor="system", act="danger_card" if card else "danger_seen", subject="conversation",
                     subject_id=conversation.id, detail={**detail, "inbound": message.id})  # fmt: skip
        wake.notify(session, wake.OUTBOX)
        metrics.DANGER.labels(seen.category).inc()

    def keep_words(self, session: StoreSession, category: str, conversation: Conversation, words: str, now: dt.datetime) -> None:
        """Keeps the person's own words in the restricted record, where the category is a safeguarding concern.

        Apart from the answer, because it needs the write lock, which a turn has only when it is finished.
        """
        if category in concerns.CATEGORIES:
            concerns.open_for(session, self._vault, conversation, category, words, now)

    def _card(self, seen: Seen, message: InboundMessage, conversation: Conversation) -> Card:
        """In the language of the sign; for an English one in the person's recorded language, if there are cards in it."""
        language = seen.language if seen.language in self._cards.languages else "en"
        recorded = base_language(conversation.contact.language)
        if language == "en" and recorded in self._cards.languages:
            language = recorded
        return self._cards.card(seen.category, Channel(message.channel), language, soft=seen.seen_by == MODEL)
