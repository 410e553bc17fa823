"""Messenger's threads at the door: staff in Meta's own inbox, standby, giving back, taking back, editing. No model is needed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import House
from bot.desk import transcript
from bot.intake.acceptance import Acceptance, Accepted
from bot.messages import Channel, Inbound, InboundKind, Reply, Sender
from bot.privacy.redaction import PatternRedactor
from bot.safety.cards import Cards
from bot.safety.lexicon import Lexicon
from bot.store.outbox import put_reply
from bot.store.session import transaction
from bot.store.tables import (
    Contact,
    Conversation,
    Experience,
    Handover,
    InboundMessage,
    OutboundMessage,
    OutboundPart,
    Sealed,
    Staff,
    utcnow,
)
from connectors.messenger.direct import unsend_key

SAM = Sender(Channel.MESSENGER, "1000", "222")
INBOX = "263902037430900"


class Desk:
    """Takes events in, and looks at what became of them."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.acceptance = Acceptance(house.sessions, house.vault, Lexicon.load(), Cards.load(), house.organisation)

    def take(self, kind: InboundKind, provider_id: str, text: str = "", *, sender: Sender = SAM, **more: Any) -> Accepted:
        return self.acceptance.accept([Inbound(sender, provider_id, kind, utcnow(), text=text, **more)])

    def state(self) -> str:
        with self.house.sessions() as session:
            return session.execute(select(Conversation.state).order_by(Conversation.id.desc())).scalars().first()  # type: ignore[no-any-return]

    def rows(self, table: Any) -> list[Any]:
        with self.house.sessions() as session:
            return session.execute(select(table).order_by(table.id)).scalars().all()  # type: ignore[no-any-return]

    def said(self) -> list[str]:
        return [row.author for row in self.rows(OutboundMessage)]

    def words(self) -> list[str]:
        with self.house.sessions() as session:
            sealed = session.execute(select(Sealed).where(Sealed.purpose == "inbound.text")).scalars()
            return [self.house.vault.open_row(row) for row in sealed]


@pytest.fixture
def desk(sqlite_house: House) -> Desk:
    return Desk(sqlite_house)


@pytest.fixture
def desk_on_each(house: House) -> Desk:
    """Once on each kind of database."""
    return Desk(house)


def test_staff_in_the_inbox_take_the_conversation(desk: Desk) -> None:
    desk.take(InboundKind.TEXT, "m1", "hello")
    assert desk.state() == "bot"
    desk.take(InboundKind.STAFF_ELSEWHERE, "m2", "Hello Sam, I am Anna", payload=INBOX)
    assert desk.state() == "staff"


def test_what_staff_write_is_no_danger_sign(desk: Desk) -> None:
    desk.take(InboundKind.TEXT, "m1", "hello")
    desk.take(InboundKind.STAFF_ELSEWHERE, "m2", "Are you thinking of suicide? I want to kill myself is hard to say", payload=INBOX)
    assert desk.said() == []
    assert desk.rows(Handover) == []


def test_a_message_in_standby_is_kept_and_not_answered(desk: Desk) -> None:
    desk.take(InboundKind.STANDBY, "m1", "hello Anna")
    assert desk.state() == "staff"
    assert desk.words() == ["hello Anna"]
    assert desk.rows(Contact)[0].last_inbound_at is not None
    assert desk.take(InboundKind.STANDBY, "m1", "hello Anna").repeated == 1


def test_danger_in_standby_goes_to_the_top_of_the_queue_and_no_card_is_sent(desk: Desk) -> None:
    desk.take(InboundKind.STANDBY, "m1", "I want to kill myself")
    assert desk.said() == []
    assert [(row.reason, row.priority) for row in desk.rows(Handover)] == [("danger_suicide_self_harm", 100)]
    assert desk.state() == "staff"


def test_giving_back_in_the_inbox_lets_the_assistant_speak_and_say_so(desk_on_each: Desk) -> None:
    desk = desk_on_each
    desk.take(InboundKind.TEXT, "m1", "hello")
    desk.take(InboundKind.STAFF_ELSEWHERE, "m2", "Hello", payload=INBOX)
    desk.take(InboundKind.GIVEN_BACK, "pass:1", payload="424242")
    assert desk.state() == "bot"
    assert desk.said() == ["bot"]
    assert "hand_back" in [row.kind for row in desk.rows(InboundMessage)]
    assert desk.take(InboundKind.GIVEN_BACK, "pass:1", payload="424242").repeated == 1
    assert desk.said() == ["bot"]


