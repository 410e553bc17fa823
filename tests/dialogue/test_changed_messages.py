"""A message that was changed or taken back: no new turn, and no copy of the old words is left."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import House
from bot.dialogue.turns import Turns
from bot.messages import Channel, InboundKind
from bot.store.tables import Conversation, InboundMessage, Sealed, utcnow
from tests.support.front import Front


class NobodyAsked:
    """An assistant that must not be asked, but may be told to forget."""

    def forget(self, sender_id: str) -> None:
        """Nothing is remembered here."""


class Desk:
    """Takes what waits through the worker's turns."""

    def __init__(self, house: House) -> None:
        self.house, self.front = house, Front(house)
        redactor = SimpleNamespace(redact=lambda text: SimpleNamespace(text=text.replace("07700 900123", "[phone number]"), spans=()))
        sees_nothing = SimpleNamespace(decide=lambda words, encoder, seen, doubted: (False, ()))
        encoder = SimpleNamespace(encode=lambda texts: [None] * len(texts), read_ahead=lambda text: None)
        services: Any = SimpleNamespace(vault=house.vault, redactor=redactor, second_look=sees_nothing, encoder=encoder)
        self.turns = Turns(house.sessions, services, NobodyAsked())  # type: ignore[arg-type]

    def write(self, text: str, number: str, **changes: Any) -> None:
        self.front.write(text, channel=Channel.TELEGRAM, provider_id=number, **changes)

    def staff_have_it(self) -> None:
        with self.house.sessions() as session:
            session.execute(select(Conversation)).scalar_one().state = "staff"
            session.commit()

    def work(self) -> None:
        with self.house.sessions() as session:
            waiting = session.execute(select(InboundMessage.id).where(InboundMessage.state == "waiting")).scalars().all()
        for number in waiting:
            assert asyncio.run(self.turns.take(number))

    def stored(self) -> dict[str, tuple[str, str | None, str | None]]:
        """Kind, redacted and original words by the key of the delivery."""
        with self.house.sessions() as session:
            rows = session.execute(select(InboundMessage).order_by(InboundMessage.id)).scalars()
            return {row.provider_id: (row.kind, row.text_redacted, self.house.vault.open(session, row.text_sealed_id)) for row in rows}

    def sealed(self) -> list[str]:
        with self.house.sessions() as session:
            rows = session.execute(select(Sealed).where(Sealed.purpose == "inbound.text")).scalars().all()
            return [self.house.vault.open_row(row) for row in rows]


@pytest.fixture
def desk(house: House) -> Desk:
    desk = Desk(house)
    # 9001 is also the number of a later message: a delivery's key is never taken for a message's name.
    desk.write("my number is 07700 900123", "9001", message_id="5")
    desk.staff_have_it()
    return desk


def test_an_edit_replaces_the_words_and_is_no_turn(desk: Desk) -> None:
    desk.write("forget my number", "9002", kind=InboundKind.EDIT, target_id="5", message_id="5")
    desk.work()
    assert desk.stored() == {"9001": ("text", "forget my number", "forget my number"), "9002": ("edit", None, None)}
    assert desk.sealed() == ["forget my number"]


def test_an_edit_of_an_unknown_message_changes_nothing_else(desk: Desk) -> None:
    desk.write("which one", "9002", kind=InboundKind.EDIT, target_id="9001", message_id="9001")
    desk.work()
    assert desk.stored()["9001"] == ("text", "my number is [phone number]", "my number is 07700 900123")
    assert desk.stored()["9002"] == ("edit", "which one", "which one")


def test_an_edit_finds_its_message_in_a_closed_conversation(desk: Desk) -> None:
    desk.work()
    with desk.house.sessions() as session:
        conversation = session.execute(select(Conversation)).scalar_one()
        conversation.state, conversation.closed_at = "closed", utcnow()
        session.commit()
    desk.write("forget it", "9002", kind=InboundKind.EDIT, target_id="5", message_id="5")
    desk.work()
    assert desk.stored()["9001"] == ("text", "forget it", "forget it")


@pytest.mark.parametrize("worked_before", [True, False])
def test_taking_back_erases_the_message_and_its_changes(desk: Desk, worked_before: bool) -> None:
    desk.write("forget my number", "9002", kind=InboundKind.EDIT, target_id="5", message_id="5")
    if worked_before:
        desk.work()
    desk.write("", "9003", kind=InboundKind.UNSEND, target_id="5")
    desk.work()
    assert desk.sealed() == []
    assert {words for _, words, _ in desk.stored().values()} <= {"[taken back]", "", None}


def test_an_edit_that_comes_after_its_message_was_taken_back_is_not_kept(desk: Desk) -> None:
    desk.work()
    desk.write("", "9002", kind=InboundKind.UNSEND, target_id="5")
    desk.write("my number again: 07700 900123", "9003", kind=InboundKind.EDIT, target_id="5", message_id="5")
    desk.work()
    assert desk.sealed() == []
    assert "900123" not in repr(desk.stored())
