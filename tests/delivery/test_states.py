"""Reports of platforms: what each makes of a reply in two parts, in whatever order they come."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from bot.app import House
from bot.delivery import states
from bot.intake.contacts import find_or_create
from bot.messages import Channel, Delivery, DeliveryState, Reply, Sender
from bot.store.outbox import put_reply
from bot.store.session import transaction
from bot.store.tables import OutboundMessage, OutboundPart

NOW = dt.datetime(2026, 11, 2, 10, 0, tzinfo=dt.timezone.utc)
SAM = Sender(Channel.SMS, "+441632960000", "+447700900123")
SENT, DELIVERED, READ, FAILED = DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ, DeliveryState.FAILED


def reported(state: DeliveryState, key: str | None = None, provider_id: str | None = None, **more: object) -> Delivery:
    return Delivery(SAM.channel, SAM.account, state, NOW, provider_id=provider_id, key=key, **more)  # type: ignore[arg-type]


@pytest.fixture
def reply(house: House) -> int:
    """A reply sent in two parts, of the first of which we did not learn the platform's id."""
    with transaction(house.sessions) as session:
        _, conversation = find_or_create(session, SAM, house.vault, NOW)
        row = put_reply(session, house.vault, conversation, Reply("Hello"), author="bot", now=NOW)
        session.flush()
        row.state, row.sent_at = "sent", NOW
        for part, provider_id in ((0, None), (1, "SM2")):
            session.add(
                OutboundPart(
                    outbound_id=row.id, part=part, channel="sms", key=f"k{part}", state="sent", provider_id=provider_id, started_at=NOW
                )
            )
        return int(row.id)


@pytest.mark.parametrize(
    ("reports", "parts", "whole"),
    [
        ([reported(DELIVERED, "k0", "SM1")], [("delivered", "SM1"), ("sent", "SM2")], "sent"),
        (
            [reported(DELIVERED, "k0", "SM1"), reported(DELIVERED, provider_id="SM2")],
            [("delivered", "SM1"), ("delivered", "SM2")],
            "delivered",
        ),
        ([reported(READ, "k0"), reported(READ, "k1")], [("read", None), ("read", "SM2")], "read"),
        ([reported(READ, "k1"), reported(DELIVERED, "k1"), reported(SENT, "k1")], [("sent", None), ("read", "SM2")], "sent"),
        ([reported(SENT, "k0", "SM1")], [("sent", "SM1"), ("sent", "SM2")], "sent"),
        ([reported(FAILED, "k1", error_code="30008")], [("sent", None), ("failed", "SM2")], "failed"),
        ([reported(DELIVERED, "k1"), reported(FAILED, "k1")], [("sent", None), ("delivered", "SM2")], "sent"),
        ([reported(DELIVERED, "not ours"), reported(DELIVERED, provider_id="SM9")], [("sent", None), ("sent", "SM2")], "sent"),
        ([reported(DELIVERED, address=SAM.address, watermark=NOW)], [("sent", None), ("sent", "SM2")], "delivered"),
        ([reported(READ, address="+447700900999", watermark=NOW)], [("sent", None), ("sent", "SM2")], "sent"),
    ],
)
def test_what_reports_make_of_a_reply(
    house: House, reply: int, reports: list[Delivery], parts: list[tuple[str, str | None]], whole: str
) -> None:
    for report in reports:
        with transaction(house.sessions) as session:
            changes = states.tells_something(session, report, house.vault)
            before = _books(house, reply)
            states.apply(session, report, house.vault)
        assert (before != _books(house, reply)) is changes
    assert _books(house, reply) == (parts, whole)


def _books(house: House, reply: int) -> tuple[list[tuple[str, str | None]], str]:
    with house.sessions() as session:
        found = session.execute(
            select(OutboundPart.state, OutboundPart.provider_id).where(OutboundPart.outbound_id == reply).order_by(OutboundPart.part)
        )
        state = session.execute(select(OutboundMessage.state).where(OutboundMessage.id == reply)).scalar_one()
        return [(row[0], row[1]) for row in found], state