def test_what_a_named_colleague_has_at_our_desk_is_not_given_back_from_elsewhere(desk: Desk) -> None:
    desk.take(InboundKind.STAFF_ELSEWHERE, "m2", "Hello", payload=INBOX)
    with transaction(desk.house.sessions) as session:
        staff = Staff(email="anna@example.org", name="Anna", role="staff")
        session.add(staff)
        session.flush()
        session.execute(select(Conversation)).scalar_one().assigned_to_id = staff.id
    desk.take(InboundKind.GIVEN_BACK, "pass:1")
    assert desk.state() == "staff"


def test_giving_back_a_person_who_never_wrote_makes_nobody(desk: Desk) -> None:
    assert desk.take(InboundKind.GIVEN_BACK, "pass:1").ignored == 1
    assert desk.rows(Contact) == []


def sending(desk: Desk, text: str, provider_id: str | None) -> None:
    with transaction(desk.house.sessions) as session:
        conversation = session.execute(select(Conversation)).scalar_one()
        outbound = put_reply(session, desk.house.vault, conversation, Reply(text), author="bot", now=utcnow())
        outbound.state = "sending"
        session.flush()
        state = "sent" if provider_id else "sending"
        session.add(OutboundPart(outbound_id=outbound.id, part=0, channel="messenger", key="k1", state=state, provider_id=provider_id))


@pytest.mark.parametrize(
    ("echo", "provider_id", "state"),
    [
        ("You can  see a dentist.\nHere is how.", None, "bot"),  # faster than the platform's answer to our call
        ("You can see a dentist.", None, "bot"),  # the first part of it
        ("Hello Sam, this is Anna", None, "staff"),
        ("", None, "staff"),  # a picture
        ("anything", "m9", "bot"),  # the platform's own id for what we sent
    ],
)
def test_an_echo_without_our_key_is_still_known_as_ours(desk: Desk, echo: str, provider_id: str | None, state: str) -> None:
    desk.take(InboundKind.TEXT, "m1", "dentist?")
    sending(desk, "You can see a dentist. Here is how.", provider_id)
    desk.take(InboundKind.STAFF_ELSEWHERE, "m9", echo)
    assert desk.state() == state


def test_what_is_taken_back_goes_with_every_later_wording(desk_on_each: Desk) -> None:
    desk = desk_on_each
    desk.take(InboundKind.TEXT, "m1", "my first words")
    desk.take(InboundKind.EDIT, "edit:1", "my second words", target_id="m1")
    desk.take(InboundKind.TEXT, "m2", "other words")
    desk.take(InboundKind.UNSEND, unsend_key("m1"), target_id="m1")
    assert desk.words() == ["other words"]
    assert [row.text_redacted for row in desk.rows(InboundMessage)][:2] == ["[taken back]"] * 2


def test_what_is_taken_back_after_the_conversation_was_closed_goes_too(desk: Desk) -> None:
    desk.take(InboundKind.TEXT, "m1", "my words")
    with transaction(desk.house.sessions) as session:
        conversation = session.execute(select(Conversation)).scalar_one()
        conversation.state, conversation.closed_at = "closed", utcnow() - dt.timedelta(days=1)
    desk.take(InboundKind.UNSEND, unsend_key("m1"), target_id="m1")
    assert desk.words() == []
    text, unsend = desk.rows(InboundMessage)
    assert text.conversation_id == unsend.conversation_id  # there the worker takes it out of Rasa's memory


def test_a_taking_back_that_overtakes_its_message_still_holds(desk: Desk) -> None:
    desk.take(InboundKind.UNSEND, unsend_key("m1"), target_id="m1")
    assert desk.take(InboundKind.TEXT, "m1", "my words").stored == 0
    assert desk.take(InboundKind.EDIT, "edit:1", "my other words", target_id="m1").stored == 0
    assert desk.words() == []


