"""Passing a conversation between the assistant and people.

``request`` makes a conversation wait, a person's first reply makes it theirs (the assistant is silent from then on),
``hand_back`` and ``close`` end that. Every step stands on the audit trail. Nothing here commits: the caller's
transaction holds the step and its record together.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.handover import hours
from bot.messages import InboundKind, Reply
from bot.organisation import Organisation
from bot.privacy.sealing import marks
from bot.privacy.sealing.vault import Vault
from bot.store import audit
from bot.store.outbox import put_reply
from bot.store.tables import Contact, Conversation, Handover, InboundMessage, OutboundMessage, Staff, new_uuid, utcnow
from bot.store.wake import INBOX, OUTBOX, notify

DANGER_PRIORITY = 100
"""The priority that puts a conversation at the top of the queue."""

BACK_WITH_ASSISTANT = (
    "Thank you for talking with us. You are now back with our automated assistant. "
    "You can ask a question at any time. To talk to someone again, write: speak to a person."
)

HANDED_BACK = "handed_back"
"""The source of those words. Where they can no longer be sent nobody is called: the assistant says so when it next speaks."""


class CannotReply(Exception):
    """Staff may not write to this person now. The message is for staff and holds no personal detail."""


@dataclass(frozen=True)
class Promise:
    """What the person is told when a conversation waits for staff."""

    text: str


def bot_may_speak(conversation: Conversation) -> bool:
    """Whether the assistant may answer: yes while a person is awaited, no from the first human reply until handed back."""
    return conversation.state in ("bot", "waiting")


def request(
    session: Session,
    conversation: Conversation,
    reason: str,
    *,
    organisation: Organisation,
    now: dt.datetime,
    priority: int = 0,
    detail: str | None = None,
) -> Promise:
    """Asks for a person, and returns the words that promise one.

    ``reason`` is a code (``bot.handover.queue.REASONS`` words it for staff); ``detail`` must hold no personal detail.
    While a request is open another one only raises its priority, and its reason with it. A conversation that staff
    already answer stays theirs.
    """
    waiting = _open(session, conversation)
    detail = detail and detail[:200]
    if not waiting:
        session.add(
            Handover(conversation_id=conversation.id, reason=reason, detail=detail, priority=priority, state="waiting", opened_at=now)
        )
        _record(session, now, "system", "handover.request", conversation, reason, priority=priority)
    elif priority > max(row.priority for row in waiting):
        row = waiting[-1]
        row.reason, row.priority, row.detail = reason, priority, detail or row.detail
        _record(session, now, "system", "handover.raise", conversation, reason, priority=priority)
    if conversation.state == "staff":
        return Promise(f"A person at {organisation.short_name} has your messages and will answer you here.")
    if conversation.state != "waiting":
        _move(conversation, "waiting", now)
    return Promise(hours.promise(organisation, now))


def take(session: Session, conversation: Conversation, staff: Staff, *, now: dt.datetime | None = None) -> None:
    """Puts a name on a conversation, so that colleagues see who has it. The assistant still speaks until a first reply."""
    now = now or utcnow()
    if conversation.assigned_to_id == staff.id and all(row.taken_by_id == staff.id for row in _open(session, conversation)):
        return
    before = conversation.assigned_to_id
    for row in _open(session, conversation):
        row.state, row.taken_by_id, row.taken_at = "taken", staff.id, now
    conversation.assigned_to_id = staff.id
    conversation.changed_at = now
    _record(session, now, _actor(staff), "handover.take", conversation, None, **({"from": f"staff:{before}"} if before else {}))


def put_back(session: Session, conversation: Conversation, staff: Staff, *, now: dt.datetime | None = None) -> None:
    """Takes the name off a conversation, so that a colleague picks it up. Nobody is told, and who may speak stays as it was.

    Nothing happens when no name stands on it.
    """
    now = now or utcnow()
    if conversation.assigned_to_id is None or conversation.state == "closed":
        return
    rows = _open(session, conversation)
    for row in rows:
        row.state, row.taken_by_id, row.taken_at = "waiting", None, None
    if not rows:
        session.add(Handover(conversation_id=conversation.id, reason="put_back", priority=0, state="waiting", opened_at=now))
    before, conversation.assigned_to_id, conversation.changed_at = conversation.assigned_to_id, None, now
    _record(session, now, _actor(staff), "handover.put_back", conversation, None, **{"from": f"staff:{before}"})


def staff_reply(
    session: Session,
    conversation: Conversation,
    staff: Staff,
    text: str,
    *,
    vault: Vault,
    now: dt.datetime | None = None,
    once: str | None = None,
) -> OutboundMessage:
    """Puts a person's words in the outbox, sealed, and makes the conversation theirs.

    ``once`` names this very reply (a form's nonce, at most 56 characters): the same name again sends nothing more and
    gives the first one back. Raises ``ValueError`` when there are no words, and ``CannotReply`` when the person asked
    us to stop.
    """
    now = now or utcnow()
    if not text.strip():
        raise ValueError("a reply needs words")
    source = f"desk/{once}" if once else None
    if source:
        # The row lock makes a double press wait for the first one on PostgreSQL; SQLite has one writer anyway.
        session.execute(select(Conversation.id).where(Conversation.id == conversation.id).with_for_update())
        already = session.execute(
            select(OutboundMessage).where(OutboundMessage.conversation_id == conversation.id, OutboundMessage.source == source)
        ).scalar_one_or_none()
        if already is not None:
            return already  # type: ignore[no-any-return]
    if _opted_out(session, conversation):
        raise CannotReply("This person has asked us to stop sending messages, so nothing was sent.")
    if conversation.state == "closed" and (newer := _open_one(session, conversation)) is not None:
        raise CannotReply(f"This conversation is closed and the person has a newer one, {newer}. Reply there.")
    take(session, conversation, staff, now=now)
    _move(conversation, "staff", now)
    outbound = _say(session, conversation, text.strip(), vault, author=_actor(staff), now=now, source=source)
    marks.write(session, vault, outbound.body_sealed_id, text)
    _record(session, now, _actor(staff), "reply", conversation, None, outbound=outbound.id)
    return outbound


def hand_back(
    session: Session, conversation: Conversation, staff: Staff, *, vault: Vault, now: dt.datetime | None = None
) -> OutboundMessage | None:
    """Gives the conversation back to the assistant, and tells the person so.

    None when the assistant already has it, when it is closed, or when the person asked us to stop and so is told nothing.
    """
    now = now or utcnow()
    if conversation.state == "closed" or (conversation.state == "bot" and not _open(session, conversation)):
        return None
    _end(session, conversation, now)
    _move(conversation, "bot", now)
    _record(session, now, _actor(staff), "handover.back", conversation, None)
    if _opted_out(session, conversation):
        return None
    said = _say(session, conversation, BACK_WITH_ASSISTANT, vault, author="bot", now=now)
    _tell_assistant(session, conversation, now)
    return said


def close(session: Session, conversation: Conversation, staff: Staff, *, now: dt.datetime | None = None) -> None:
    """Ends the conversation. Closing a closed one changes nothing."""
    now = now or utcnow()
    if conversation.state == "closed":
        return
    _end(session, conversation, now)
    _move(conversation, "closed", now)
    conversation.closed_at = now
    _record(session, now, _actor(staff), "conversation.close", conversation, None)


def taken_elsewhere(session: Session, conversation: Conversation, *, now: dt.datetime | None = None) -> None:
    """A colleague answered in the platform's own inbox: that is a first human reply, so the assistant falls silent."""
    now = now or utcnow()
    if conversation.state == "staff":
        return
    for row in _open(session, conversation):
        row.state, row.taken_at = "taken", row.taken_at or now
    _move(conversation, "staff", now)
    _record(session, now, "system", "handover.elsewhere", conversation, "answered in the platform's own inbox")


def given_back_elsewhere(session: Session, conversation: Conversation, *, vault: Vault, now: dt.datetime | None = None) -> None:
    """A colleague gave the thread back in the platform's own inbox: the assistant speaks again, and says so.

    What somebody at the desk has by now stays theirs.
    """
    now = now or utcnow()
    if conversation.state != "staff" or conversation.assigned_to_id is not None:
        return
    _end(session, conversation, now)
    _move(conversation, "bot", now)
    _record(session, now, "system", "handover.back_elsewhere", conversation, "given back in the platform's own inbox")
    if not _opted_out(session, conversation):
        _say(session, conversation, BACK_WITH_ASSISTANT, vault, author="bot", now=now)
        _tell_assistant(session, conversation, now)


def gone_quiet_elsewhere(session: Session, conversation: Conversation, *, now: dt.datetime) -> bool:
    """Nobody has said anything for long in a thread that was answered in the platform's own inbox: the assistant may again.

    False, and nothing done, while a request with a sign of danger is open.
    """
    if any(row.priority >= DANGER_PRIORITY for row in _open(session, conversation)):
        return False
    _end(session, conversation, now)
    _move(conversation, "bot", now)
    _record(session, now, "system", "handover.back_elsewhere", conversation, "quiet in the platform's own inbox")
    return True


def _open(session: Session, conversation: Conversation) -> list[Handover]:
    """The open requests, lowest priority first. Normally one; two processes that asked at the same instant may leave two.

    Looked up without a flush, because a flush takes SQLite's write lock while the turn may still be thinking.
    """
    with session.no_autoflush:
        stored = session.execute(
            select(Handover).where(Handover.conversation_id == conversation.id, Handover.state.in_(("waiting", "taken")))
        ).scalars()
        rows = {id(row): row for row in stored if row.state != "ended"}
    rows.update({id(row): row for row in session.new if isinstance(row, Handover) and row.conversation_id == conversation.id})
    return sorted(rows.values(), key=lambda row: row.priority)


def _end(session: Session, conversation: Conversation, now: dt.datetime) -> None:
    for row in _open(session, conversation):
        row.state, row.ended_at = "ended", now
    conversation.assigned_to_id = None


def _move(conversation: Conversation, state: str, now: dt.datetime) -> None:
    conversation.state = state
    conversation.changed_at = now
    if state != "closed":
        conversation.closed_at = None


def _say(
    session: Session, conversation: Conversation, text: str, vault: Vault, *, author: str, now: dt.datetime, source: str | None = None
) -> OutboundMessage:
    source = source or (HANDED_BACK if text is BACK_WITH_ASSISTANT else None)
    outbound = put_reply(session, vault, conversation, Reply(text), author=author, now=now, source=source)
    session.flush()
    notify(session, OUTBOX)
    return outbound


def _tell_assistant(session: Session, conversation: Conversation, now: dt.datetime) -> None:
    """Lets the assistant pick up where it was: a half-told story goes on from here."""
    contact = session.get(Contact, conversation.contact_id)
    session.add(
        InboundMessage(
            conversation_id=conversation.id,
            channel=conversation.channel,
            account=contact.account,
            provider_id=f"house/{new_uuid()}",
            kind=InboundKind.HAND_BACK.value,
            occurred_at=now,
            received_at=now,
            available_at=now,
        )
    )
    notify(session, INBOX)


def _opted_out(session: Session, conversation: Conversation) -> bool:
    contact = session.get(Contact, conversation.contact_id)
    return contact is not None and contact.opted_out_at is not None


def _open_one(session: Session, conversation: Conversation) -> str | None:
    """The reference of the contact's conversation that is not closed, if there is one."""
    query = select(Conversation.reference).where(Conversation.contact_id == conversation.contact_id, Conversation.state != "closed")
    return session.execute(query.order_by(Conversation.id.desc())).scalars().first()  # type: ignore[no-any-return]


def _actor(staff: Staff) -> str:
    return f"staff:{staff.id}"


def _record(
    session: Session, now: dt.datetime, actor: str, act: str, conversation: Conversation, reason: str | None, **detail: object
) -> None:
    row = audit.record(session, actor=actor, act=act, subject="conversation", subject_id=conversation.id, reason=reason, detail=detail)
    row.at = now
