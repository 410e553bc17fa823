"""What a network loses after the platform took it: sent once more without holding others back, or given to staff with the reason."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from bot.app import House
from bot.delivery import lost
from bot.messages import Channel, Delivery, DeliveryState, Reply
from bot.store import alarms
from bot.store.outbox import put_reply
from bot.store.session import transaction
from bot.store.tables import Contact, Conversation, Handover, OutboundMessage, OutboundPart, utcnow
from tests.support.front import Front

PERSON = "+447700900123"


class Phone(Front):
    """Somebody who texts, over a network that loses things."""

    def say(self, text: str, urgent: bool = False) -> None:
        with transaction(self.house.sessions) as session:
            conversation = session.execute(select(Conversation)).scalars().first()
            author = "card" if urgent else "staff:1"
            put_reply(session, self.house.vault, conversation, Reply(text), author=author, now=utcnow(), urgent=urgent)
        self.dispatch()

    def lose(self, code: str, part: int = 0) -> None:
        """Twilio reports that it could not deliver the newest reply's part."""
        with self.house.sessions() as session:
            newest = select(OutboundPart.key).where(OutboundPart.part == part).order_by(OutboundPart.id.desc())
            key = session.execute(newest).scalars().first()
        report = Delivery(Channel.SMS, "+441632960000", DeliveryState.FAILED, utcnow(), key=key, address=PERSON, error_code=code)
        self.acceptance.accept([report])

    def release(self, hours: float = 0) -> None:
        lost.release(self.house.sessions, utcnow() + dt.timedelta(hours=hours))
        with transaction(self.house.sessions) as session:
            for row in session.execute(select(OutboundMessage).where(OutboundMessage.state == "waiting")).scalars():
                row.available_at = utcnow()
        self.dispatch()

    @property
    def read(self) -> list[str]:
        return self.answers(PERSON, Channel.SMS)

    @property
    def states(self) -> list[str]:
        with self.house.sessions() as session:
            return list(session.execute(select(OutboundMessage.state).order_by(OutboundMessage.id)).scalars())

    @property
    def why(self) -> str | None:
        with self.house.sessions() as session:
            return session.execute(select(Handover.detail).order_by(Handover.priority.desc())).scalars().first()


@pytest.fixture
def phone(house: House) -> Phone:
    front = Phone(house)
    front.write("hello", channel=Channel.SMS, person=PERSON)
    return front


def test_a_phone_that_was_off_gets_one_late_attempt(phone: Phone) -> None:
    phone.say("one")
    phone.lose("30003")
    assert phone.states == ["held"]
    phone.release(hours=0.5)
    assert phone.read == ["one"]
    phone.release(hours=1.1)
    assert phone.read == ["one", "one"]
    assert phone.states == ["sent"]
    phone.lose("30003")
    assert phone.states == ["returned"]
    assert phone.why is not None
    assert "30003" in phone.why


def test_what_is_held_holds_nobody_back(phone: Phone) -> None:
    phone.say("one")
    phone.lose("30003")
    phone.say("two")
    assert phone.read == ["one", "two"]


def test_a_person_who_writes_again_gets_what_was_lost(phone: Phone) -> None:
    phone.say("one")
    phone.lose("30003")
    phone.write("are you there?", channel=Channel.SMS, person=PERSON)
    phone.release()
    assert phone.read == ["one", "one"]


def test_only_the_part_that_was_lost_goes_again(phone: Phone) -> None:
    phone.say("A sentence of some length, to fill it. " * 60)
    assert len(phone.read) == 2
    phone.lose("30008", part=0)
    phone.release(hours=0.1)
    assert len(phone.read) == 3
    assert phone.read[2] == phone.read[0]


@pytest.mark.parametrize("code", ["30007", "30005", "99999"])
def test_what_cannot_arrive_goes_to_staff_with_the_reason(phone: Phone, code: str) -> None:
    phone.say("one")
    phone.lose(code)
    assert phone.states == ["returned"]
    assert phone.why is not None
    assert code in phone.why
    phone.release(hours=24)
    assert phone.read == ["one"]


def test_somebody_who_opted_out_is_never_tried_again(phone: Phone) -> None:
    phone.say("one")
    phone.lose("21610")
    with phone.house.sessions() as session:
        assert session.execute(select(Contact.opted_out_at)).scalar_one() is not None
    phone.say("two")
    phone.release(hours=24)
    assert phone.read == ["one"]


def test_a_broken_account_is_an_alarm(phone: Phone) -> None:
    phone.say("one")
    phone.lose("30002")
    with phone.house.sessions() as session:
        assert alarms.names(session) == ["sms_stopped_+441632960000"]


def test_a_danger_card_that_was_lost_is_on_top_of_the_queue(phone: Phone) -> None:
    phone.say("card", urgent=True)
    phone.lose("30007")
    with phone.house.sessions() as session:
        assert session.execute(select(Handover.priority)).scalar_one() == 100
