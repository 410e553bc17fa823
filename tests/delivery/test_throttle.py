"""A channel that asks us to wait, or is broken: it holds everything but danger cards, tries one reply, and tells staff."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from bot.app import House
from bot.delivery.throttle import LONGEST_SECONDS, Throttle, growing
from bot.messages import Channel, Reply
from bot.store import alarms
from bot.store.outbox import put_reply
from bot.store.session import transaction
from bot.store.tables import Alarm, Contact, Conversation, Handover, OutboundMessage, utcnow
from connectors.errors import GiveToStaff, Retryable, StopChannel, Throttled
from tests.support.front import Front

SMS, TELEGRAM = Channel.SMS, Channel.TELEGRAM
BROKEN = StopChannel("Twilio 20003: the account or its token is wrong", "20003")
BUSY = Throttled("Twilio 20429: too many messages at once", "20429", retry_after=30)


class Desk(Front):
    """A front desk whose dispatcher's clock a test moves; replies are put into the outbox by hand."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.later = dt.timedelta()
        self.throttle = Throttle(house.sessions, lambda: utcnow() + self.later)
        for number in range(1, 4):
            self.write("hello", channel=SMS, person=f"+44770090012{number}")
        self.write("hello", channel=TELEGRAM, person="77")

    def say(self, person: int, text: str, urgent: bool = False) -> None:
        """A reply to the person of that number; the fourth is on Telegram."""
        with transaction(self.house.sessions) as session:
            conversation = session.execute(select(Conversation).order_by(Conversation.id)).scalars().all()[person - 1]
            put_reply(session, self.house.vault, conversation, Reply(text), author="bot", now=utcnow(), urgent=urgent)

    def after(self, seconds: float) -> None:
        """Lets time pass, for the replies and for the channels."""
        self.later += dt.timedelta(seconds=seconds)
        with transaction(self.house.sessions) as session:
            for row in session.execute(select(OutboundMessage)).scalars():
                row.available_at -= dt.timedelta(seconds=seconds)
        self.dispatch()

    def fail(self, *errors: Exception) -> None:
        self.recorders[SMS].fail_with = list(errors)

    @property
    def sent(self) -> list[str]:
        return [rendered.text for channel in (SMS, TELEGRAM) for _, rendered in self.recorders[channel].sent]

    @property
    def alarms(self) -> list[str]:
        with self.house.sessions() as session:
            return alarms.names(session)


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


def test_one_throttled_reply_holds_its_whole_channel_and_no_other(desk: Desk) -> None:
    desk.fail(BUSY)
    desk.say(1, "one")
    desk.dispatch()
    desk.say(2, "two")
    desk.say(3, "three")
    desk.say(4, "elsewhere")
    desk.dispatch()
    assert desk.sent == ["elsewhere"]
    desk.after(29)
    assert desk.sent == ["elsewhere"]
    desk.after(2)
    assert sorted(desk.sent) == ["elsewhere", "one", "three", "two"]
    with desk.house.sessions() as session:
        assert list(session.execute(select(OutboundMessage.attempts)).scalars()) == [0] * 4, "waiting is no fault of a reply"


def test_order_holds_for_a_person_while_their_channel_waits(desk: Desk) -> None:
    desk.fail(BUSY)
    for text in ("one", "two", "three"):
        desk.say(1, text)
    desk.dispatch()
    desk.after(31)
    assert desk.sent == ["one", "two", "three"]


def test_after_the_wait_one_reply_goes_alone(desk: Desk) -> None:
    desk.fail(BUSY)
    desk.say(1, "one")
    desk.dispatch()
    desk.say(2, "two")
    desk.say(3, "three")
    desk.fail(BUSY, BUSY, BUSY)
    desk.after(31)
    assert len(desk.recorders[SMS].fail_with) == 2, "only one was tried"
    desk.fail()
    desk.after(31)
    assert sorted(desk.sent) == ["one", "three", "two"]


