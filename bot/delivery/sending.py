"""Sending one reply: part by part, each noted before it goes and after it went, so that a crash can be told apart.

Note before, send, note after: a process killed in between leaves a part in ``sending``. The next one asks the platform
whether it was taken (Twilio can list its messages), waits for the echo that carries our key (Messenger), and only then
sends again. Telegram offers neither; there a reply caught in that very instant goes again. See docs/decisions/0003.
"""

from __future__ import annotations

import datetime as dt
import enum
import secrets
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from sqlalchemy import select
from sqlalchemy.orm import sessionmaker

from bot import log, metrics
from bot.buttons import token
from bot.delivery import failing
from bot.messages import Button, Channel, Reply, Sender
from bot.organisation import Organisation
from bot.privacy.vault import Vault
from bot.store.outbox import read_reply
from bot.store.session import StoreSession, transaction
from bot.store.tables import Contact, Conversation, InboundMessage, OutboundMessage, OutboundPart, utcnow
from connectors.base import UNKNOWN, Connector, Rendered
from connectors.errors import SendError

logger = log.get("dispatch")

ECHO_CHANNELS = (Channel.MESSENGER, Channel.INSTAGRAM)
"""Channels whose platform echoes what we send, with our key on it."""


@runtime_checkable
class AnswersCallbacks(Protocol):
    """A connector whose buttons spin until they are answered (Telegram)."""

    async def answer_callback(self, callback_id: str) -> None:
        """Tells the platform that the press has arrived."""


class Outcome(enum.Enum):
    """What became of a reply for now."""

    DONE = "done"  # nothing more to do for it: sent, failed, or given to staff
    LATER = "later"  # it stays first in its conversation and is tried again


@dataclass(frozen=True)
class Job:
    """A reply ready to go: everything read from the database once, so that no transaction is open while we send."""

    outbound_id: int
    to: Sender
    parts: list[Rendered]
    callback: str | None = None
    """A pressed button that the platform shows as busy until it is answered."""


