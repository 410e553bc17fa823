"""The first message of an installation whose database was made after the process had opened it."""

from __future__ import annotations

from pathlib import Path

from bot.app import open_house
from bot.intake.acceptance import Acceptance
from bot.messages import Channel, Inbound, InboundKind, Sender
from bot.safety.cards import Cards
from bot.safety.lexicon import Lexicon
from bot.store import migrate
from bot.store.tables import utcnow
from tests.conftest import make_settings


def test_it_does_not_wait_for_itself(tmp_path: Path) -> None:
    """The secrets that find people are made with it: on SQLite, with its one writer, that must come before its own transaction."""
    house = open_house(make_settings(tmp_path, f"sqlite:///{tmp_path / 'new.db'}"))
    migrate.upgrade(house.engine)
    acceptance = Acceptance(house.sessions, house.vault, Lexicon.load(), Cards.load(), house.organisation)
    message = Inbound(Sender(Channel.SMS, "+441632960000", "+447700900001"), "SM1", InboundKind.TEXT, utcnow(), text="Hello")
    assert acceptance.accept([message]).stored == 1
    house.engine.dispose()
