"""A Page that answers by itself must answer any and all input within 30 seconds; and what staff have, it must leave alone."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.messages import Inbound, InboundKind, Sender
from bot.store.tables import InboundMessage, OutboundMessage
from connectors import messenger
from tests.support.front import Front

PAYLOADS = Path(__file__).parents[1] / "connectors" / "payloads"
RECEIVED = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)
TO_BE_ANSWERED = (InboundKind.TEXT, InboundKind.BUTTON, InboundKind.ATTACHMENT, InboundKind.START)


def from_everybody(front: Front) -> list[Inbound]:
    """One message of every make among the recorded payloads, each from a person of its own."""
    meta = front.house.settings.meta
    assert meta is not None
    found: dict[object, Inbound] = {}
    for path in sorted(path for folder in ("messenger", "instagram") for path in (PAYLOADS / folder).iterdir()):
        for number, event in enumerate(messenger.parse(path.read_bytes(), meta, RECEIVED)):
            if isinstance(event, Inbound):
                sender = Sender(event.sender.channel, event.sender.account, f"{path.parent.name}.{path.stem}.{number}")
                make = (event.kind, bool(event.text), event.payload is None, tuple(file.kind for file in event.attachments))
                found.setdefault(make, dataclasses.replace(event, sender=sender, provider_id=sender.address))
    return list(found.values())


@pytest.mark.parametrize("answered", [True, False])
def test_everything_a_person_can_send_is_answered_and_nothing_else(answered: bool, sqlite_front: Front) -> None:
    events = [event for event in from_everybody(sqlite_front) if (event.kind in TO_BE_ANSWERED) is answered]
    sqlite_front.acceptance.accept(events)
    sqlite_front.work()
    with sqlite_front.house.sessions() as session:
        replies = select(func.count(OutboundMessage.id)).where(OutboundMessage.conversation_id == InboundMessage.conversation_id)
        rows = session.execute(select(InboundMessage.provider_id, InboundMessage.state, replies.scalar_subquery())).all()
    assert len(rows) >= 5
    assert [name for name, state, _ in rows if state != "done"] == []
    assert [name for name, _, count in rows if bool(count) is not answered] == []