def test_an_edit_finds_its_original_in_a_closed_conversation(desk: Desk) -> None:
    desk.take(InboundKind.TEXT, "m1", "my words")
    with transaction(desk.house.sessions) as session:
        session.execute(select(Conversation)).scalar_one().state = "closed"
    desk.take(InboundKind.EDIT, "edit:1", "better words", target_id="m1")
    text, edit = desk.rows(InboundMessage)
    assert text.conversation_id == edit.conversation_id


def test_the_same_message_on_two_pages_is_two_messages(desk: Desk) -> None:
    desk.take(InboundKind.TEXT, "m1", "to the first")
    desk.take(InboundKind.TEXT, "m1", "to the second", sender=Sender(Channel.MESSENGER, "1001", "222"))
    assert [row.account for row in desk.rows(Contact)] == ["1000", "1001"]
    assert desk.words() == ["to the first", "to the second"]


def test_another_persons_message_of_the_same_number_is_left_alone(desk: Desk) -> None:
    desk.take(InboundKind.TEXT, "5", "Ted's words", sender=Sender(Channel.TELEGRAM, "1", "701"))
    lena = Sender(Channel.TELEGRAM, "1", "702")
    desk.take(InboundKind.TEXT, "6", "Lena's words", sender=lena)
    desk.take(InboundKind.UNSEND, "unsend:x", sender=lena, target_id="5")
    desk.take(InboundKind.EDIT, "edit:x", "Lena's other words", sender=lena, target_id="5")
    assert "Ted's words" in desk.words()
    teds, *lenas = [row.conversation_id for row in desk.rows(InboundMessage)]
    assert teds not in lenas


@pytest.mark.parametrize(
    ("state", "story", "left", "then"),
    [
        ("draft", "I saw my GP.\nShe was kind.\nIt was quick.", "I saw my GP.\nIt was quick.", "draft"),
        ("submitted", "She was kind.", "", "withdrawn"),
        ("submitted", "They say she was kind. She was kind. I think.", "They say she was kind. She was kind. I think.", "submitted"),
    ],
)
def test_what_is_taken_back_goes_out_of_the_story_it_was_told_in(desk: Desk, state: str, story: str, left: str, then: str) -> None:
    desk.take(InboundKind.TEXT, "m1", "She was kind.")
    with transaction(desk.house.sessions) as session:
        message = session.execute(select(InboundMessage)).scalar_one()
        message.text_redacted = "She was kind."  # as the worker leaves it
        session.add(
            Experience(
                reference="E-1", conversation_id=message.conversation_id, channel="messenger", state=state, story_redacted=story,
                service_name_redacted="She was kind.", notice_version="1",
            )
        )  # fmt: skip
    desk.take(InboundKind.UNSEND, unsend_key("m1"), target_id="m1")
    (experience,) = desk.rows(Experience)
    assert (experience.story_redacted, experience.state, experience.service_name_redacted) == (left, then, None)


def test_the_desk_shows_who_said_what_in_the_inbox(desk: Desk) -> None:
    desk.take(InboundKind.TEXT, "m1", "hello")
    desk.take(InboundKind.STAFF_ELSEWHERE, "m2", "Hello, I am Anna", payload=INBOX)
    desk.take(InboundKind.STANDBY, "m3", "hello Anna")
    with transaction(desk.house.sessions) as session:
        for row, words in zip(
            session.execute(select(InboundMessage).order_by(InboundMessage.id)).scalars(), ("hello", "Hello", "hello Anna"), strict=True
        ):
            row.text_redacted = words  # as the worker leaves it
        conversation = session.execute(select(Conversation)).scalar_one()
        shown = transcript.build(
            session, conversation, vault=desk.house.vault, organisation=desk.house.organisation, redactor=PatternRedactor.load
        )
    assert [(entry.kind, entry.text or entry.did) for entry in shown.entries] == [
        ("person", "hello"),
        ("staff", "Hello"),
        ("note", "Answered in the platform's own inbox: the assistant is silent"),
        ("person", "hello Anna"),
    ]
    assert "own inbox" in shown.entries[1].who
    assert shown.entries[3].did == "While a colleague has the conversation in the platform's own inbox"
