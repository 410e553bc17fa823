"""A word to people whose message waits while no worker is there: an automated Page must answer anything within 30 seconds.

Only Messenger and Instagram have that rule (channel contract 1.7). Each conversation gets one such word until the
worker answers; a danger card counts as an answer.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import sessionmaker

from bot import log
from bot.messages import Channel, Reply
from bot.organisation import Organisation
from bot.privacy.sealing.vault import Vault
from bot.store import heartbeats, wake
from bot.store.outbox import put_reply
from bot.store.session import transaction
from bot.store.tables import Contact, Conversation, Heartbeat, InboundMessage, OutboundMessage

logger = log.get("dispatch")

SOURCE = "holding"
AFTER = dt.timedelta(seconds=15)
"""A message that has waited so long gets the word; with a look every five seconds that is well within the 30."""
NOT_AFTER = dt.timedelta(minutes=10)
"""An older one has waited for something else (a restore, a long outage): a word of ours would only surprise."""
WORKER_GONE_SECONDS = 15.0
"""Three missed signs of life, all of them seen by this process: a worker that is being restarted is no outage."""
STARTING = dt.timedelta(seconds=60)
"""How long a worker may take to load."""
NEVER_COMES_SECONDS = 90.0
"""One that starts again and again and never lives is gone all the same."""
AT_ONCE = 50

_WAITING = (
    select(InboundMessage, Conversation)
    .join(Conversation, Conversation.id == InboundMessage.conversation_id)
    .join(Contact, Contact.id == Conversation.contact_id)
    .where(
        InboundMessage.state == "waiting",
        InboundMessage.kind.in_(("text", "button", "attachment", "start")),
        InboundMessage.channel.in_((Channel.MESSENGER.value, Channel.INSTAGRAM.value)),
        InboundMessage.received_at <= bindparam("latest"),
        InboundMessage.received_at >= bindparam("earliest"),
        Conversation.state.in_(("bot", "waiting")),
        Contact.opted_out_at.is_(None),
        ~exists().where(
            OutboundMessage.conversation_id == InboundMessage.conversation_id, OutboundMessage.created_at >= InboundMessage.received_at
        ),
    )
    .order_by(InboundMessage.id)
    .limit(AT_ONCE)
)
_LAST_SIGN = select(func.max(Heartbeat.at)).where(Heartbeat.role == bindparam("role"))


class Holding:
    """Watches for a worker that is gone, for one dispatch process."""

    def __init__(
        self, sessions: sessionmaker, vault: Vault, organisation: Organisation, monotonic: Callable[[], float] = time.monotonic
    ) -> None:  # type: ignore[type-arg]
        self._sessions = sessions
        self._vault = vault
        self._organisation = organisation
        self._monotonic = monotonic
        self._sign: dt.datetime | None = None
        self._since = monotonic()

    def look(self, now: dt.datetime) -> int:
        """Says the word to whoever waits for it; returns to how many."""
        if not self._gone(now):
            return 0
        with transaction(self._sessions) as session:
            session.begin_write()
            waiting = session.execute(_WAITING, {"latest": now - AFTER, "earliest": now - NOT_AFTER}).all()
            told: set[int] = set()
            for message, conversation in waiting:
                if conversation.id not in told:
                    put_reply(session, self._vault, conversation, self._words(), author="bot", inbound=message, source=SOURCE, now=now)
                    told.add(conversation.id)
            if told:
                wake.notify(session, wake.OUTBOX)
                logger.warning("holding.said", conversations=len(told))
            return len(told)

    def _gone(self, now: dt.datetime) -> bool:
        with self._sessions() as session:
            sign = session.execute(_LAST_SIGN, {"role": "worker"}).scalar()
            started = session.execute(_LAST_SIGN, {"role": heartbeats.STARTING}).scalar()
        if sign != self._sign:
            self._sign, self._since = sign, self._monotonic()
        silent = self._monotonic() - self._since
        loading = started is not None and started > now - STARTING
        return silent >= (NEVER_COMES_SECONDS if loading else WORKER_GONE_SECONDS)

    def _words(self) -> Reply:
        words = "Thank you, we have your message. Our automated assistant is slow just now. It will answer you here as soon as it can."
        phone = self._organisation.phone
        return Reply(f"{words} You can also call us on {phone}." if phone else words)
