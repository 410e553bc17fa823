"""Windows: who may write until when on each channel, under which tag or template, and what staff hear when nobody may."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from sqlalchemy import select

from bot.app import House
from bot.delivery import windows
from bot.handover import service as handover
from bot.messages import Channel, InboundKind, Reply
from bot.organisation import Organisation, WhatsAppTemplate
from bot.store.outbox import put_reply
from bot.store.session import transaction
from bot.store.tables import Audit, Contact, Conversation, Experience, Handover, OutboundMessage, Staff, utcnow
from connectors.base import Rendered, Template
from tests.support.front import Front

MESSENGER, INSTAGRAM, WHATSAPP = Channel.MESSENGER, Channel.INSTAGRAM, Channel.WHATSAPP
NOW = dt.datetime(2026, 11, 26, 10, 0, tzinfo=dt.timezone.utc)
HOUR = dt.timedelta(hours=1)
IN, TAGGED, TEMPLATED, OUT = windows.Way.ANSWER, windows.Way.HUMAN_AGENT, windows.Way.TEMPLATE, None
TEMPLATE = WhatsAppTemplate("HX1", {"1": "Healthwatch", "2": "{text}"})


@pytest.mark.parametrize(
    ("channel", "hours", "bot", "staff"),
    [
        (MESSENGER, 1, IN, IN),
        (MESSENGER, 23.9, IN, IN),
        (MESSENGER, 24.1, OUT, TAGGED),
        (MESSENGER, 24 * 7 - 0.1, OUT, TAGGED),
        (MESSENGER, 24 * 7 + 0.1, OUT, OUT),
        (INSTAGRAM, 23.9, IN, IN),
        (INSTAGRAM, 24.1, OUT, TAGGED),
        (INSTAGRAM, 24 * 8, OUT, OUT),
        (WHATSAPP, 23.9, IN, IN),
        (WHATSAPP, 24.1, OUT, OUT),
        (MESSENGER, None, OUT, OUT),
        (WHATSAPP, None, OUT, OUT),
        (Channel.SMS, 24 * 90, IN, IN),
        (Channel.TELEGRAM, 24 * 90, IN, IN),
        (Channel.WEB, None, IN, IN),
    ],
)
def test_how_long_who_may_write(
    channel: Channel, hours: float | None, bot: windows.Way | None, staff: windows.Way | None, sqlite_house: House
) -> None:
    contact = Contact(channel=channel.value, last_inbound_at=None if hours is None else NOW - hours * HOUR)
    organisation = sqlite_house.organisation
    assert windows.way(contact, False, organisation, NOW) is bot
    assert windows.way(contact, True, organisation, NOW) is staff
    without = dataclasses.replace(organisation, human_agent=False, whatsapp_template=TEMPLATE)
    assert windows.way(contact, True, without, NOW) is (
        OUT if staff is TAGGED else TEMPLATED if channel is WHATSAPP and staff is OUT else staff
    )


@pytest.fixture
def front(house: House) -> Front:
    return Front(house)


def write(front: Front, channel: Channel, hours_ago: float) -> None:
    """A person wrote so many hours ago."""
    front.write("hello", channel=channel, person="+447700900123")
    with transaction(front.house.sessions) as session:
        session.execute(select(Contact)).scalar_one().last_inbound_at = utcnow() - hours_ago * HOUR


def say(front: Front, text: str = "news", author: str = "bot") -> None:
    with transaction(front.house.sessions) as session:
        conversation = session.execute(select(Conversation)).scalars().first()
        put_reply(session, front.house.vault, conversation, Reply(text), author=author, now=utcnow())
    front.dispatch()


def books(front: Front) -> tuple[str, str | None]:
    """The state of the reply, and why staff were asked, if they were."""
    with front.house.sessions() as session:
        state = session.execute(select(OutboundMessage.state)).scalar_one()
        return state, session.execute(select(Handover.detail)).scalars().first()


def test_a_late_answer_of_the_assistant_goes_to_staff_who_may_still_write(front: Front) -> None:
    write(front, MESSENGER, 25)
    say(front)
    state, why = books(front)
    assert state == "returned"
    assert why is not None
    assert "24 hours" in why
    assert "You can still write here yourself until" in why
    assert front.recorders[MESSENGER].sent == []


def test_what_staff_write_late_travels_as_written_by_a_person(front: Front) -> None:
    write(front, MESSENGER, 25)
    say(front, "I looked it up for you.", author="staff:1")
    assert front.recorders[MESSENGER].sent == [("+447700900123", Rendered("I looked it up for you.", human_agent=True))]
    assert books(front) == ("sent", None)


@pytest.mark.parametrize(("channel", "hours", "span"), [(MESSENGER, 24 * 8, "7 days"), (WHATSAPP, 25, "24 hours")])
def test_when_nobody_may_write_staff_hear_of_another_way(front: Front, channel: Channel, hours: float, span: str) -> None:
    write(front, channel, hours)
    say(front, author="staff:1")
    state, why = books(front)
    assert state == "returned"
    assert why is not None
    assert span in why
    assert ("ring or text the number" if channel is WHATSAPP else "when they write again") in why


def test_contact_details_they_left_are_the_other_way(front: Front) -> None:
    write(front, MESSENGER, 24 * 9)
    with transaction(front.house.sessions) as session:
        experience = Experience(
            reference="E-2345-6789", conversation_id=1, channel="messenger", notice_version="1",
            contact_sealed_id=front.house.vault.seal(session, "experience.contact", "sam@example.org"),
        )  # fmt: skip
        session.add(experience)
    say(front)
    why = books(front)[1]
    assert why is not None
    assert "E-2345-6789" in why
    assert "example.org" not in why


@pytest.mark.parametrize("kind", [InboundKind.TEXT, InboundKind.BUTTON, InboundKind.REACTION, InboundKind.ATTACHMENT])
def test_what_a_person_does_opens_the_window_again(front: Front, kind: InboundKind) -> None:
    write(front, MESSENGER, 24 * 9)
    front.write("", channel=MESSENGER, person="+447700900123", kind=kind)
    say(front)
    assert books(front) == ("sent", None)


@pytest.mark.parametrize("kind", [InboundKind.EDIT, InboundKind.UNSEND, InboundKind.STAFF_ELSEWHERE])
def test_what_else_happens_does_not(front: Front, kind: InboundKind) -> None:
    write(front, MESSENGER, 24 * 9)
    front.write("", channel=MESSENGER, person="+447700900123", kind=kind, target_id="m1")
    say(front)
    assert books(front)[0] == "returned"


def with_template(front: Front) -> None:
    organisation: Organisation = dataclasses.replace(front.house.organisation, whatsapp_template=TEMPLATE)
    object.__setattr__(front.house, "organisation", organisation)


def test_a_template_carries_late_words_on_whatsapp(front: Front) -> None:
    with_template(front)
    write(front, WHATSAPP, 25)
    say(front, "Your answer:\n\n ring  111.")
    ((_, rendered),) = front.recorders[WHATSAPP].sent
    assert rendered.template == Template("HX1", {"1": "Healthwatch", "2": "Your answer: ring 111."})


def test_what_no_template_can_hold_goes_to_staff(front: Front) -> None:
    with_template(front)
    write(front, WHATSAPP, 25)
    say(front, "Long words. " * 90)
    state, why = books(front)
    assert state == "returned"
    assert why is not None
    assert "too long for our template" in why


def test_handing_back_late_calls_nobody(front: Front) -> None:
    write(front, MESSENGER, 25)
    with transaction(front.house.sessions) as session:
        staff = Staff(email="anna@example.org", name="Anna Example", role="staff")
        session.add(staff)
        conversation = session.execute(select(Conversation)).scalar_one()
        conversation.state = "staff"
        session.flush()
        handover.hand_back(session, conversation, staff, vault=front.house.vault)
    front.dispatch()
    assert books(front) == ("returned", None)
    with front.house.sessions() as session:
        assert session.execute(select(Conversation.state)).scalar_one() == "bot"
        assert "reply_returned" in list(session.execute(select(Audit.act)).scalars())


@pytest.mark.parametrize(
    ("channel", "hours", "words"),
    [
        (MESSENGER, 1, "takes your words until"),
        (MESSENGER, 24 * 8, "they are over"),
        (WHATSAPP, 25, "You can ring or text"),
        (Channel.SMS, 1, ""),
    ],
)
def test_staff_know_before_they_write(sqlite_house: House, channel: Channel, hours: float, words: str) -> None:
    with sqlite_house.sessions() as session:
        contact = Contact(id=1, channel=channel.value, last_inbound_at=NOW - hours * HOUR)
        notice = windows.notice(session, contact, sqlite_house.organisation, NOW)
    assert words in notice
    assert bool(notice) is bool(words)
