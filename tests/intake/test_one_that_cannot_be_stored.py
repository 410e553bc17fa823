"""Requests stored together, one of whose messages the database will not take."""

from __future__ import annotations

import pytest

from bot import metrics
from bot.app import House
from bot.intake.acceptance import Acceptance, Accepted
from bot.messages import Channel, Inbound, InboundKind, Sender
from bot.privacy.sealing import marks
from bot.safety.cards import Cards
from bot.safety.lexicon import Lexicon
from bot.store.tables import Contact, InboundMessage, utcnow


def written(number: int) -> Inbound:
    sender = Sender(Channel.SMS, "+441632960000", f"+44770090000{number}")
    return Inbound(sender, f"SM{number}", InboundKind.TEXT, utcnow(), text=f"message {number}")


def counted(outcome: str) -> float:
    return metrics.INBOUND.labels("sms", outcome)._value.get()


def test_the_others_are_stored_and_each_is_counted_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    seal = marks.seal_findable

    def seal_all_but_one(session: object, vault: object, purpose: str, text: str, **more: object) -> str:
        if text == "message 2":
            raise ValueError("no room")
        return seal(session, vault, purpose, text, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(marks, "seal_findable", seal_all_but_one)
    before = {outcome: counted(outcome) for outcome in ("stored", "refused")}
    acceptance = Acceptance(house.sessions, house.vault, Lexicon.load(), Cards.load(), house.organisation)
    assert acceptance.accept([written(1), written(2), written(3)]) == Accepted(stored=2, refused=1)
    with house.sessions() as session:
        assert {row.provider_id for row in session.query(InboundMessage)} == {"SM1", "SM3"}
        assert session.query(Contact).count() == 2
    assert {outcome: counted(outcome) - before[outcome] for outcome in before} == {"stored": 2, "refused": 1}
