"""When a platform lets us write to a person, and what can be done when it does not (channel contract 1.7, 3, 4.7).

Messenger, Instagram and WhatsApp: 24 hours from the last thing the person did that opens the window (``Contact
.last_inbound_at``; a message, a button, a reaction; never a comment). Messenger and Instagram give words written by a
person of ours 7 days, under the tag HUMAN_AGENT; WhatsApp takes an approved template at any time. Text messages,
Telegram and web chat have no window.
"""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages import Channel
from bot.organisation import Organisation
from bot.store.tables import Contact, Conversation, Experience

ANSWER_WINDOW = dt.timedelta(hours=24)
PERSON_WINDOW = dt.timedelta(days=7)
EARLY = dt.timedelta(seconds=30)
"""We stop this much before the end: the platform's clock is not ours, and the call takes a moment."""
TAGGED = (Channel.MESSENGER, Channel.INSTAGRAM)
NAMES = {Channel.MESSENGER: "Messenger", Channel.INSTAGRAM: "Instagram", Channel.WHATSAPP: "WhatsApp"}


class Way(enum.Enum):
    """How a reply may go."""

    ANSWER = "answer"
    HUMAN_AGENT = "human_agent"
    TEMPLATE = "template"


def way(contact: Contact, by_person: bool, organisation: Organisation, now: dt.datetime) -> Way | None:
    """How a reply may go to its person now; None when no window is open. ``by_person``: a member of staff wrote it."""
    channel = Channel(contact.channel)
    if channel not in NAMES or is_open(contact.last_inbound_at, ANSWER_WINDOW, now):
        return Way.ANSWER
    if channel is Channel.WHATSAPP and organisation.whatsapp_template is not None:
        return Way.TEMPLATE
    return Way.HUMAN_AGENT if by_person and _tag_allows(contact, organisation, now) else None


def why_closed(session: Session, contact: Contact, by_person: bool, organisation: Organisation, now: dt.datetime) -> str:
    """Why no window is open and what staff can do, in at most 200 characters."""
    channel = Channel(contact.channel)
    if not by_person and _tag_allows(contact, organisation, now):
        until = (contact.last_inbound_at + PERSON_WINDOW).astimezone(organisation.timezone)
        return (
            f"{NAMES[channel]} lets the assistant answer for 24 hours only, and they are over. "
            f"You can still write here yourself until {until.day} {until:%B, %H:%M}."
        )
    span = "7 days" if channel in TAGGED and organisation.human_agent else "24 hours"
    return f"{NAMES[channel]} lets us write for {span} after a person's last message, and they are over. {other_way(session, contact)}"


def notice(session: Session, contact: Contact, organisation: Organisation, now: dt.datetime) -> str:
    """What staff should know before they write: until when their words are taken, or that they are not; "" without a window."""
    channel = Channel(contact.channel)
    how = way(contact, True, organisation, now)
    if channel not in NAMES:
        return ""
    if how is None:
        return why_closed(session, contact, True, organisation, now)
    if how is Way.TEMPLATE:
        return "The 24 hours of WhatsApp are over: your words go as one short message in our approved template."
    span = PERSON_WINDOW if channel in TAGGED and organisation.human_agent else ANSWER_WINDOW
    until = (contact.last_inbound_at + span).astimezone(organisation.timezone)
    return f"{NAMES[channel]} takes your words until {until.day} {until:%B, %H:%M}, or longer if the person writes again."


def _tag_allows(contact: Contact, organisation: Organisation, now: dt.datetime) -> bool:
    return Channel(contact.channel) in TAGGED and organisation.human_agent and is_open(contact.last_inbound_at, PERSON_WINDOW, now)


def is_open(last: dt.datetime | None, window: dt.timedelta, now: dt.datetime) -> bool:
    """Whether a window that a person opened at ``last`` still is; None: they never did."""
    return last is not None and now < last + window - EARLY


def other_way(session: Session, contact: Contact) -> str:
    """How else this person can be reached, in words for staff that hold no personal detail."""
    left = select(Experience.reference).join(Conversation, Conversation.id == Experience.conversation_id)
    mine = left.where(Conversation.contact_id == contact.id, Experience.contact_sealed_id.is_not(None))
    reference = session.execute(mine.order_by(Experience.id.desc())).scalars().first()
    if reference is not None:
        return f"They left contact details with {reference}."
    if contact.channel == Channel.WHATSAPP.value:
        return "You can ring or text the number they write from."
    return "We know no other way to reach them. You can answer when they write again."
