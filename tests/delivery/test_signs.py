"""Read marks and "typing": for those who have waited a moment, a few at a time, never for nothing, never in anybody's way."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select

from bot.app import House
from bot.delivery.signs import AT_ONCE, Signs
from bot.messages import Channel
from bot.store.session import transaction
from bot.store.tables import Contact, Conversation, InboundMessage, utcnow
from connectors.errors import Throttled
from tests.support.front import Front


class Watched(Front):
    """A front desk whose recorders note whom they showed a sign."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.shown: list[str] = []
        for recorder in self.recorders.values():
            recorder.seen = self._seen  # type: ignore[method-assign]
        self.signs = Signs(house.sessions, house.vault, self.recorders, self.throttle)  # type: ignore[arg-type]

    async def _seen(self, to: object, message_id: str | None = None) -> None:
        self.shown.append(to.address)  # type: ignore[attr-defined]

    def look(self, waited: float = 1.0) -> list[str]:
        """One look, after everybody has waited so many seconds; whom it showed a sign."""
        before = len(self.shown)
        with transaction(self.house.sessions) as session:
            for row in session.execute(select(InboundMessage)).scalars():
                row.received_at = utcnow() - dt.timedelta(seconds=waited)

        async def run() -> None:
            self.signs.look()
            await asyncio.gather(*self.signs._showing)

        asyncio.run(run())
        return self.shown[before:]


@pytest.fixture
def front(sqlite_house: House) -> Watched:
    return Watched(sqlite_house)


def test_a_sign_for_whoever_waits_and_only_once(front: Watched) -> None:
    front.write("hello", channel=Channel.MESSENGER, person="222")
    assert front.look(waited=0.1) == []
    assert front.look() == ["222"]
    assert front.look() == []


def test_no_sign_after_the_answer_or_after_a_minute(front: Watched) -> None:
    front.write("hello", channel=Channel.MESSENGER, person="222")
    assert front.look(waited=90) == []
    with transaction(front.house.sessions) as session:
        session.execute(select(InboundMessage)).scalar_one().state = "done"
    assert front.look() == []


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.WEB])
def test_no_sign_where_there_is_none(front: Watched, channel: Channel) -> None:
    front.write("hello", channel=channel, person="+447700900123")
    assert front.look() == []


def test_no_sign_from_the_assistant_in_a_conversation_of_staff_or_to_who_stopped_us(front: Watched) -> None:
    front.write("hello", channel=Channel.MESSENGER, person="222")
    front.write("hello", channel=Channel.TELEGRAM, person="77")
    with transaction(front.house.sessions) as session:
        session.execute(select(Conversation).where(Conversation.channel == "messenger")).scalar_one().state = "staff"
        session.execute(select(Contact).where(Contact.channel == "telegram")).scalar_one().opted_out_at = utcnow()
    assert front.look() == []


def test_a_rush_is_answered_and_not_decorated(front: Watched) -> None:
    for number in range(3 * AT_ONCE):
        front.write("hello", channel=Channel.TELEGRAM, person=str(number))
    assert len(front.look()) == AT_ONCE


def test_no_sign_on_a_channel_that_waits(front: Watched) -> None:
    front.write("hello", channel=Channel.MESSENGER, person="222")
    with transaction(front.house.sessions) as session:
        front.throttle.failed(session, ("messenger", "1000"), Throttled("busy", "4", retry_after=30))
    assert front.look() == []
