"""A small database with one person, two colleagues and one conversation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.organisation import Hours
from bot.privacy.sealing.vault import Vault
from bot.store.session import StoreSession, make_engine, make_sessions
from bot.store.tables import Contact, Conversation, Staff

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.timezone.utc)


@dataclass
class House:
    """What a test of handover needs."""

    session: StoreSession
    vault: Vault
    organisation: Any
    contact: Contact
    conversation: Conversation
    anna: Staff
    ben: Staff


@pytest.fixture
def house(sqlite_url: str) -> Iterator[House]:
    engine = make_engine(sqlite_url)
    vault = Vault([b"k" * 32])
    week = (((dt.time(9), dt.time(17)),),) * 5 + ((), ())
    organisation = SimpleNamespace(
        short_name="Healthwatch", timezone=ZoneInfo("Europe/London"), hours=Hours(confirmed=True, week=week, closed_on=frozenset())
    )
    with make_sessions(engine)() as session:
        address = vault.seal(session, "contact.address", "+447700900123")
        session.flush()
        contact = Contact(channel="sms", account="+441632960000", address_hash="h", address_sealed_id=address)
        anna = Staff(email="anna@example.org", name="Anna Example", role="staff")
        ben = Staff(email="ben@example.org", name="Ben Example", role="staff")
        conversation = Conversation(reference="C-2222-3333", contact=contact, channel="sms", created_at=NOW, changed_at=NOW)
        session.add_all([contact, anna, ben, conversation])
        session.commit()
        yield House(session, vault, organisation, contact, conversation, anna, ben)
    engine.dispose()