class Sending:
    """Sends replies through the connectors and keeps the books."""

    def __init__(
        self,
        sessions: sessionmaker,  # type: ignore[type-arg]
        vault: Vault,
        organisation: Organisation,
        connectors: dict[Channel, Connector],
        echo_grace_seconds: float = 20.0,
    ) -> None:
        self._sessions = sessions
        self._vault = vault
        self._organisation = organisation
        self._connectors = connectors
        self._echo_grace = dt.timedelta(seconds=echo_grace_seconds)

    async def send(self, outbound_id: int) -> Outcome:
        """Sends what is left of one reply. Never raises ``SendError``: every kind has its place in the books."""
        job = self._prepare(outbound_id)
        if job is None:
            return Outcome.DONE
        connector = self._connectors[job.to.channel]
        if job.callback and isinstance(connector, AnswersCallbacks):
            await connector.answer_callback(job.callback)
        for number, rendered in enumerate(job.parts):
            try:
                settled = await self._send_part(connector, job, number, rendered)
            except SendError as error:
                return self._failed(job, number, error)
            if not settled:
                return Outcome.LATER
        self._sent(job)
        return Outcome.DONE

    def _prepare(self, outbound_id: int) -> Job | None:
        with transaction(self._sessions) as session:
            outbound = session.get(OutboundMessage, outbound_id)
            if outbound is None or outbound.state not in ("waiting", "sending"):
                return None
            conversation = session.get(Conversation, outbound.conversation_id)
            contact = session.get(Contact, conversation.contact_id)
            reason = self._not_to_be_sent(outbound, contact)
            if reason is not None:
                failing.give_to_staff(session, outbound, conversation, reason, self._organisation, utcnow())
                return None
            address = self._vault.open(session, contact.address_sealed_id)
            to = Sender(Channel(contact.channel), contact.account, address or "", language=contact.language)
            reply = self._signed(read_reply(session, self._vault, outbound), conversation.id, outbound_id)
            pressed = session.get(InboundMessage, outbound.inbound_id) if outbound.inbound_id else None
            callback = pressed.target_id if pressed is not None and pressed.kind == "button" else None
            return Job(outbound_id, to, self._connectors[to.channel].render(reply), callback)

    def _not_to_be_sent(self, outbound: OutboundMessage, contact: Contact) -> str | None:
        # A danger card is tried all the same (promise 6); where the platform blocks it, staff are told.
        if contact.opted_out_at is not None and outbound.created_at > contact.opted_out_at and not outbound.urgent:
            return "the person asked us to stop"
        if contact.address_sealed_id is None:
            return "the person's address was erased"
        if Channel(contact.channel) not in self._connectors:
            return f"the channel {contact.channel} is turned off"
        return None

    def _signed(self, reply: Reply, conversation_id: int, outbound_id: int) -> Reply:
        signed = (
            Button(button.title, token(self._vault, conversation_id, outbound_id, index)) for index, button in enumerate(reply.buttons)
        )
        return reply.with_buttons(tuple(signed))

    async def _send_part(self, connector: Connector, job: Job, number: int, rendered: Rendered) -> bool:
        """True when the part is with the platform; False when that cannot be known yet."""
        key, fresh = self._note_before(job, number)
        if not fresh:
            settled = await self._settle(connector, job, number, rendered, key)
            if settled is not None:
                return settled
        provider_id = await connector.send(job.to, rendered, key)
        self._note_after(job, number, provider_id)
        metrics.SENT.labels(str(job.to.channel), "sent").inc()
        return True

    def _note_before(self, job: Job, number: int) -> tuple[str, bool]:
        """The part's key, and whether it is certain that it was not sent before."""
        with transaction(self._sessions) as session:
            part = _find_part(session, job, number)
            if part is not None:
                return part.key, False
            key = secrets.token_urlsafe(18)
            now = utcnow()
            session.add(
                OutboundPart(outbound_id=job.outbound_id, part=number, channel=str(job.to.channel), key=key, started_at=now, changed_at=now)
            )
            session.get(OutboundMessage, job.outbound_id).state = "sending"
            return key, True

    async def _settle(self, connector: Connector, job: Job, number: int, rendered: Rendered, key: str) -> bool | None:
        """Finds out what became of a part that an earlier attempt left open; None when it is to be sent now."""
        with self._sessions() as session:
            part = _part(session, job, number)
            if part.state != "sending" or part.provider_id:
                if part.state == "sending":
                    self._note_after(job, number, part.provider_id)
                return True
            started = part.started_at
            others = select(OutboundPart.provider_id).where(
                OutboundPart.channel == part.channel, OutboundPart.started_at >= started - dt.timedelta(days=1)
            )
            known = frozenset(found for found in session.execute(others).scalars() if found)
        found = await connector.find_sent(job.to, rendered, key, started, known)
        if isinstance(found, str):
            logger.info("send.found", outbound=job.outbound_id, part=number)
            self._note_after(job, number, found)
            return True
        if found is UNKNOWN and job.to.channel in ECHO_CHANNELS and utcnow() < started + self._echo_grace:
            self._later(job, 1.0)
            return False
        if found is UNKNOWN:
            metrics.SENT.labels(str(job.to.channel), "resent_unknown").inc()
            logger.warning("send.again_unknown", outbound=job.outbound_id, part=number, channel=str(job.to.channel))
        with transaction(self._sessions) as session:
            _part(session, job, number).started_at = utcnow()
        return None

    def _note_after(self, job: Job, number: int, provider_id: str | None) -> None:
        with transaction(self._sessions) as session:
            # A report of its delivery may already have overtaken our own note.
            session.begin_write()
            part = _part(session, job, number)
            part.provider_id = part.provider_id or provider_id or None
            if part.state == "sending":
                part.state, part.changed_at = "sent", utcnow()
            if number == len(job.parts) - 1:
                self._mark_sent(session, job)

    def _sent(self, job: Job) -> None:
        with transaction(self._sessions) as session:
            self._mark_sent(session, job)

    @staticmethod
    def _mark_sent(session: StoreSession, job: Job) -> None:
        outbound = session.get(OutboundMessage, job.outbound_id)
        if outbound.state in ("waiting", "sending"):
            outbound.state, outbound.sent_at, outbound.error = "sent", utcnow(), None

    def _later(self, job: Job, seconds: float) -> None:
        with transaction(self._sessions) as session:
            session.get(OutboundMessage, job.outbound_id).available_at = utcnow() + dt.timedelta(seconds=seconds)

    def _failed(self, job: Job, number: int, error: SendError) -> Outcome:
        metrics.SENT.labels(str(job.to.channel), type(error).__name__).inc()
        logger.warning("send.failed", outbound=job.outbound_id, channel=str(job.to.channel), kind=type(error).__name__, code=error.code)
        with transaction(self._sessions) as session:
            session.begin_write()
            outbound = session.get(OutboundMessage, job.outbound_id)
            return Outcome.LATER if failing.record(session, outbound, number, error, self._organisation, utcnow()) else Outcome.DONE


def _part(session: StoreSession, job: Job, number: int) -> OutboundPart:
    """The part as it was noted before it went."""
    part = _find_part(session, job, number)
    if part is None:
        raise LookupError(f"part {number} of reply {job.outbound_id} was never noted")
    return part


def _find_part(session: StoreSession, job: Job, number: int) -> OutboundPart | None:
    query = select(OutboundPart).where(OutboundPart.outbound_id == job.outbound_id, OutboundPart.part == number)
    return session.execute(query).scalar_one_or_none()  # type: ignore[no-any-return]
