"""What the second look reads: every message with words of the person's own, by the door's rule of when a card is shown."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import House
from bot.dialogue.turns import Turns
from bot.handover.queue import waiting, with_staff
from bot.messages import Channel, InboundKind
from bot.safety.answering import Answering
from bot.safety.cards import Cards
from bot.safety.second_look.model import Likeness
from bot.store.session import transaction
from bot.store.tables import Contact, Conversation, DangerSign, InboundMessage, OutboundMessage, SafeguardingConcern, utcnow
from tests.support.front import Front

WORRYING = "she pinches us where it does not show"
EDIT = {"kind": InboundKind.EDIT, "target_id": "5", "message_id": "5"}
STANDBY = {"kind": InboundKind.STANDBY}


class Desk:
    """A front door and the worker's turns, with a second look that finds one text worrying."""

    def __init__(self, house: House) -> None:
        self.house, self.front = house, Front(house)
        found = (Likeness("adult_safeguarding", 0.9),)
        services: Any = SimpleNamespace(
            vault=house.vault,
            redactor=SimpleNamespace(redact=lambda text: SimpleNamespace(text=text, spans=())),
            second_look=SimpleNamespace(look=lambda words, encoder, seen: found if words == WORRYING else ()),
            encoder=SimpleNamespace(read_ahead=lambda text: None),
            danger=Answering(house.vault, Cards.load(), house.organisation),
        )
        self.turns = Turns(house.sessions, services, SimpleNamespace(forget=lambda sender_id: None))  # type: ignore[arg-type]
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
