"""What has outlived its period: for each class of the schedule the query that finds it. What is held or in danger is not erased by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import and_, exists, func, or_, select

from bot.privacy.keeping import holds
from bot.store.tables import (
    Announcement,
    Base,
    ColleagueNote,
    Contact,
    Conversation,
    DangerSign,
    DataRequest,
    Enquiry,
    Experience,
    Handover,
    InboundMessage,
    Interest,
    ModerationCase,
    OutboundMessage,
    PublicPost,
)


def _protected() -> Any:
    """Conversations that no schedule touches: held, or with a danger sign or a safeguarding record (NEVER in the schedule)."""
    protected = [Conversation.id.in_(holds.held_conversations())]
    # A sign that staff called a false alarm protects no more; one that nobody has judged yet is taken for true.
    judged_false = exists().where(DangerSign.inbound_id == InboundMessage.id, DangerSign.verdict == "false")
    protected.append(exists().where(InboundMessage.conversation_id == Conversation.id, InboundMessage.danger.is_not(None), ~judged_false))
    protected.append(exists().where(DangerSign.conversation_id == Conversation.id, func.coalesce(DangerSign.verdict, "") != "false"))
    for table in Base.metadata.sorted_tables:
        if table.name.startswith("safeguarding"):
            protected += [
                exists().where(key.parent == Conversation.id) for key in table.foreign_keys if key.column.table.name == "conversation"
            ]
    return or_(*protected)


def _has(table: Any, *conditions: Any) -> Any:
    return exists().where(table.conversation_id == Conversation.id, *conditions)


def _quiet_since(cut_off: dt.datetime) -> Any:
    """Nothing has happened in the conversation since, and nothing is under way."""
    return and_(
        Conversation.changed_at < cut_off,
        ~_has(InboundMessage, or_(InboundMessage.received_at >= cut_off, InboundMessage.state == "waiting")),
        ~_has(OutboundMessage, or_(OutboundMessage.created_at >= cut_off, OutboundMessage.state.in_(("waiting", "sending")))),
        ~_has(ColleagueNote, ColleagueNote.at >= cut_off),
    )


def abandoned(cut_off: dt.datetime) -> Any:
    """Chats with the assistant that led to nothing."""
    led_to_something = or_(_has(Handover), _has(Experience), _has(Enquiry), _has(DataRequest), _has(Interest), _has(ColleagueNote))
    query = select(Conversation.id).where(Conversation.state == "bot", _quiet_since(cut_off), ~led_to_something, ~_protected())
    return query.order_by(Conversation.id)


def quiet(cut_off: dt.datetime) -> Any:
    """Chats with the assistant in which nothing has happened since."""
    return select(Conversation.id).where(Conversation.state == "bot", _quiet_since(cut_off)).order_by(Conversation.id)


def closed(cut_off: dt.datetime) -> Any:
    """Closed conversations of which something is left."""
    something_left = or_(_has(InboundMessage), _has(OutboundMessage), _has(ColleagueNote))
    query = select(Conversation.id).where(
        Conversation.state == "closed", Conversation.closed_at < cut_off, _quiet_since(cut_off), something_left, ~_protected()
    )
    return query.order_by(Conversation.id)


def contacts(cut_off: dt.datetime) -> Any:
    """People with whom nothing is open and nothing has been for a while; not before their transcripts are gone."""
    in_use = or_(
        Conversation.state != "closed",
        Conversation.changed_at >= cut_off,
        _has(InboundMessage),
        _has(ColleagueNote),
        _has(Experience, Experience.state == "draft"),
        _has(Experience, Experience.wants_contact.is_(True), Experience.changed_at >= cut_off),
        _has(DataRequest, DataRequest.closed_at.is_(None)),
        # Down for something that is still to come, or not over for long.
        exists().where(Interest.contact_id == Conversation.contact_id),
        _protected(),
    )
    query = select(Contact.id).where(
        func.coalesce(Contact.last_inbound_at, Contact.created_at) < cut_off,
        ~exists().where(Conversation.contact_id == Contact.id, in_use),
        Contact.id.not_in(holds.in_force("contact")),
    )
    return query.order_by(Contact.id)


def contact_of_stories(cut_off: dt.datetime) -> Any:
    """Stories whose teller can still be reached."""
    query = select(Experience.id).where(
        Experience.contact_sealed_id.is_not(None), Experience.changed_at < cut_off, Experience.id.not_in(holds.held_experiences())
    )
    return query.order_by(Experience.id)


def stories(*states: str) -> Callable[[dt.datetime], Any]:
    """Stories in these states."""

    def find(cut_off: dt.datetime) -> Any:
        at = func.coalesce(Experience.submitted_at, Experience.changed_at) if "submitted" in states else Experience.changed_at
        query = select(Experience.id).where(Experience.state.in_(states), at < cut_off, Experience.id.not_in(holds.held_experiences()))
        return query.order_by(Experience.id)

    return find


def interests(cut_off: dt.datetime) -> Any:
    """People down for what has been over for a while."""
    query = select(Interest.id).join(Announcement, Announcement.id == Interest.announcement_id)
    return query.where(Announcement.ends_at < cut_off, Interest.contact_id.not_in(holds.in_force("contact"))).order_by(Interest.id)


def older(table: Any, column: Any, *conditions: Any) -> Callable[[dt.datetime], Any]:
    """Rows of a table by the moment in a column."""
    key = next(iter(table.__table__.primary_key.columns))
    return lambda cut_off: select(key).where(column < cut_off, *conditions).order_by(key)


def comments(moderated: bool) -> Callable[[dt.datetime], Any]:
    """Public comments: those that needed something done, by the closing of their case, or the others, by their arrival."""

    def find(cut_off: dt.datetime) -> Any:
        case = exists().where(ModerationCase.item_id == PublicPost.id)
        free = PublicPost.id.not_in(holds.in_force("public_item"))
        if moderated:
            still = exists().where(
                ModerationCase.item_id == PublicPost.id, or_(ModerationCase.state != "closed", ModerationCase.closed_at >= cut_off)
            )
            return select(PublicPost.id).where(case, ~still, free).order_by(PublicPost.id)
        query = select(PublicPost.id).where(PublicPost.received_at < cut_off, PublicPost.state != "waiting", ~case, free)
        return query.order_by(PublicPost.id)

    return find
