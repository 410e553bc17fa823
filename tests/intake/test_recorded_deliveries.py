"""Every recorded payload through the webhook itself, signed, twice: always 200, and what it holds is stored once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from bot.app import House
from bot.store.tables import InboundMessage, PublicEvent
from bot.web import create
from connectors.messenger import sign

PAYLOADS = Path(__file__).parents[1] / "connectors" / "payloads"
FILES = [path for folder in ("messenger", "page", "instagram") for path in sorted((PAYLOADS / folder).iterdir())]


@pytest.fixture
def client(sqlite_house: House) -> Iterator[TestClient]:
    with TestClient(create(sqlite_house), base_url=sqlite_house.settings.public_url) as client:
        yield client


def stored(house: House) -> int:
    with house.sessions() as session:
        return sum(session.execute(select(func.count()).select_from(table)).scalar() for table in (InboundMessage, PublicEvent))


def test_every_recorded_payload_is_acknowledged_and_a_repeat_changes_nothing(client: TestClient, sqlite_house: House) -> None:
    assert sqlite_house.settings.meta is not None
    secret = sqlite_house.settings.meta.app_secret

    def deliver() -> list[int]:
        answers = []
        for path in FILES:
            body = path.read_bytes()
            headers = {"X-Hub-Signature-256": sign(body, secret), "Content-Type": "application/json"}
            answers.append(client.post("/webhooks/messenger", content=body, headers=headers).status_code)
        return answers

    assert set(deliver()) == {200}
    once = stored(sqlite_house)
    assert once > 100
    assert set(deliver()) == {200}
    assert stored(sqlite_house) == once
