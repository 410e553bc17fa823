"""Showing a person that their message was read and that an answer is being written, while the worker thinks.

Most turns take a few hundredths of a second: there the answer itself is the best sign. What has waited longer is
marked as read and "typing" is shown, a few people at a time, beside the sending and never before it. A sign that
cannot be shown is forgotten.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import sessionmaker

from bot import log
from bot.delivery.throttle import Throttle
from bot.messages import Channel, Sender
from bot.privacy.sealing.vault import Vault, VaultError
from bot.store.tables import Contact, Conversation, InboundMessage, utcnow
from connectors.base import Connector

logger = log.get("dispatch")

LOOK_EVERY_SECONDS = 0.4
AFTER = dt.timedelta(seconds=0.4)
NOT_AFTER = dt.timedelta(minutes=1)
"""Somebody who has waited longer is not helped by three moving dots."""
AT_ONCE = 4
"""People shown a sign per look: ten a second, so that a rush of messages is answered and not decorated."""
LASTS_SECONDS = {Channel.MESSENGER: 18.0, Channel.INSTAGRAM: 18.0, Channel.WHATSAPP: 24.0, Channel.TELEGRAM: 4.5}
"""How long the sign stays by itself on each channel that has one (channel contract 1.8, 4.7, 5)."""

_WAITING = (
    select(InboundMessage.conversation_id, InboundMessage.provider_id, Contact)
    .join(Conversation, Conversation.id == InboundMessage.conversation_id)
    .join(Contact, Contact.id == Conversation.contact_id)
    .where(
        InboundMessage.state == "waiting",
        InboundMessage.kind.in_(("text", "button", "attachment", "start")),
        InboundMessage.channel.in_([channel.value for channel in LASTS_SECONDS]),
        InboundMessage.received_at <= bindparam("latest"),
        InboundMessage.received_at >= bindparam("earliest"),
        Conversation.state.in_(("bot", "waiting")),
        Contact.opted_out_at.is_(None),
    )
    .order_by(InboundMessage.id)
    .limit(4 * AT_ONCE)
)


class Signs:
    """Shows signs, for one dispatch process."""

    def __init__(self, sessions: sessionmaker, vault: Vault, connectors: dict[Channel, Connector], throttle: Throttle) -> None:  # type: ignore[type-arg]
        self._sessions = sessions
        self._vault = vault
        self._connectors = connectors
        self._throttle = throttle
        self._shown: dict[int, float] = {}
        self._showing: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Looks for ever; a look that fails is noted, and the next one tries anew."""
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            try:
                self.look()
            except Exception as error:  # the boundary of a courtesy: replies must not suffer from it
                logger.error("signs.failed", error=error)

    def look(self) -> int:
        """Starts showing signs to those who wait and have none; returns to how many."""
        now, clock = utcnow(), time.monotonic()
        with self._sessions() as session:
            rows = session.execute(_WAITING, {"latest": now - AFTER, "earliest": now - NOT_AFTER}).all()
            if not rows:
                self._shown.clear()
                return 0
            ready = self._choose(rows, clock)
            senders = [(self._sender(session, contact), provider_id) for _, provider_id, contact in ready]
        for to, provider_id in senders:
            task = asyncio.ensure_future(self._show(to, provider_id))
            self._showing.add(task)
            task.add_done_callback(self._showing.discard)
        return len(senders)

    def _choose(self, rows: list[Any], clock: float) -> list[Any]:
        held = set(self._throttle.held())
        chosen: list[Any] = []
        for row in rows:
            channel = Channel(row[2].channel)
            if clock < self._shown.get(row.conversation_id, 0.0) or channel not in self._connectors:
                continue
            if (row[2].channel, row[2].account) in held or len(chosen) + len(self._showing) >= AT_ONCE:
                continue
            self._shown[row.conversation_id] = clock + LASTS_SECONDS[channel]
            chosen.append(row)
        return chosen

    def _sender(self, session: Any, contact: Contact) -> Sender:
        try:
            address = self._vault.open(session, contact.address_sealed_id) or ""
        except VaultError:
            address = ""
        return Sender(Channel(contact.channel), contact.account, address, language=contact.language)

    async def _show(self, to: Sender, provider_id: str) -> None:
        if to.address:
            await self._connectors[to.channel].seen(to, provider_id)
