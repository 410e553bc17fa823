"""Promise 6, what no lexicon knows: a mere likeness in every mode tells staff, and never gets between people's words."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.app import House
from bot.cli import app, export
from bot.dialogue.turns import Turns
from bot.encoder import Encoder
from bot.handover.queue import waiting
from bot.messages import Button, Channel, InboundKind
from bot.roles import build_dispatcher
from bot.safety import suspicion, verdicts, weighed
from bot.safety.answering import Answering
from bot.safety.cards import SHORT_LIMIT, Cards
from bot.safety.second_look.model import Likeness, SecondLook
from bot.safety.weighed import Weighed
from bot.store import heartbeats
from bot.store.session import transaction
from bot.store.tables import Contact, Conversation, DangerSign, InboundMessage, OutboundMessage, SafeguardingConcern, Staff, utcnow
from tests.support.front import Front

GOODBYE = "I have said what I needed to say and given my cat to my sister, it will all be over soon"
OLD_AND_HIT = "my son hits me and i am 84 and disabled"
JOKE = "I said I'd kill myself if I had to eat another hospital jacket potato. Can visitors bring food in to the ward at Hinchingbrooke?"
"""The lexicon knows its words; the weighed words doubt them."""
LEFT_WET = "the night staff leave my nan soaked until morning and she is sore all over"


def soft(category: str, channel: Channel = Channel.WEB) -> str:
    reply = Cards.load().card(category, channel, soft=True).reply
    return (reply.short if channel is Channel.SMS and reply.short else reply.text)[:40]


def grow_older(house: House, time: dt.timedelta) -> None:
    """So much time passes for every message."""
    with transaction(house.sessions) as session:
        for message in session.execute(select(InboundMessage)).scalars():
            message.received_at -= time


def overdue_after(front: Front, time: dt.timedelta) -> int:
    """How many suspicions are answered when so much more time has passed."""
    grow_older(front.house, time)
    answering = Answering(front.house.vault, Cards.load(), front.house.organisation)
    return suspicion.Overdue(front.house.sessions, front.house.vault, answering).look(utcnow())


def answered_after(front: Front, time: dt.timedelta) -> int:
    """The same, and what that says is sent."""
    answered = overdue_after(front, time)
    front.dispatch()
    return answered


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


def test_with_the_worker_down_the_words_alone_are_answered_within_seconds(house: House) -> None:
    front = Front(house)
    front.write(LEFT_WET)
    assert answered_after(front, suspicion.WAITS / 2) == 0, "a worker may still come"
    # One that seems to live may be stuck, or overrun: it makes no difference.
    heartbeats.beat(house.sessions, "worker")
    assert [answered_after(front, suspicion.WAITS / 2), answered_after(front, suspicion.WAITS)] == [1, 0]
    (told,) = front.answers()
    assert told.startswith(soft("adult_safeguarding"))
    (sign,) = signs(house)
    assert (sign.seen_by, sign.sign) == ("model", weighed.SIGN_ID)
    assert sign.chance == pytest.approx(Weighed.load().look(LEFT_WET).chance)
    assert verdicts.in_words(sign).startswith("Found by the words alone")
    with house.sessions() as session:
        assert waiting(session)[0].danger
        (concern,) = session.execute(select(SafeguardingConcern)).scalars()
        assert (house.vault.open(session, concern.words_sealed_id) or "").endswith(LEFT_WET)


def test_the_dispatcher_answers_what_is_overdue_beside_its_sending(sqlite_house: House) -> None:
    Front(sqlite_house).write(LEFT_WET)
    grow_older(sqlite_house, suspicion.WAITS)

    async def begin() -> None:
        beside = [asyncio.ensure_future(task.run()) for task in build_dispatcher(sqlite_house)._beside]
        await asyncio.sleep(0)  # each takes its first look
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)

    asyncio.run(begin())
    assert [sign.sign for sign in signs(sqlite_house)] == [weighed.SIGN_ID]


def test_a_sign_of_the_lexicon_waits_for_nobody(sqlite_house: House) -> None:
    front = Front(sqlite_house)
    front.write("i want to kill myself")
    front.dispatch()
    assert len(front.answers()) == len(signs(sqlite_house)) == 1


@pytest.mark.parametrize("words", [LEFT_WET, JOKE])
def test_what_the_second_look_finds_harmless_is_never_told(front: Front, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setattr(SecondLook, "look", lambda self, text, encoder, seen: ())
    front.ask(words)
    with front.house.sessions() as session:
        assert {author for (author,) in session.execute(select(OutboundMessage.author))} == {"bot"}
    assert answered_after(front, suspicion.WAITS) == 0
    assert signs(front.house) == []
    with front.house.sessions() as session:
        message = session.execute(select(InboundMessage)).scalar_one()
        assert (message.suspected, message.suspected_chance, message.danger) == (None, None, None)


def test_what_was_answered_while_the_worker_thought_is_answered_once(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    look, answered = SecondLook.look, []

    def slow(self: SecondLook, text: str, encoder: Encoder, seen: str | None) -> tuple[Likeness, ...]:
        if not answered:
            answered.append(overdue_after(front, suspicion.WAITS))
        return look(self, text, encoder, seen)

    monkeypatch.setattr(SecondLook, "look", slow)
    said = front.ask(LEFT_WET)
    assert answered == [1]
    assert sum(text.startswith(soft("adult_safeguarding")) for text in said) == 1
    assert [sign.sign for sign in signs(front.house)] == [weighed.SIGN_ID]


def test_a_doubted_sign_is_answered_in_full_where_the_second_look_finds_any_danger(
    sqlite_front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {None: (Likeness("domestic_abuse", 0.8),), "suicide_self_harm": (Likeness("domestic_abuse", 0.3),)}
    monkeypatch.setattr(SecondLook, "look", lambda self, text, encoder, seen: found[seen])
    said = sqlite_front.ask(JOKE)
    cards = [Cards.load().card("suicide_self_harm", Channel.WEB).reply.text[:40], soft("domestic_abuse")]
    assert [text[:40] for text in said[:2]] == cards
    assert [(sign.category, sign.seen_by) for sign in signs(sqlite_front.house)] == [
        ("suicide_self_harm", "lexicon"),
        ("domestic_abuse", "model"),
    ]


def test_a_doubted_sign_is_answered_in_full_where_no_worker_comes(sqlite_house: House) -> None:
    front = Front(sqlite_house)
    front.write(JOKE)
    assert [answered_after(front, dt.timedelta(0)), answered_after(front, suspicion.WAITS)] == [0, 1]
    (told,) = front.answers()
    assert told.startswith(Cards.load().card("suicide_self_harm", Channel.WEB).reply.text[:40])


@pytest.mark.parametrize(("broken", "answered"), [("answer", 0), ("keep_words", 1)])
def test_what_cannot_be_answered_is_tried_again_and_does_not_stand_in_the_way(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch, broken: str, answered: int
) -> None:
    front = Front(sqlite_house)
    front.write(LEFT_WET)
    with monkeypatch.context() as one_fails:
        one_fails.setattr(Answering, broken, lambda *_, **__: 1 / 0)
        assert answered_after(front, suspicion.WAITS) == answered
    assert answered_after(front, suspicion.WAITS) == 1 - answered
    assert len(front.answers()) == len(signs(sqlite_house)) == 1


def test_a_turn_that_fails_leaves_the_suspicion_to_be_answered(sqlite_front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: SecondLook, text: str, encoder: Encoder, seen: str | None) -> tuple[Likeness, ...]:
        raise RuntimeError("invented")

    monkeypatch.setattr(SecondLook, "look", fails)
    sqlite_front.ask(LEFT_WET)
    assert answered_after(sqlite_front, suspicion.WAITS) == 1


@pytest.mark.parametrize("looks", [True, False])
def test_a_message_given_up_before_that_is_answered_then(sqlite_front: Front, monkeypatch: pytest.MonkeyPatch, looks: bool) -> None:
    monkeypatch.setattr(SecondLook, "look", lambda *_: 1 / 0)
    sqlite_front.write(LEFT_WET)
    with sqlite_front.house.sessions() as session:
        inbound = session.execute(select(InboundMessage.id)).scalar_one()
    sqlite_front.worker._give_up(inbound, looks=looks)
    assert [sign.sign for sign in signs(sqlite_front.house)] == [weighed.SIGN_ID]
    assert answered_after(sqlite_front, suspicion.WAITS) == 0


def test_what_a_turn_does_not_look_at_is_told_as_the_door_suspects_it(sqlite_front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Turns, "_choice", lambda *_: Button("Help", "/greet"))
    monkeypatch.setattr(SecondLook, "look", lambda *_: 1 / 0)
    sqlite_front.ask(LEFT_WET)
    assert [sign.sign for sign in signs(sqlite_front.house)] == [weighed.SIGN_ID]


def test_what_was_taken_back_is_suspected_no_more(sqlite_house: House) -> None:
    front = Front(sqlite_house)
    written = front.write(LEFT_WET, channel=Channel.MESSENGER)
    front.write("", channel=Channel.MESSENGER, kind=InboundKind.UNSEND, target_id=written.provider_id)
    assert answered_after(front, suspicion.WAITS) == 0
    assert signs(sqlite_house) == []


def test_what_was_answered_softly_the_assistant_speaks_of_softly(sqlite_front: Front) -> None:
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
