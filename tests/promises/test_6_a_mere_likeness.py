"""Promise 6, what no lexicon knows: a mere likeness in every mode tells staff, and never gets between people's words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.app import House
from bot.cli import app, export
from bot.handover.queue import waiting
from bot.messages import Channel
from bot.safety import verdicts, weighed
from bot.safety.cards import SHORT_LIMIT, Cards
from bot.store import heartbeats
from bot.store.session import transaction
from bot.store.tables import Contact, Conversation, DangerSign, OutboundMessage, SafeguardingConcern, Staff, utcnow
from tests.support.front import Front

GOODBYE = "I have said what I needed to say and given my cat to my sister, it will all be over soon"
OLD_AND_HIT = "my son hits me and i am 84 and disabled"
LEFT_WET = "the night staff leave my nan soaked until morning and she is sore all over"


def soft(category: str, channel: Channel = Channel.WEB) -> str:
    reply = Cards.load().card(category, channel, soft=True).reply
    return (reply.short if channel is Channel.SMS and reply.short else reply.text)[:40]


def signs(house: House) -> list[DangerSign]:
    with house.sessions() as session:
        return list(session.execute(select(DangerSign).order_by(DangerSign.id)).scalars())


def test_the_softer_card_and_the_queue_on_each_kind_of_database(front: Front) -> None:
    said = front.ask(GOODBYE)
    assert any(text.startswith(soft("suicide_self_harm")) for text in said)
    (sign,) = signs(front.house)
    assert (sign.seen_by, sign.category) == ("model", "suicide_self_harm")
    assert 0.5 <= sign.chance <= 1
    with front.house.sessions() as session:
        assert waiting(session)[0].danger


def test_with_the_worker_down_the_words_alone_are_answered_at_the_door(house: House) -> None:
    front = Front(house)
    front.write(LEFT_WET)
    front.dispatch()
    (told,) = front.answers()
    assert told.startswith(soft("adult_safeguarding"))
    (sign,) = signs(house)
    assert (sign.seen_by, sign.sign) == ("model", weighed.SIGN_ID)
    assert verdicts.in_words(sign).startswith("Found by the words alone")


def test_the_words_alone_are_answered_at_once_beside_a_worker_that_seems_to_live(sqlite_house: House) -> None:
    heartbeats.beat(sqlite_house.sessions, "worker")
    front = Front(sqlite_house)
    front.write(LEFT_WET)
    front.dispatch()
    assert len(front.answers()) == len(signs(sqlite_house)) == 1


def test_what_the_door_answered_softly_the_assistant_speaks_of_softly(sqlite_front: Front) -> None:
    said = sqlite_front.ask(LEFT_WET)
    assert sum(text.startswith(soft("adult_safeguarding")) for text in said) == 1
    assert any("If I got it wrong" in text for text in said)


@pytest.mark.parametrize("words", [GOODBYE, LEFT_WET])
def test_staff_here_are_told_and_no_card_comes_between(sqlite_front: Front, words: str) -> None:
    sqlite_front.ask("hello")
    with transaction(sqlite_front.house.sessions) as session:
        session.execute(select(Conversation)).scalar_one().state = "staff"
    assert sqlite_front.ask(words) == []
    (sign,) = signs(sqlite_front.house)
    assert (sign.seen_by, sign.card) == ("model", None)


@pytest.mark.parametrize("words", [GOODBYE, LEFT_WET])
def test_who_wants_no_messages_gets_no_card_for_a_likeness(sqlite_front: Front, words: str) -> None:
    sqlite_front.ask("hello")
    with transaction(sqlite_front.house.sessions) as session:
        session.execute(select(Contact)).scalar_one().opted_out_at = utcnow()
    sqlite_front.ask(words)
    with sqlite_front.house.sessions() as session:
        assert session.execute(select(OutboundMessage).where(OutboundMessage.author == "card")).first() is None
    assert [sign.card for sign in signs(sqlite_front.house)] == [None]


def test_in_the_middle_of_a_story_the_card_comes_and_the_story_goes_on(sqlite_front: Front) -> None:
    sqlite_front.ask("The receptionist was rude to me and made me cry in front of everybody")
    said = sqlite_front.ask(GOODBYE)
    assert any(text.startswith(soft("suicide_self_harm")) for text in said)
    assert [sign.category for sign in signs(sqlite_front.house)] == ["suicide_self_harm"]
    later = sqlite_front.ask("that's all")
    assert any("GP surgery" in text for text in later), later


def test_by_text_message_the_softer_card_is_short(sqlite_front: Front) -> None:
    sqlite_front.ask(GOODBYE, channel=Channel.SMS)
    (card,) = [text for text in sqlite_front.answers(channel=Channel.SMS) if text.startswith(soft("suicide_self_harm", Channel.SMS))]
    assert len(card) <= SHORT_LIMIT


def test_what_the_door_saw_stands_and_another_danger_is_answered_beside_it(sqlite_front: Front) -> None:
    said = sqlite_front.ask(OLD_AND_HIT)
    door = Cards.load().card("domestic_abuse", Channel.WEB).reply.text[:40]
    assert [text.startswith(door) for text in said].index(True) < [text.startswith(soft("adult_safeguarding")) for text in said].index(True)
    assert [(sign.category, sign.seen_by) for sign in signs(sqlite_front.house)] == [
        ("domestic_abuse", "lexicon"),
        ("adult_safeguarding", "model"),
    ]
    with sqlite_front.house.sessions() as session:
        assert [concern.category for concern in session.execute(select(SafeguardingConcern)).scalars()][-1] == "adult_safeguarding"
        assert waiting(session)[0].danger


@pytest.mark.parametrize(("words", "cards"), [(GOODBYE, 1), (OLD_AND_HIT, 2)])
def test_the_cards_stand_before_what_is_said_of_them(sqlite_front: Front, words: str, cards: int) -> None:
    sqlite_front.ask(words)
    with sqlite_front.house.sessions() as session:
        authors = list(session.execute(select(OutboundMessage.author).order_by(OutboundMessage.id)).scalars())
    assert authors[:cards] == ["card"] * cards
    assert set(authors[cards:]) == {"bot"}


def test_another_danger_is_told_to_staff_only_while_they_are_here(sqlite_front: Front) -> None:
    sqlite_front.ask("hello")
    with transaction(sqlite_front.house.sessions) as session:
        session.execute(select(Conversation)).scalar_one().state = "staff"
    sqlite_front.ask(OLD_AND_HIT)
    assert [(sign.category, bool(sign.card)) for sign in signs(sqlite_front.house)] == [
        ("domestic_abuse", True),
        ("adult_safeguarding", False),
    ]


def test_what_staff_judged_goes_out_for_the_next_learning(sqlite_front: Front, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sqlite_front.ask(GOODBYE)
    house = sqlite_front.house
    with transaction(house.sessions) as session:
        somebody = Staff(email="sam@example.org", name="Sam", role="manager")
        session.add(somebody)
        session.flush()
        verdicts.mark(session, session.execute(select(DangerSign)).scalar_one(), "true", somebody, utcnow())
    monkeypatch.setattr(export, "load", lambda: house.settings)
    file = tmp_path / "danger.jsonl"
    done = CliRunner().invoke(app, ["export", "danger", str(file)])
    assert done.exit_code == 0, done.output
    (line,) = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert (line["text"], line["category"], line["seen_by"], line["verdict"]) == (GOODBYE, "suicide_self_harm", "model", "true")
