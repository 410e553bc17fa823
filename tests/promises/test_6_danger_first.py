"""Promise 6: a danger sign is answered at once with fixed words, in every mode, with the worker down."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.app import House
from bot.handover.queue import waiting
from bot.messages import Channel
from bot.safety.cards import Cards
from bot.store.session import transaction
from bot.store.tables import Conversation, DangerSign, InboundMessage, OutboundMessage, SafeguardingConcern
from tests.support.front import Front

SIGN = "I want to kill myself"


def card(channel: Channel) -> str:
    reply = Cards.load().card("suicide_self_harm", channel, "en").reply
    return (reply.short if channel is Channel.SMS and reply.short else reply.text)[:60]


@pytest.mark.parametrize("channel", [Channel.WEB, Channel.SMS, Channel.MESSENGER, Channel.TELEGRAM])
def test_the_card_goes_out_with_the_worker_down(house: House, channel: Channel) -> None:
    front = Front(house)
    front.write(SIGN, channel=channel)
    front.dispatch()
    (told,) = front.answers(channel=channel)
    assert told.startswith(card(channel)[:40])
    with house.sessions() as session:
        assert session.execute(select(InboundMessage.danger)).scalar_one() == "suicide_self_harm"
        assert session.execute(select(Conversation.state)).scalar_one() == "waiting"


def test_the_card_goes_out_while_staff_have_the_conversation(house: House) -> None:
    front = Front(house)
    front.write("hello")
    with transaction(house.sessions) as session:
        session.execute(select(Conversation)).scalar_one().state = "staff"
    front.write(SIGN)
    front.dispatch()
    assert len(front.answers()) == 1
    with house.sessions() as session:
        assert session.execute(select(Conversation.state)).scalar_one() == "staff"


def test_danger_stands_at_the_top_of_the_queue(sqlite_front: Front) -> None:
    for person in ("first", "second"):
        sqlite_front.ask("I want to speak to a person", person=person)
    sqlite_front.ask(SIGN, person="third")
    with sqlite_front.house.sessions() as session:
        queue = waiting(session)
        last = session.execute(select(OutboundMessage.conversation_id).where(OutboundMessage.author == "card")).scalar_one()
    assert len(queue) == 3
    assert queue[0].conversation_id == last


def test_a_likeness_alone_shows_the_softer_card_and_tells_staff(sqlite_front: Front) -> None:
    words = "I have said what I needed to say and given my cat to my sister, it will all be over soon"
    said = sqlite_front.ask(words)
    soft = Cards.load().card("suicide_self_harm", Channel.WEB, soft=True).reply.text
    assert any(text.startswith(soft[:40]) for text in said)
    assert any("If I got it wrong" in text for text in said)
    with sqlite_front.house.sessions() as session:
        sign = session.execute(select(DangerSign)).scalar_one()
        assert (sign.seen_by, sign.category) == ("model", "suicide_self_harm")
        (line,) = waiting(session)
        assert line.danger
        assert line.why.startswith("May have shown a danger sign")


def test_a_sign_in_polish_is_answered_in_polish_over_english(house: House) -> None:
    front = Front(house)
    front.write("chcę się zabić", channel=Channel.WEB)
    front.dispatch()
    (told,) = front.answers(channel=Channel.WEB)
    assert "Samaritans 116 123" in told.split("English:")[0]
    assert card(Channel.WEB)[:40] in told.split("English:")[1]


def test_a_safeguarding_concern_opens_the_restricted_record(house: House) -> None:
    front = Front(house)
    front.write("the carer hits my mum")
    with house.sessions() as session:
        concern = session.execute(select(SafeguardingConcern)).scalar_one()
        assert concern.category == "adult_safeguarding"
        assert "the carer hits my mum" in (house.vault.open(session, concern.words_sealed_id) or "")
