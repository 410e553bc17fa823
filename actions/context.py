"""The turn an action works in: the worker's, or under ``rasa run actions`` one opened for a developer at a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

from rasa_sdk import Tracker
from sqlalchemy.orm import sessionmaker

from bot import settings
from bot.messages import Channel, Sender
from bot.store.tables import utcnow
from bot.turn import Turn, current

if TYPE_CHECKING:
    from bot.services import Services

SHELL_ACCOUNT = "shell"


@contextmanager
def turn_for(tracker: Tracker) -> Iterator[Turn]:
    """The worker's turn, which the worker commits; or a development turn for this sender, committed at the end."""
    turn = current()
    if turn is not None:
        yield turn
        return
    with _development_turn(str(tracker.sender_id)) as opened:
        yield opened


@contextmanager
def _development_turn(sender_id: str) -> Iterator[Turn]:
    # Imported here: the worker never needs it, and must not wait for it.
    from bot.intake.contacts import find_or_create
    from bot.store.session import transaction

    sessions, services = _development()
    now = utcnow()
    with transaction(sessions) as session:
        _, conversation = find_or_create(session, Sender(Channel.WEB, SHELL_ACCOUNT, sender_id), services.vault, now)
        yield Turn(session, conversation, None, services, now)


@lru_cache(maxsize=1)
def _development() -> tuple[sessionmaker, Services]:  # type: ignore[type-arg]
    """The database of ``DATABASE_URL``, brought up to date, and the services; once per process."""
    from bot.app import open_house
    from bot.services import load_services
    from bot.store.migrate import upgrade

    chosen = settings.load()
    if chosen.production:
        raise RuntimeError("'rasa run actions' is for development: in production the worker runs the actions itself.")
    house = open_house(chosen)
    upgrade(house.engine)
    return house.sessions, load_services(chosen, house.organisation, house.vault)
