"""The 30-second rule while no worker is there: one word to each who waits, none where it would be a second answer."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from bot.app import House
from bot.delivery.holding import Holding
from bot.messages import Channel, InboundKind
from bot.store.session import transaction
from bot.store.tables import Conversation, Heartbeat, InboundMessage, utcnow
from tests.support.front import Front

PERSON = "222"


class Outage(Front):
    """A front desk whose worker is gone, seen by a dispatch process with a clock of its own."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.clock = 0.0
        self.holding = Holding(house.sessions, house.vault, house.organisation, lambda: self.clock)

    def after(self, seconds: float) -> int:
        """A look at the waiting, so many seconds later; how many were told."""
        self.clock += seconds
        with transaction(self.house.sessions) as session:
            for row in session.execute(select(InboundMessage)).scalars():
                row.received_at -= dt.timedelta(seconds=seconds)
        return self.holding.look(utcnow())

    def worker_lives(self) -> None:
        with transaction(self.house.sessions) as session:
            session.merge(Heartbeat(role="worker", instance="w", at=utcnow()))


@pytest.fixture
def outage(house: House) -> Outage:
    return Outage(house)


def test_a_word_within_thirty_seconds_and_only_one(outage: Outage) -> None:
    outage.write("hello", channel=Channel.MESSENGER, person=PERSON)
    outage.write("anybody?", channel=Channel.MESSENGER, person=PERSON)
    assert [outage.after(5) for _ in range(6)] == [0, 0, 1, 0, 0, 0]
    outage.dispatch()
    (words,) = outage.answers(PERSON, Channel.MESSENGER)
    assert "we have your message" in words


def test_stickers_too(outage: Outage) -> None:
    outage.write("", channel=Channel.INSTAGRAM, person=PERSON, kind=InboundKind.ATTACHMENT)
    assert outage.after(16) == 1


def test_a_slow_worker_is_no_outage(outage: Outage) -> None:
    outage.write("hello", channel=Channel.MESSENGER, person=PERSON)
    for _ in range(8):
        outage.worker_lives()
        assert outage.after(5) == 0


def test_a_worker_that_is_loading_is_no_outage_unless_it_never_comes(outage: Outage) -> None:
    outage.write("hello", channel=Channel.MESSENGER, person=PERSON)
    told = []
    for _ in range(20):
        with transaction(outage.house.sessions) as session:
            session.merge(Heartbeat(role="starting", instance="w", at=utcnow()))
        told.append(outage.after(5))
    assert sum(told) == 1
    assert told.index(1) == 17


def test_a_danger_card_was_the_answer(outage: Outage) -> None:
    outage.write("I want to kill myself", channel=Channel.MESSENGER, person=PERSON)
    assert outage.after(16) == 0


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.TELEGRAM, Channel.WEB])
def test_only_where_the_rule_holds(outage: Outage, channel: Channel) -> None:
    outage.write("hello", channel=channel, person="+447700900123")
    assert outage.after(16) == 0


def test_not_into_a_conversation_of_staff(outage: Outage) -> None:
    outage.write("hello", channel=Channel.MESSENGER, person=PERSON)
    with transaction(outage.house.sessions) as session:
        session.execute(select(Conversation)).scalar_one().state = "staff"
    assert outage.after(16) == 0
