"""Signs of life: alarms, how busy each channel is, the processes' heartbeats, and which conversation staff have open."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, String

from bot.store.tables.columns import Base, UtcDateTime, utcnow


class Alarm(Base):
    """Something is broken that only a person can mend. A row stands while it lasts; the desk shows every row."""

    __tablename__ = "alarm"
    name = Column(String(40), primary_key=True)
    words = Column(String(300), nullable=False)
    since = Column(UtcDateTime, nullable=False, default=utcnow)


class ChannelHour(Base):
    """How many people wrote on a channel in one hour: its habit, by which silence is noticed. Says nothing of who."""

    __tablename__ = "channel_hour"
    channel = Column(String(16), primary_key=True)
    hour = Column(UtcDateTime, primary_key=True)
    people = Column(Integer, nullable=False)


class Heartbeat(Base):
    """When a role was last alive; ``/health/ready`` reads it."""

    __tablename__ = "heartbeat"
    role = Column(String(16), primary_key=True)
    instance = Column(String(80), primary_key=True)
    at = Column(UtcDateTime, nullable=False)


class Presence(Base):
    """A page of the desk that shows a conversation now. Gone at ``until``, which the open page keeps moving on.

    No foreign keys: it lives for a minute, and nothing is to wait for it or be kept by it.
    """

    __tablename__ = "presence"
    conversation_id = Column(BigInteger, primary_key=True, autoincrement=False)
    staff_id = Column(BigInteger, primary_key=True, autoincrement=False)
    page = Column(String(24), primary_key=True)
    writing = Column(Boolean, nullable=False)
    until = Column(UtcDateTime, nullable=False)
