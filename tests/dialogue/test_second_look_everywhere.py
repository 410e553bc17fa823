"""What the second look reads: every message with words of the person's own, by the door's rule of when a card is shown.

Also one whose turn keeps failing: a danger in it is not lost with the turn.
"""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.app import House
from bot.dialogue.turns import Turns
from bot.dialogue.worker import RETRY_AFTER, Worker
from bot.handover.queue import waiting, with_staff
from bot.messages import Channel, InboundKind
from bot.safety import concerns
from bot.safety.answering import Answering
from bot.safety.cards import Cards
from bot.safety.second_look.model import Likeness
from bot.store.session import transaction
from bot.store.tables import Contact, Conversation, DangerSign, Handover, InboundMessage, OutboundMessage, SafeguardingConcern, utcnow
from bot.store.under_way import UnderWay
from tests.support.front import Front

WORRYING = "she pinches us where it does not show"
EDIT = {"kind": InboundKind.EDIT, "target_id": "5", "message_id": "5"}
STANDBY = {"kind": InboundKind.STANDBY}


class Desk:
    """A front door and the worker's turns, with a second look that finds one text worrying."""

    def __init__(self, house: House) -> None:
        self.house, self.front = house, Front(house)
        found = (Likeness("adult_safeguarding", 0.9),)
        self.services: Any = SimpleNamespace(
            organisation=house.organisation,
            vault=house.vault,
            redactor=SimpleNamespace(redact=lambda text: SimpleNamespace(text=text, spans=())),
            second_look=SimpleNamespace(decide=lambda words, encoder, seen, doubted: (False, found if words == WORRYING else ())),
            encoder=SimpleNamespace(read_ahead=lambda text: None),
            danger=Answering(house.vault, Cards.load(), house.organisation),
        )
        self.turns = Turns(house.sessions, self.services, SimpleNamespace(forget=lambda sender_id: None))  # type: ignore[arg-type]
        self.front.write("hello", channel=Channel.TELEGRAM, message_id="5")
        with transaction(house.sessions) as session:
            session.execute(select(InboundMessage)).scalar_one().state = "done"

    def take(self, text: str, **changes: Any) -> None:
        """Somebody writes, and the worker takes what they wrote."""
        self.front.write(text, channel=Channel.TELEGRAM, **changes)
        self.work()

    def work(self) -> None:
        """The worker takes what waits."""
        with self.house.sessions() as session:
            number = session.execute(select(InboundMessage.id).where(InboundMessage.state == "waiting")).scalar_one()
        assert asyncio.run(self.turns.take(number))

    def give_up(self, text: str, **changes: Any) -> None:
        """Somebody writes, and the turn of it fails as often as it is tried."""

        async def take(_: int) -> bool:
            raise RuntimeError("broken")

        turns: Any = SimpleNamespace(take=take)
        idle: Any = SimpleNamespace(step=lambda: False, close=lambda: None)
        under_way = UnderWay(self.house.settings.var / "under_way")
        worker = Worker(self.house.sessions, self.services, turns, idle, self.house.locks, under_way, idle)
        self.front.write(text, channel=Channel.TELEGRAM, **changes)
        for _ in range(len(RETRY_AFTER) + 1):
            with transaction(self.house.sessions) as session:
                session.execute(update(InboundMessage).values(available_at=utcnow()))
            worker.drain()
        worker.close()
        with self.house.sessions() as session:
            assert session.execute(select(InboundMessage.state).order_by(InboundMessage.id.desc())).scalars().first() == "failed"

    def authors(self) -> list[str]:
        """Who spoke to the person, in order."""
        with self.house.sessions() as session:
            return list(session.execute(select(OutboundMessage.author).order_by(OutboundMessage.id)).scalars())

    def reasons(self) -> list[str]:
        """Why a person is wanted."""
        with self.house.sessions() as session:
            return list(session.execute(select(Handover.reason)).scalars())

    def told(self) -> tuple[list[str], bool, list[str]]:
        """The categories that staff see, whether the conversation stands on top of its list, and the exact words in the record."""
        with self.house.sessions() as session:
            signs = [str(row.category) for row in session.execute(select(DangerSign)).scalars()]
            concerns = session.execute(select(SafeguardingConcern)).scalars().all()
            words = [(self.house.vault.open(session, row.words_sealed_id) or "").split("UTC\n")[-1] for row in concerns]
            return signs, any(line.danger for line in (*waiting(session), *with_staff(session))), words

    def cards(self) -> int:
        with self.house.sessions() as session:
            return len(session.execute(select(OutboundMessage).where(OutboundMessage.author == "card")).scalars().all())


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


