"""Messages that a platform took and then reported as not delivered: sent once more, or given to staff (contract 4.4).

A phone that was off gets one late attempt. Meanwhile the reply is ``held``: it stands in nobody's way, so that a person
who writes again is answered at once; their writing brings the held one back, too.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session, sessionmaker

from bot.delivery import failing
from bot.delivery.throttle import alarm_name, words
from bot.messages import Delivery
from bot.organisation import Organisation
from bot.store import alarms, wake
from bot.store.session import StoreSession, transaction
from bot.store.tables import Contact, Conversation, OutboundMessage, OutboundPart
from connectors.errors import Retryable, StopChannel
from connectors.sms import reported

SOON_SECONDS = 60.0
TRIES = 2
"""How often a message is sent again when its code says nothing of that."""

_REPORTED = (
    select(OutboundPart, OutboundMessage, Conversation, Contact)
    .join(OutboundMessage, OutboundMessage.id == OutboundPart.outbound_id)
    .join(Conversation, Conversation.id == OutboundMessage.conversation_id)
    .join(Contact, Contact.id == Conversation.contact_id)
    .where(
        or_(
            OutboundPart.key == bindparam("key"),
            and_(OutboundPart.channel == bindparam("channel"), OutboundPart.provider_id == bindparam("provider_id")),
        ),
        OutboundMessage.state == "failed",
    )
    .limit(1)
)
_HELD = (
    select(OutboundMessage)
    .join(Conversation, Conversation.id == OutboundMessage.conversation_id)
    .join(Contact, Contact.id == Conversation.contact_id)
    .where(
        OutboundMessage.state == "held",
        or_(OutboundMessage.available_at <= bindparam("now"), Contact.last_inbound_at > OutboundMessage.sent_at),
    )
)
_ANY_HELD = select(OutboundMessage.id).where(OutboundMessage.state == "held").limit(1)


def take_back(session: StoreSession, delivery: Delivery, organisation: Organisation, now: dt.datetime) -> None:
    """Decides, in the caller's transaction, what becomes of a reply that ``states.apply`` has just found to have failed."""
    wanted = {"key": delivery.key or "", "channel": str(delivery.channel), "provider_id": delivery.provider_id or ""}
    found = session.execute(_REPORTED, wanted, execution_options={"populate_existing": True}).first()
    if found is None:
        return
    part, outbound, conversation, contact = found
    error = reported(delivery.error_code)
    if isinstance(error, Retryable):
        outbound.attempts += 1
        if outbound.attempts <= (error.at_most or TRIES):
            # The other parts have arrived: only this one is sent anew.
            session.delete(part)
            outbound.state, outbound.error = "held", str(error)[:200]
            outbound.available_at = now + dt.timedelta(seconds=error.retry_after or SOON_SECONDS)
            return
    if isinstance(error, StopChannel):
        account = (contact.channel, contact.account)
        alarms.sound(session, alarm_name(account, "stopped"), words(account, error, now), now)
    failing.give_up(session, outbound, conversation, error, organisation, now)


def release(sessions: sessionmaker, now: dt.datetime) -> int:  # type: ignore[type-arg]
    """Puts held replies whose time has come, or whose person has written since, back among the waiting; returns how many."""
    with sessions() as session:
        if session.execute(_ANY_HELD).first() is None:
            return 0
    with transaction(sessions) as session:
        session.begin_write()
        return _release(session, now)


def _release(session: Session, now: dt.datetime) -> int:
    due = session.execute(_HELD, {"now": now}).scalars().all()
    for outbound in due:
        outbound.state, outbound.available_at = "waiting", now
    if due:
        wake.notify(session, wake.OUTBOX)
    return len(due)
