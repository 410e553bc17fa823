"""Stopping us, and starting again in the word we told people, on every channel."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.app import House
from bot.messages import Channel, InboundKind
from bot.store.tables import Contact
from tests.support.front import Front


def opted_out(house: House) -> bool:
    with house.sessions() as session:
        return session.execute(select(Contact.opted_out_at)).scalar_one() is not None


@pytest.mark.parametrize(
    ("channel", "text", "starts"),
    [
        (Channel.WEB, "START", True),
        (Channel.MESSENGER, "start.", True),
        (Channel.TELEGRAM, "Start", True),
        (Channel.SMS, "yes", True),
        (Channel.WEB, "yes", False),
        (Channel.WEB, "when do you start", False),
        (Channel.MESSENGER, "hello", False),
    ],
)
def test_the_word_that_starts_again(sqlite_house: House, channel: Channel, text: str, starts: bool) -> None:
    front = Front(sqlite_house)
    front.write("stop", channel=channel, kind=InboundKind.OPT_OUT)
    assert opted_out(sqlite_house)
    front.write(text, channel=channel)
    assert opted_out(sqlite_house) is not starts


def test_a_start_button_starts_again(sqlite_house: House) -> None:
    front = Front(sqlite_house)
    front.write("", channel=Channel.TELEGRAM, kind=InboundKind.OPT_OUT)
    front.write("", channel=Channel.TELEGRAM, kind=InboundKind.START)
    assert not opted_out(sqlite_house)