TOLD = (["adult_safeguarding"], True, [WORRYING])


def test_a_changed_message_is_read_and_answered(desk: Desk) -> None:
    desk.take(WORRYING, **EDIT)
    assert (desk.told(), desk.cards()) == (TOLD, 1)
    with desk.house.sessions() as session:
        rows = session.execute(select(InboundMessage).order_by(InboundMessage.id)).scalars().all()
        assert [(row.text_redacted, row.danger, row.state) for row in rows] == [
            (WORRYING, None, "done"),
            (None, "adult_safeguarding", "done"),
        ]


@pytest.mark.parametrize("who", ["staff are here", "no messages are wanted"])
def test_no_card_for_a_changed_message_where_the_door_shows_none(desk: Desk, who: str) -> None:
    with transaction(desk.house.sessions) as session:
        if who == "staff are here":
            session.execute(select(Conversation)).scalar_one().state = "staff"
        else:
            session.execute(select(Contact)).scalar_one().opted_out_at = utcnow()
    desk.take(WORRYING, **EDIT)
    assert (desk.told(), desk.cards()) == (TOLD, 0)


@pytest.mark.parametrize("given_back", [False, True])
def test_what_comes_while_staff_answer_in_the_platforms_inbox_is_told_to_staff_alone(desk: Desk, given_back: bool) -> None:
    desk.front.write(WORRYING, channel=Channel.TELEGRAM, **STANDBY)
    if given_back:
        with transaction(desk.house.sessions) as session:
            session.execute(select(Conversation)).scalar_one().state = "bot"
    desk.work()
    assert (desk.told(), desk.cards()) == (TOLD, 0)


def test_what_a_colleague_wrote_there_is_no_danger_of_the_persons(desk: Desk) -> None:
    desk.take(WORRYING, kind=InboundKind.STAFF_ELSEWHERE)
    assert (desk.told(), desk.cards()) == (([], False, []), 0)


@pytest.mark.parametrize("changes", [EDIT, STANDBY])
def test_everyday_words_tell_nobody(desk: Desk, changes: dict[str, Any]) -> None:
    desk.take("the food was cold", **changes)
    assert (desk.told(), desk.cards()) == (([], False, []), 0)


def broken(*_: object, **__: object) -> Any:
    """Whatever made the turn fail."""
    raise RuntimeError("broken")


@pytest.mark.parametrize("changes", [{}, EDIT])
def test_a_danger_is_not_lost_with_a_turn_that_is_given_up(desk: Desk, changes: dict[str, Any]) -> None:
    desk.give_up(WORRYING, **changes)
    assert (desk.told(), desk.authors(), desk.reasons()) == (TOLD, ["card", "bot"], ["danger_possible"])


def test_nor_while_staff_have_the_conversation(desk: Desk) -> None:
    with transaction(desk.house.sessions) as session:
        session.execute(select(Conversation)).scalar_one().state = "staff"
    desk.give_up(WORRYING)
    assert (desk.told(), desk.authors()) == (TOLD, [])


def test_nor_with_the_redactor(desk: Desk) -> None:
    desk.services.redactor.redact = broken
    desk.give_up(WORRYING)
    assert (desk.told(), desk.authors()) == (TOLD, ["card", "bot"])


def test_where_the_second_look_itself_fails_a_person_is_asked_for_as_ever(desk: Desk) -> None:
    desk.services.second_look.decide = broken
    desk.give_up(WORRYING)
    assert (desk.told(), desk.authors(), desk.reasons()) == (([], False, []), ["bot"], ["turn_failed"])


def test_where_the_answer_fails_staff_see_the_danger_all_the_same(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Cards, "card", broken)
    desk.give_up(WORRYING)
    assert (desk.told(), desk.authors(), desk.reasons()) == (([], True, [WORRYING]), ["bot"], ["danger_possible"])
    with desk.house.sessions() as session:
        assert session.execute(select(InboundMessage.danger).order_by(InboundMessage.id.desc())).scalars().first() == "adult_safeguarding"


def test_where_the_record_fails_the_person_is_answered_all_the_same(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concerns, "open_for", broken)
    desk.give_up(WORRYING)
    assert (desk.told(), desk.authors()) == ((["adult_safeguarding"], True, []), ["card", "bot"])


def test_everyday_words_that_are_given_up_are_no_danger(desk: Desk) -> None:
    desk.give_up("the food was cold")
    assert (desk.told(), desk.authors(), desk.reasons()) == (([], False, []), ["bot"], ["turn_failed"])
