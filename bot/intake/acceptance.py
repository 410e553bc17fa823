"""Acceptance: an event that came through the door is de-duplicated, sealed, looked at for danger, and stored.

Everything of one request commits together before the request is acknowledged. When one event cannot be stored, all are tried again
with a savepoint each, so that it costs its neighbours nothing. Rasa, Presidio and the platforms' APIs are never waited for.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, insert, or_, select
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import sessionmaker

from bot import log, metrics
from bot.delivery import lost, states
from bot.handover import service as handover
from bot.intake import contacts, echoes, notices, stopping
from bot.messages import AccountNotice, Delivery, DeliveryState, Event, Ignored, Inbound, InboundKind, PublicItem
from bot.moderation import intake as public_intake
from bot.organisation import Organisation
from bot.privacy.sealing import marks
from bot.privacy.sealing.vault import Vault
from bot.safety import suspicion
from bot.safety.answering import Answering, Seen
from bot.safety.cards import Cards
from bot.safety.lexicon import Lexicon, Sign
from bot.safety.weighed import Door, Weighed
from bot.store import audit, wake
from bot.store.originals import find_original
from bot.store.outbox import put_reply
from bot.store.ready import Ready
from bot.store.session import StoreSession, transaction
from bot.store.tables import Contact, Conversation, InboundMessage, utcnow
from connectors.messenger.direct import unsend_key

logger = log.get("intake")

TURNS = (
    InboundKind.TEXT,
    InboundKind.BUTTON,
    InboundKind.ATTACHMENT,
    InboundKind.START,
    InboundKind.EDIT,
    InboundKind.UNSEND,
    InboundKind.STANDBY,
    InboundKind.STAFF_ELSEWHERE,
)
"""What the worker has something to do for, if only to take personal details out; the rest is finished at the door."""

OPENS_THE_WINDOW = (
    InboundKind.TEXT,
    InboundKind.BUTTON,
    InboundKind.ATTACHMENT,
    InboundKind.START,
    InboundKind.REACTION,
    InboundKind.STANDBY,
)
"""What a person does that allows us to write for another 24 hours."""

ABOUT_ANOTHER = (InboundKind.EDIT, InboundKind.UNSEND)
"""What belongs to the conversation of the message it is about, even if that one is closed by now."""

FROM_STAFF = (InboundKind.STAFF_ELSEWHERE, InboundKind.GIVEN_BACK)
"""What a colleague did: no sign of danger is looked for in it."""


_SEEN = Ready(
    select(InboundMessage.id).where(
        InboundMessage.channel == bindparam("channel"),
        InboundMessage.account == bindparam("account"),
        or_(InboundMessage.provider_id == bindparam("provider_id"), InboundMessage.provider_id == bindparam("taken_back")),
    )
)
_ADD = Ready(
    insert(InboundMessage.__table__),
    (
        "conversation_id", "channel", "account", "provider_id", "message_id", "kind", "text_sealed_id", "payload", "target_id",
        "attachments", "danger", "danger_sign", "suspected", "suspected_sign", "suspected_chance", "occurred_at", "received_at",
        "available_at", "state", "attempts",
    ),
)  # fmt: skip
UNAVAILABLE = (OperationalError, InterfaceError)
"""The database takes nothing now. To be looked at before ``CANNOT_BE_STORED``, which means the event itself."""
CANNOT_BE_STORED = (SQLAlchemyError, ValueError, TypeError, KeyError)


@dataclass(frozen=True)
class Accepted:
    """What became of the events of one request."""

    stored: int = 0
    repeated: int = 0
    ignored: int = 0
    refused: int = 0


class Unavailable(Exception):
    """The database cannot take anything now: nothing was acknowledged, and the platform will send it again."""


class Acceptance:
    """Takes events in. Thread-safe: each call has a session of its own."""

    def __init__(self, sessions: sessionmaker, vault: Vault, lexicon: Lexicon, cards: Cards, organisation: Organisation) -> None:  # type: ignore[type-arg]
        self._sessions = sessions
        self._vault = vault
        self._lexicon = lexicon
        self._door = Door(lexicon, Weighed.load())
        self._answering = Answering(vault, cards, organisation)
        self._organisation = organisation

    def accept(self, events: Sequence[Event], now: dt.datetime | None = None) -> Accepted:
        """Stores what is new among ``events``; durable when it returns. Raises ``Unavailable`` when nothing was stored."""
        now = now or utcnow()
        try:
            # The first message of all makes the secrets that find people, in a transaction of its own: so before ours.
            self._vault.ready()
            # A savepoint for each would cost half as much again, and hardly ever is there anything to save.
            try:
                return self._accept(events, now, careful=False)
            except UNAVAILABLE:
                raise
            except CANNOT_BE_STORED:
                return self._accept(events, now, careful=True)
        except UNAVAILABLE as error:
            logger.error("intake.unavailable", error=error)
            raise Unavailable("the database could not store the request") from None

    def _accept(self, events: Sequence[Event], now: dt.datetime, careful: bool) -> Accepted:
        """One transaction. ``careful``: an event that cannot be stored is left out; otherwise it raises."""
        outcomes: list[tuple[Event, str]] = []
        with transaction(self._sessions) as session:
            idle, events = self._apart(session, events)
            # Looked at before the write lock is ours: reading a long message takes longer than storing it.
            signs = [None if careful else self._sign_in(event) for event in events]
            if events:
                session.begin_write()
            for event, sign in zip(events, signs, strict=True):
                outcomes.append((event, self._accept_one(session, event, now) if careful else self._store(session, event, sign, now)))
        for event, outcome in [*((event, "ignored") for event in idle), *outcomes]:
            metrics.INBOUND.labels(_channel(event), event.reason if isinstance(event, Ignored) else outcome).inc()
        counts = Counter(outcome for _, outcome in outcomes)
        return Accepted(counts["stored"], counts["repeated"], counts["ignored"] + len(idle), counts["refused"])

    def _apart(self, session: StoreSession, events: Sequence[Event]) -> tuple[list[Event], list[Event]]:
        """Events that change nothing, which need not wait for SQLite's one writer, and the others."""
        apart: tuple[list[Event], list[Event]] = [], []
        for event in events:
            idle = isinstance(event, Ignored) or (isinstance(event, Delivery) and not states.tells_something(session, event, self._vault))
            apart[0 if idle else 1].append(event)
        return apart

    def _sign_in(self, event: Event) -> Sign | None:
        """The sign of danger in what a person wrote to us."""
        if not isinstance(event, Inbound) or not event.text or event.kind in FROM_STAFF:
            return None
        return self._door.check(event.text)

    def _accept_one(self, session: StoreSession, event: Event, now: dt.datetime) -> str:
        """Stores an event by itself: one that cannot be read or stored costs its neighbours nothing."""
        for attempt in (1, 2):
            try:
                with session.begin_nested():
                    return self._store(session, event, self._sign_in(event), now)
            except IntegrityError as error:
                # Another process stored the same event, or the same new person, a moment ago: look again, once.
                if attempt == 2:
                    logger.error("intake.refused", kind=type(event).__name__, error=error)
            except UNAVAILABLE:
                raise
            except CANNOT_BE_STORED as error:
                logger.error("intake.refused", kind=type(event).__name__, error=error)
                break
        return "refused"

    def _store(self, session: StoreSession, event: Event, sign: Sign | None, now: dt.datetime) -> str:
        if isinstance(event, Inbound):
            return self._store_inbound(session, event, sign, now)
        if isinstance(event, PublicItem):
            stored = public_intake.store_item(session, event, self._vault, self._lexicon, now)
            if stored:
                wake.notify(session, wake.INBOX)
            return "stored" if stored else "repeated"
        if isinstance(event, Delivery):
            if not states.apply(session, event, self._vault):
                return "ignored"
            if event.state is DeliveryState.FAILED:
                lost.take_back(session, event, self._organisation, now)
            return "stored"
        if isinstance(event, AccountNotice):
            return "stored" if notices.take(session, event, now) else "repeated"
        return "ignored"

    def _store_inbound(self, session: StoreSession, event: Inbound, sign: Sign | None, now: dt.datetime) -> str:
        channel, account = str(event.sender.channel), event.sender.account
        seen = {"channel": channel, "account": account, "provider_id": event.provider_id}
        # Retries can overtake: what was taken back before it came is not kept, nor is a later wording of it.
        taken_back = unsend_key(event.target_id if event.kind is InboundKind.EDIT and event.target_id else event.provider_id)
        if _SEEN.first(session, **seen, taken_back=taken_back):
            return "repeated"
        if event.kind is InboundKind.STAFF_ELSEWHERE and echoes.is_of_a_sent_part(session, event):
            return "ignored"
        if event.kind is InboundKind.GIVEN_BACK and not contacts.is_known(session, event.sender, self._vault):
            return "ignored"
        contact, conversation = contacts.find_or_create(session, event.sender, self._vault, now)
        if event.kind is InboundKind.STAFF_ELSEWHERE and echoes.is_of_a_part_on_its_way(session, event, conversation, self._vault):
            return "ignored"
        original = find_original(session, contact.id, event.target_id) if event.kind in ABOUT_ANOTHER else None
        if original is not None:
            conversation = session.get(Conversation, original.conversation_id)
        if contact.opted_out_at is not None and stopping.block_is_gone(event, contact.opt_out_reason):
            self._opt_in(session, contact)
        meant = stopping.understood(event, stopped=contact.opted_out_at is not None, reason=contact.opt_out_reason)
        # Words that no platform has answered; said once, however often they come.
        farewell = meant.kind is InboundKind.OPT_OUT and event.kind is InboundKind.TEXT and contact.opted_out_at is None
        event = meant
        suspected = None
        if sign is not None and suspicion.waits(sign, event.kind):
            sign, suspected = None, sign
        values = {
            "conversation_id": conversation.id,
            "channel": channel,
            "account": account,
            "provider_id": event.provider_id,
            "message_id": event.message_id,
            "kind": str(event.kind),
            "text_sealed_id": marks.seal_findable(session, self._vault, "inbound.text", event.text, at_once=True) if event.text else None,
            "payload": event.payload,
            "target_id": event.target_id,
            "attachments": [attachment.kind for attachment in event.attachments],
            "danger": sign.category if sign else None,
            "danger_sign": sign.sign_id if sign else None,
            "suspected": suspected.category if suspected else None,
            "suspected_sign": suspected.sign_id if suspected else None,
            "suspected_chance": suspected.chance if suspected else None,
            "occurred_at": event.occurred_at,
            "received_at": now,
            "available_at": now,
            "state": "waiting" if event.kind in TURNS else "done",
            "attempts": 0,
        }
        if event.kind is InboundKind.UNSEND and original is not None and event.target_id:
            contacts.erase_message(session, original, event.target_id, self._vault, now)
        self._at_the_door(session, event, contact, conversation, now, "asked" if farewell else stopping.PLATFORM)
        if sign is None and not farewell:
            _ADD.run(session, **values)
        else:
            row = InboundMessage(**values)
            session.add(row)
            session.flush()
            if sign is not None:
                self._answer_danger(session, sign, row, conversation, event.text, now)
            if farewell:
                put_reply(session, self._vault, conversation, stopping.FAREWELL, author="bot", inbound=row, source="farewell", now=now)
                wake.notify(session, wake.OUTBOX)
        wake.notify(session, wake.INBOX)
        return "stored"

    def _at_the_door(
        self, session: StoreSession, event: Inbound, contact: Contact, conversation: Conversation, now: dt.datetime, who_stops: str
    ) -> None:
        if event.kind in OPENS_THE_WINDOW or (event.kind in (InboundKind.OPT_OUT, InboundKind.OPT_IN) and event.text):
            contacts.has_written(session, contact, now)
        if event.kind is InboundKind.START and contact.opted_out_at is not None:
            self._opt_in(session, contact)
        elif event.kind is InboundKind.OPT_OUT and contact.opted_out_at is None:
            contact.opted_out_at, contact.opt_out_reason = now, who_stops
            audit.record(session, actor="system", act="opt_out", subject="contact", subject_id=contact.id)
        elif event.kind is InboundKind.OPT_IN:
            self._opt_in(session, contact)
        if event.kind in (InboundKind.STAFF_ELSEWHERE, InboundKind.STANDBY):
            handover.taken_elsewhere(session, conversation, now=now)
        elif event.kind is InboundKind.GIVEN_BACK:
            handover.given_back_elsewhere(session, conversation, vault=self._vault, now=now)

    @staticmethod
    def _opt_in(session: StoreSession, contact: Contact) -> None:
        contact.opted_out_at = contact.opt_out_reason = None
        audit.record(session, actor="system", act="opt_in", subject="contact", subject_id=contact.id)

    def _answer_danger(
        self, session: StoreSession, sign: Sign, row: InboundMessage, conversation: Conversation, text: str, now: dt.datetime
    ) -> None:
        """Puts the card into the outbox and the conversation on top of the queue: no other process is needed for it."""
        seen = Seen(sign.category, sign.sign_id, sign.language, sign.chance)
        self._answering.answer(session, seen, row, conversation, now=now)
        self._answering.keep_words(session, seen.category, conversation, text, now)


def _channel(event: Event) -> str:
    if isinstance(event, Inbound):
        return str(event.sender.channel)
    return "any" if isinstance(event, Ignored) else str(event.channel)
