"""When a reply does not go: what each kind of error means for the reply, the person and the channel."""

from __future__ import annotations

import datetime as dt
import random

from sqlalchemy import delete

from bot.delivery.permission import Refusal
from bot.handover import service as handover
from bot.organisation import Organisation
from bot.store import audit
from bot.store.session import StoreSession
from bot.store.tables import Contact, Conversation, OutboundMessage, OutboundPart
from connectors.errors import Ambiguous, Retryable, SendError, StopContact, ThreadTaken

FIRST_BACKOFF_SECONDS = 2.0
LONGEST_BACKOFF_SECONDS = 600.0
ATTEMPTS = 12
"""With the backoff below: about an hour and a half of trying before staff are asked."""


def backoff(attempts: int) -> float:
    """Seconds until the next attempt: doubling, capped, with up to a quarter of jitter so that replies do not march in step."""
    seconds = min(LONGEST_BACKOFF_SECONDS, FIRST_BACKOFF_SECONDS * 2 ** max(0, attempts - 1))
    return seconds * random.uniform(1.0, 1.25)  # noqa: S311 - jitter, not a secret


def record(
    session: StoreSession,
    outbound: OutboundMessage,
    number: int,
    error: SendError,
    organisation: Organisation,
    now: dt.datetime,
    wait: float | None = None,
) -> bool:
    """Books a failed attempt of part ``number`` in the caller's transaction; True when the reply is to be tried again.

    ``wait``: the whole channel is held back for so many seconds, which is no fault of this reply.
    """
    outbound.error = str(error)[:200]
    conversation = session.get(Conversation, outbound.conversation_id)
    if not isinstance(error, Ambiguous):
        # It is certain that this part did not go: the next attempt need not look for it.
        session.execute(delete(OutboundPart).where(OutboundPart.outbound_id == outbound.id, OutboundPart.part == number))
    if wait is not None:
        outbound.state, outbound.available_at = "waiting", now + dt.timedelta(seconds=wait)
        return True
    if isinstance(error, Retryable):
        outbound.attempts += 1
        if outbound.attempts < ATTEMPTS and (error.at_most is None or outbound.attempts <= error.at_most):
            wait = error.retry_after if error.retry_after is not None else backoff(outbound.attempts)
            outbound.available_at = now + dt.timedelta(seconds=wait)
            outbound.state = "sending" if isinstance(error, Ambiguous) else "waiting"
            return True
        give_to_staff(session, outbound, conversation, "the platform did not take it, over many attempts", organisation, now)
        return False
    give_up(session, outbound, conversation, error, organisation, now)
    return False


def give_up(
    session: StoreSession,
    outbound: OutboundMessage,
    conversation: Conversation,
    error: SendError,
    organisation: Organisation,
    now: dt.datetime,
) -> None:
    """Books a failure that no further attempt would mend."""
    if isinstance(error, StopContact):
        contact = session.get(Contact, conversation.contact_id)
        if contact.opted_out_at is None:
            contact.opted_out_at, contact.opt_out_reason = now, f"platform {error.code or ''}".strip()[:40]
            audit.record(session, actor="system", act="opt_out", subject="contact", subject_id=contact.id, reason=str(error)[:200])
    if isinstance(error, ThreadTaken) and outbound.author == "bot":
        # A colleague has answered there: the assistant is silent, and nobody need look.
        set_aside(session, outbound, str(error))
        handover.taken_elsewhere(session, conversation, now=now)
        return
    give_to_staff(session, outbound, conversation, str(error), organisation, now)


def refuse(
    session: StoreSession,
    outbound: OutboundMessage,
    conversation: Conversation,
    refusal: Refusal,
    organisation: Organisation,
    now: dt.datetime,
) -> None:
    """Books a reply that may not go."""
    if refusal.quiet:
        set_aside(session, outbound, refusal.reason)
    else:
        give_to_staff(session, outbound, conversation, refusal.reason, organisation, now)


def give_to_staff(
    session: StoreSession, outbound: OutboundMessage, conversation: Conversation, reason: str, organisation: Organisation, now: dt.datetime
) -> None:
    """Ends our attempts at a reply and puts its conversation into the queue with the reason; on top, if it was a danger card."""
    set_aside(session, outbound, reason)
    priority = handover.DANGER_PRIORITY if outbound.urgent else 0
    handover.request(session, conversation, "undelivered", organisation=organisation, now=now, priority=priority, detail=reason[:200])


def set_aside(session: StoreSession, outbound: OutboundMessage, reason: str) -> None:
    """Ends our attempts at a reply, for the record only: the person has stopped us, or will hear the same another way."""
    outbound.state, outbound.error = "returned", reason[:200]
    audit.record(
        session, actor="system", act="reply_returned", subject="conversation", subject_id=outbound.conversation_id, reason=reason[:200],
        detail={"outbound": outbound.id},
    )  # fmt: skip
