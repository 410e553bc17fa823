"""A watch for silence: a channel that is quiet for longer than its own habit raises an alarm, and its next message ends it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, func, select
from sqlalchemy.orm import sessionmaker

from bot.channels import habit
from bot.delivery.throttle import NAMES
from bot.messages import Channel
from bot.organisation import Organisation
from bot.store import alarms
from bot.store.session import StoreSession, transaction
from bot.store.tables import ChannelHour, InboundMessage

FROM_PEOPLE = ("text", "button", "attachment", "start", "reaction", "standby", "edit", "unsend", "opt_out", "opt_in")
"""What shows that a channel still brings us what people do."""


def watch(sessions: sessionmaker, organisation: Organisation, channels: list[Channel], now: dt.datetime) -> list[str]:  # type: ignore[type-arg]
    """Notes how busy each channel was, and raises or ends its alarm. Returns the names of the alarms that stand."""
    with transaction(sessions) as session:
        session.begin_write()
        for channel in channels:
            _note_hours(session, channel, now)
        session.execute(delete(ChannelHour).where(ChannelHour.hour < now - 2 * habit.LONGEST_HISTORY))
        return [name for channel in channels if (name := _judge(session, channel, organisation, now)) is not None]


def _note_hours(session: StoreSession, channel: Channel, now: dt.datetime) -> None:
    """Counts the hours since the last one noted, that one again: it may not have been over. Kept apart from the messages,
    which are erased on their own schedule, and without saying who wrote."""
    noted = session.execute(select(func.max(ChannelHour.hour)).where(ChannelHour.channel == channel.value)).scalar()
    since = max(noted or now - habit.LONGEST_HISTORY, now - habit.LONGEST_HISTORY)
    rows = session.execute(
        select(InboundMessage.received_at, InboundMessage.conversation_id).where(
            InboundMessage.channel == channel.value, InboundMessage.kind.in_(FROM_PEOPLE), InboundMessage.received_at >= since
        )
    )
    people: dict[dt.datetime, set[int]] = {}
    for received_at, conversation_id in rows:
        people.setdefault(habit.start_of_hour(received_at), set()).add(conversation_id)
    for hour, who in people.items():
        row = session.execute(
            select(ChannelHour).where(ChannelHour.channel == channel.value, ChannelHour.hour == hour)
        ).scalar_one_or_none()
        if row is None:
            session.add(ChannelHour(channel=channel.value, hour=hour, people=len(who)))
        else:
            row.people = max(row.people, len(who))
    session.flush()


def _judge(session: StoreSession, channel: Channel, organisation: Organisation, now: dt.datetime) -> str | None:
    name = f"silence_{channel.value}"
    last = session.execute(
        select(func.max(InboundMessage.received_at)).where(InboundMessage.channel == channel.value, InboundMessage.kind.in_(FROM_PEOPLE))
    ).scalar()
    counts = [(row.hour, row.people) for row in session.execute(select(ChannelHour).where(ChannelHour.channel == channel.value)).scalars()]
    if last is None and counts:
        # The messages are erased by now; the end of the last hour in which there was one will do.
        last = max(hour for hour, _ in counts) + habit.HOUR
    missed = habit.expected(counts, last, now, organisation.timezone) if last is not None else None
    if missed is None or missed < habit.SURPRISING:
        alarms.end(session, name)
        return None
    assert last is not None
    words = (
        f"{NAMES[channel]} has been quiet since {last.astimezone(organisation.timezone):%d %B, %H:%M}. By now about {missed:.0f} people "
        "would usually have written. Please try it yourself, and ask your technical contact to run: quietword channels check."
    )
    alarms.sound(session, name, words, now)
    return name
