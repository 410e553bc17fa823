"""Stopping us, and starting again in the word we told people, on every channel."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.app import House
from bot.intake.stopping import FAREWELL, asks_to_stop
from bot.messages import Channel, Delivery, DeliveryState, InboundKind, Sender
from bot.store.tables import Audit, Contact, InboundMessage, OutboundMessage, utcnow
from tests.support.front import Front


def opted_out(house: House) -> bool:
    with house.sessions() as session:
        return session.execute(select(Contact.opted_out_at)).scalar_one() is not None


@pytest.mark.parametrize(
    ("channel", "text", "starts"),
    [
        (Channel.WEB, "START", True),
        (Channel.MESSENGER, "start.", True),
        (Channel.TELEGRAM, "Start", True),
        (Channel.SMS, "yes", True),
        (Channel.WEB, "yes", False),
        (Channel.WEB, "when do you start", False),
        (Channel.MESSENGER, "hello", False),
    ],
)
def test_the_word_that_starts_again(sqlite_house: House, channel: Channel, text: str, starts: bool) -> None:
    front = Front(sqlite_house)
    front.write("stop", channel=channel, kind=InboundKind.OPT_OUT)
    assert opted_out(sqlite_house)
    front.write(text, channel=channel)
    assert opted_out(sqlite_house) is not starts


def test_a_start_button_starts_again(sqlite_house: House) -> None:
    front = Front(sqlite_house)
    front.write("", channel=Channel.TELEGRAM, kind=InboundKind.OPT_OUT)
    front.write("", channel=Channel.TELEGRAM, kind=InboundKind.START)
    assert not opted_out(sqlite_house)


WISHES = [
    "stop texting me",
    "Stop texting me!!",
    "please stop messaging me",
    "STOP CONTACTING ME NOW",
    "Can you stop sending me messages please?",
    "stop sending me these texts",
    "Don’t text me again",
    "do not message me any more",
    "Do not contact me again, thank you.",
    "never text me again",
    "no more messages please",
    "No more texts",
    "cancel these messages",
    "stop the texts",
    "stop all messages to this number",
    "unsubscribe me",
    "Unsubscribe me from these messages",
    "opt me out please",
    "take me off your list",
    "remove my number from the mailing list",
    "I want you to stop texting me",
]
NO_WISHES = [
    "",
    "stop",
    "how do I stop them texting me",
    "the surgery keeps texting me and will not stop",
    "my GP does not message me any more",
    "I want to stop smoking",
    "stop my medication",
    "do not contact me",
    "please don't contact my husband",
    "nobody would stop texting in the ward, the nurse was on her phone",
    "opt out",
    "how do I opt out of sharing my records",
    "I asked the hospital to stop sending letters to my old address",
    "they did not send me any messages",
    "cancel my appointment",
    "no more pain",
    "no message",
    "end my life",
    "take me off the waiting list",
    "stop texting me " + "and listen " * 20,
]


@pytest.mark.parametrize("text", WISHES)
@pytest.mark.parametrize("channel", [Channel.WEB, Channel.SMS])
def test_a_wish_of_several_words(text: str, channel: Channel) -> None:
    assert asks_to_stop(text, channel)


@pytest.mark.parametrize("text", NO_WISHES)
def test_what_is_no_wish_to_stop(text: str) -> None:
    assert not asks_to_stop(text, Channel.MESSENGER)


@pytest.mark.parametrize("text", ["STOP", "Stop.", "stop please", "STOP ALL", "Please stop now", "unsubscribe!", "quit"])
def test_a_stop_word_that_twilio_did_not_obey(text: str) -> None:
    assert asks_to_stop(text, Channel.WHATSAPP)
    assert not asks_to_stop(text, Channel.TELEGRAM)


@pytest.mark.parametrize("channel", list(Channel))
def test_a_wish_is_obeyed_at_the_door_and_answered_once(sqlite_house: House, channel: Channel) -> None:
    front = Front(sqlite_house)
    front.write("hello", channel=channel)
    front.write("stop texting me", channel=channel)
    front.write("I said stop texting me", channel=channel)
    front.write("don't text me again", channel=channel)
    front.dispatch()
    assert front.answers(channel=channel) == [FAREWELL.text]
    assert opted_out(sqlite_house)
    with sqlite_house.sessions() as session:
        assert session.execute(select(InboundMessage.kind)).scalars().all() == ["text", "opt_out", "text", "opt_out"]
        assert session.execute(select(Audit.act).where(Audit.act == "opt_out")).scalars().all() == ["opt_out"]


def test_the_farewell_says_what_the_assistant_says(sqlite_house: House) -> None:
    domain = (sqlite_house.settings.root / "domain.yml").read_text(encoding="utf-8")
    assert FAREWELL.text in domain


@pytest.mark.parametrize(
    ("channel", "kind", "text", "stored"),
    [
        (Channel.SMS, InboundKind.OPT_IN, "START", "start"),
        (Channel.WHATSAPP, InboundKind.TEXT, "START", "start"),
        (Channel.SMS, InboundKind.TEXT, "yes", "text"),
        (Channel.TELEGRAM, InboundKind.OPT_IN, "", "opt_in"),
        (Channel.TELEGRAM, InboundKind.TEXT, "start", "text"),
    ],
)
def test_start_from_someone_who_had_not_stopped(sqlite_house: House, channel: Channel, kind: InboundKind, text: str, stored: str) -> None:
    Front(sqlite_house).write(text, channel=channel, kind=kind)
    with sqlite_house.sessions() as session:
        assert session.execute(select(InboundMessage.kind)).scalar_one() == stored


@pytest.mark.parametrize(
    ("channel", "text", "stored"),
    [(Channel.SMS, "yes", "opt_in"), (Channel.WHATSAPP, "START", "start"), (Channel.MESSENGER, "start", "start")],
)
def test_who_answers_someone_who_starts_again(sqlite_house: House, channel: Channel, text: str, stored: str) -> None:
    """On SMS Twilio has answered; elsewhere the assistant greets."""
    front = Front(sqlite_house)
    front.write("STOP", channel=channel, kind=InboundKind.OPT_OUT)
    front.write(text, channel=channel)
    with sqlite_house.sessions() as session:
        assert session.execute(select(InboundMessage.kind).order_by(InboundMessage.id.desc())).scalars().first() == stored
    assert not opted_out(sqlite_house)


def test_whoever_stopped_us_in_words_is_answered_when_they_start_again(sqlite_house: House) -> None:
    """Twilio knows of no stop and says nothing to START."""
    front = Front(sqlite_house)
    front.write("stop texting me", channel=Channel.SMS)
    front.write("START", channel=Channel.SMS, kind=InboundKind.OPT_IN)
    with sqlite_house.sessions() as session:
        assert session.execute(select(InboundMessage.kind).order_by(InboundMessage.id.desc())).scalars().first() == "start"
    assert not opted_out(sqlite_house)


@pytest.mark.parametrize(
    ("channel", "reason", "starts"),
    [
        (Channel.TELEGRAM, "platform", True),
        (Channel.TELEGRAM, "platform 403", True),
        (Channel.MESSENGER, "platform 551", True),
        (Channel.WHATSAPP, "platform 63033", True),
        (Channel.SMS, "platform 30005", True),
        (Channel.SMS, "platform", False),
        (Channel.SMS, "platform 21610", False),
        (Channel.WHATSAPP, "platform", False),
        (Channel.MESSENGER, "asked", False),
        (Channel.TELEGRAM, "asked", False),
    ],
)
def test_somebody_who_was_cut_off_and_writes_again_is_answered(sqlite_house: House, channel: Channel, reason: str, starts: bool) -> None:
    front = Front(sqlite_house)
    front.write("hello", channel=channel)
    with sqlite_house.sessions() as session:
        contact = session.execute(select(Contact)).scalar_one()
        contact.opted_out_at, contact.opt_out_reason = utcnow(), reason
        session.commit()
    front.write("are you still there", channel=channel)
    assert opted_out(sqlite_house) is not starts


def test_a_stop_on_sms_is_answered_by_twilio_alone(sqlite_house: House) -> None:
    front = Front(sqlite_house)
    front.write("STOP", channel=Channel.SMS, kind=InboundKind.OPT_OUT)
    with sqlite_house.sessions() as session:
        assert session.execute(select(OutboundMessage)).first() is None


@pytest.mark.parametrize(("unreachable", "stops"), [(True, True), (False, False)])
def test_a_report_that_the_person_cannot_be_reached_stops_us(sqlite_house: House, unreachable: bool, stops: bool) -> None:
    front = Front(sqlite_house)
    front.write("hello", channel=Channel.SMS, person="+447700900123")
    who = Sender(Channel.SMS, "+441632960000", "+447700900123")
    report = Delivery(
        Channel.SMS, who.account, DeliveryState.FAILED, utcnow(), "SM1", address=who.address, error_code="21610", unreachable=unreachable
    )
    assert front.acceptance.accept([report]).stored == int(stops)
    assert front.acceptance.accept([report]).stored == 0
    assert opted_out(sqlite_house) is stops
    with sqlite_house.sessions() as session:
        assert session.execute(select(Contact.opt_out_reason)).scalar_one() == ("platform 21610" if stops else None)
