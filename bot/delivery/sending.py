"""Sending one reply: part by part, each noted before it goes and after it went, so that a crash can be told apart.

Note before, send, note after, and never send before the first note is on the disk: a process killed in between leaves a
part in ``sending``. The next one asks the platform whether it was taken (Twilio can list its messages), waits for the echo
that carries our key (Messenger), and only then sends again. Telegram offers neither; there a reply caught in that very
instant goes again. See docs/decisions/0003.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import enum
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased, sessionmaker

from bot import log, metrics
from bot.buttons import token
from bot.delivery import books, failing, more, permission
from bot.delivery.permission import Refusal
from bot.delivery.throttle import Account, Throttle
from bot.messages import Button, Channel, Reply, Sender
from bot.organisation import Organisation
from bot.privacy.sealing.vault import Vault
from bot.store.durable import OnDisk
from bot.store.outbox import as_reply
from bot.store.ready import Records
from bot.store.session import StoreSession, transaction
from bot.store.tables import Contact, Conversation, InboundMessage, OutboundMessage, Sealed, utcnow
from connectors.base import UNKNOWN, Connector, Rendered
from connectors.errors import Retryable, SendError, StopChannel, Throttled

logger = log.get("dispatch")

ECHO_CHANNELS = (Channel.MESSENGER, Channel.INSTAGRAM)
"""Channels whose platform echoes what we send, with our key on it."""


_address, _body = aliased(Sealed), aliased(Sealed)
_ALL_OF_IT = Records(
    select(OutboundMessage, Contact, InboundMessage, _address, _body)
    .join(Conversation, Conversation.id == OutboundMessage.conversation_id)
    .join(Contact, Contact.id == Conversation.contact_id)
    .outerjoin(InboundMessage, InboundMessage.id == OutboundMessage.inbound_id)
    .outerjoin(_address, _address.id == Contact.address_sealed_id)
    .outerjoin(_body, _body.id == OutboundMessage.body_sealed_id)
    .where(OutboundMessage.id == bindparam("outbound"))
)


@runtime_checkable
class AnswersCallbacks(Protocol):
    """A connector whose buttons spin until they are answered (Telegram)."""

    async def answer_callback(self, callback_id: str) -> None:
        """Tells the platform that the press has arrived."""


@runtime_checkable
class TellsUsage(Protocol):
    """A connector whose platform tells with every answer how much of our share is used (Meta)."""

    def take_rest(self) -> float:
        """Seconds for which to call no more, by the answers since this was last asked; 0 when there is room."""


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
    first: books.Begun | None
    """The first part, noted in the transaction that read the reply; None when the reply has no part."""
    account: Account
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
        throttle: Throttle | None = None,
    ) -> None:
        self._sessions = sessions
        self._vault = vault
        self._organisation = organisation
        self._connectors = connectors
        self._books = books.Books(sessions)
        self._on_disk = OnDisk(sessions.kw["bind"])
        self.throttle = throttle or Throttle(sessions)
        self._tells_usage = {channel: connector for channel, connector in connectors.items() if isinstance(connector, TellsUsage)}
        self._echo_grace, self._began = dt.timedelta(seconds=echo_grace_seconds), utcnow()

    async def aclose(self) -> None:
        """Lets the connections to the platforms go."""
        await asyncio.gather(*(connector.aclose() for connector in self._connectors.values()))

    async def send(self, outbound_id: int) -> Outcome:
        """Sends what is left of one reply. Never raises ``SendError``: every kind has its place in the books."""
        job = self._prepare(outbound_id)
        if job is None:
            return Outcome.DONE
        connector = self._connectors[job.to.channel]
        if job.callback is None or not isinstance(connector, AnswersCallbacks):
            return await self._send_parts(connector, job)
        # The pressed button stops spinning while the answer is on its way, not before.
        outcome, _ = await asyncio.gather(self._send_parts(connector, job), connector.answer_callback(job.callback))
        return outcome

    async def _send_parts(self, connector: Connector, job: Job) -> Outcome:
        for number, rendered in enumerate(job.parts):
            try:
                settled = await self._send_part(connector, job, number, rendered)
            except SendError as error:
                return self._failed(job, number, error)
            if not settled:
                return Outcome.LATER
        if not job.parts:
            self._books.went_all(job.outbound_id)
        return Outcome.DONE

    def _prepare(self, outbound_id: int) -> Job | None:
        with transaction(self._sessions) as session:
            found = _ALL_OF_IT.first(session, outbound=outbound_id)
            if found is None or found[0].state not in ("waiting", "sending"):
                return None
            outbound, contact, pressed, address, body = found
            now = utcnow()
            how = permission.ask(session, outbound, contact, self._organisation, self._connectors, now)
            if isinstance(how, Refusal):
                self._refuse(session, outbound_id, how, now)
                return None
            to = Sender(Channel(contact.channel), contact.account, self._opened(address) or "", language=contact.language)
            reply = more.as_sent(as_reply(self._opened(body), outbound.buttons), outbound)
            rendered = self._connectors[to.channel].render(self._signed(reply, outbound.conversation_id, outbound_id))
            parts = permission.dressed(session, rendered, how, contact, self._organisation)
            if isinstance(parts, Refusal):
                self._refuse(session, outbound_id, parts, now)
                return None
            first = books.begin(session, outbound_id, 0, contact.channel) if parts else None
            callback = pressed.target_id if pressed is not None and pressed.kind == "button" else None
            return Job(outbound_id, to, parts, first, (contact.channel, contact.account), callback)

    def _refuse(self, session: StoreSession, outbound_id: int, refusal: Refusal, now: dt.datetime) -> None:
        outbound = session.get(OutboundMessage, outbound_id)
        conversation = session.get(Conversation, outbound.conversation_id)
        failing.refuse(session, outbound, conversation, refusal, self._organisation, now)

    def _opened(self, sealed: Any) -> str | None:
        return self._vault.open_row(sealed) if sealed is not None else None

    def _signed(self, reply: Reply, conversation_id: int, outbound_id: int) -> Reply:
        signed = (
            Button(button.title, token(self._vault, conversation_id, outbound_id, index)) for index, button in enumerate(reply.buttons)
        )
        return reply.with_buttons(tuple(signed))

    async def _send_part(self, connector: Connector, job: Job, number: int, rendered: Rendered) -> bool:
        """True when the part is with the platform; False when that cannot be known yet."""
        begun = job.first if number == 0 else self._books.begin(job.outbound_id, number, str(job.to.channel))
        assert begun is not None
        if not begun.fresh:
            settled = await self._settle(connector, job, number, rendered, begun)
            if settled is not None:
                return settled
        await self._on_disk.reached()
        provider_id = await connector.send(job.to, rendered, begun.key)
        self._went(job, number, provider_id)
        self.throttle.went(job.account)
        if (frugal := self._tells_usage.get(job.to.channel)) is not None and (seconds := frugal.take_rest()):
            self.throttle.rest(job.account, seconds)
        metrics.SENT.labels(str(job.to.channel), "sent").inc()
        return True

    async def _settle(self, connector: Connector, job: Job, number: int, rendered: Rendered, begun: books.Begun) -> bool | None:
        """Finds out what became of a part that an earlier attempt left open; None when it is to be sent now."""
        if begun.state != "sending" or begun.provider_id:
            self._went(job, number, begun.provider_id)
            return True
        started = begun.started_at
        assert started is not None
        known = self._books.known_ids(str(job.to.channel), started - dt.timedelta(days=1))
        found = await connector.find_sent(job.to, rendered, begun.key, started, known)
        if isinstance(found, str):
            logger.info("send.found", outbound=job.outbound_id, part=number)
            self._went(job, number, found)
            return True
        # What stopped the last dispatcher may have stopped the web process, too: the echo comes when that is up again.
        if found is UNKNOWN and job.to.channel in ECHO_CHANNELS and utcnow() < max(started, self._began) + self._echo_grace:
            self._books.later(job.outbound_id, 1.0)
            return False
        if found is UNKNOWN:
            metrics.SENT.labels(str(job.to.channel), "resent_unknown").inc()
            logger.warning("send.again_unknown", outbound=job.outbound_id, part=number, channel=str(job.to.channel))
        self._books.begin_again(job.outbound_id, number)
        return None

    def _went(self, job: Job, number: int, provider_id: str | None) -> None:
        self._books.went(job.outbound_id, number, provider_id, last=number == len(job.parts) - 1)

    def _failed(self, job: Job, number: int, error: SendError) -> Outcome:
        metrics.SENT.labels(str(job.to.channel), type(error).__name__).inc()
        logger.warning("send.failed", outbound=job.outbound_id, channel=str(job.to.channel), kind=type(error).__name__, code=error.code)
        with transaction(self._sessions) as session:
            session.begin_write()
            outbound = session.get(OutboundMessage, job.outbound_id)
            holds = isinstance(error, Throttled | StopChannel)
            wait = self.throttle.failed(session, job.account, error) if holds else None
            again = failing.record(session, outbound, number, error, self._organisation, utcnow(), wait)
        if not isinstance(error, Retryable | StopChannel):
            self.throttle.went(job.account)  # the platform looked at this one message: its channel works
        return Outcome.LATER if again else Outcome.DONE
