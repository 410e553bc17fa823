"""The trained assistant with the real articles, on a database of the test's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.app import House
from bot.dialogue.assistant import Assistant
from bot.encoder import Encoder
from bot.experiences import providers, registers
from bot.information.answers import InformationService
from bot.information.articles import import_dir
from bot.organisation import Organisation
from bot.safety.answering import Answering
from bot.safety.cards import Cards
from bot.safety.second_look.model import SecondLook
from bot.services import Services
from bot.store.session import transaction
from bot.store.tables import utcnow
from tests.actions.person import Person

ROOT = Path(__file__).parents[2]


@dataclass
class Redacted:
    """What a redactor gives back."""

    text: str


class NothingToRedact:
    """The tests give the redacted words themselves; redaction has its own tests."""

    def redact(self, text: str) -> Redacted:
        return Redacted(text)


@pytest.fixture
def person(
    sqlite_house: House, assistant: Assistant, encoder: Encoder, information: Callable[[Organisation], InformationService]
) -> Callable[[], Person]:
    """Makes people, each with a conversation of their own."""
    with transaction(sqlite_house.sessions) as session:
        import_dir(session, ROOT / "data" / "articles")
        providers.take_in(session, registers.read(ROOT / "data" / "providers" / "seed.csv"), utcnow())
    services = Services(
        settings=sqlite_house.settings,
        organisation=sqlite_house.organisation,
        vault=sqlite_house.vault,
        redactor=NothingToRedact(),  # type: ignore[arg-type]
        encoder=encoder,
        information=information(sqlite_house.organisation),
        second_look=SecondLook.load(),
        danger=Answering(sqlite_house.vault, Cards.load(), sqlite_house.organisation),
    )
    # Another test's conversations had the same numbers: what is in memory of them never happened here.
    assistant.forget_all()
    made: list[Person] = []

    def make() -> Person:
        made.append(Person(sqlite_house.sessions, services, assistant, f"person {len(made)}"))
        return made[-1]

    return make