def test_a_danger_card_is_tried_on_a_channel_that_waits(desk: Desk) -> None:
    desk.fail(BUSY)
    desk.say(1, "one")
    desk.dispatch()
    desk.say(2, "card", urgent=True)
    desk.dispatch()
    assert desk.sent[:1] == ["card"]


def test_a_broken_channel_loses_nothing_and_says_so_at_the_desk_until_it_works(desk: Desk) -> None:
    desk.fail(BROKEN)
    desk.say(1, "one")
    desk.dispatch()
    desk.say(2, "two")
    desk.dispatch()
    assert desk.sent == []
    assert desk.alarms == ["sms_stopped_+441632960000"]
    with desk.house.sessions() as session:
        words = session.execute(select(Alarm.words)).scalar_one()
        assert session.execute(select(Handover)).first() is None, "it is no one person's matter"
    assert "Text messages" in words
    assert "token is wrong" in words
    desk.fail(BROKEN)
    desk.after(76)
    assert desk.sent == [], "the probe failed too"
    desk.after(76)
    assert desk.sent == [], "and now it waits longer"
    desk.after(76)
    assert sorted(desk.sent) == ["one", "two"]
    assert desk.alarms == []


def test_a_process_that_starts_tries_everything_anew(desk: Desk) -> None:
    desk.fail(BROKEN)
    desk.say(1, "one")
    desk.dispatch()
    desk.throttle = Throttle(desk.house.sessions)
    desk.throttle.start_afresh()
    assert desk.alarms == []
    desk.after(76)
    assert desk.sent == ["one"]


def test_a_success_ends_an_alarm_that_another_process_raised(desk: Desk) -> None:
    with transaction(desk.house.sessions) as session:
        alarms.sound(session, "sms_stopped_+441632960000", "…", utcnow())
        alarms.sound(session, "telegram_silent", "…", utcnow())
    desk.say(1, "one")
    desk.dispatch()
    assert desk.alarms == ["telegram_silent"]


def test_a_long_wait_is_an_alarm_a_short_one_is_not(desk: Desk) -> None:
    desk.fail(BUSY)
    desk.say(1, "one")
    desk.dispatch()
    assert desk.alarms == []
    desk.fail(Throttled("Twilio 20429: too many messages at once", "20429", retry_after=1800))
    desk.after(31)
    assert desk.alarms == ["sms_throttled_+441632960000"]
    desk.after(1801)
    assert desk.alarms == []
    assert desk.sent == ["one"]


@pytest.mark.parametrize("error", [Retryable("cut off"), GiveToStaff("filtered", "30007")])
def test_the_fault_of_one_reply_holds_nobody_else(desk: Desk, error: Exception) -> None:
    desk.fail(error)
    desk.say(1, "one")
    desk.dispatch()
    desk.say(2, "two")
    desk.dispatch()
    assert desk.sent == ["two"]


def test_an_answer_that_asks_for_fewer_calls_is_heeded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    rests = [5.0, 0.0]
    monkeypatch.setattr(type(desk.recorders[SMS]), "take_rest", lambda recorder: rests.pop(0) if rests else 0.0, raising=False)
    desk.say(1, "one")
    desk.dispatch()
    desk.say(2, "two")
    desk.dispatch()
    assert desk.sent == ["one"]
    desk.after(6)
    assert desk.sent == ["one", "two"]


def test_two_accounts_of_a_channel_are_held_apart(desk: Desk) -> None:
    with transaction(desk.house.sessions) as session:
        session.execute(select(Contact).order_by(Contact.id)).scalars().all()[1].account = "+441632960111"
    desk.fail(BUSY)
    desk.say(1, "one")
    desk.dispatch()
    desk.say(2, "other number")
    desk.dispatch()
    assert desk.sent == ["other number"]


def test_waits_grow_up_to_a_bound_and_never_march_in_step() -> None:
    waits = [growing(2.0, times) for times in range(1, 40)]
    assert 2.0 <= waits[0] <= 2.5
    assert 4.0 <= waits[1] <= 5.0
    assert LONGEST_SECONDS <= waits[-1] <= 1.25 * LONGEST_SECONDS
    assert len({growing(2.0, 1) for _ in range(20)}) > 1
