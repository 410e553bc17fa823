"""To whom one speaks: said at the start, after a long gap and when the assistant is back; not said twice, not in between."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from bot.app import House
from bot.dialogue.assistant import Said
from bot.dialogue.disclosure import opened
from bot.intake.contacts import find_or_create
from bot.messages import Channel, Reply, Sender
from bot.store.outbox import put_reply
from bot.store.session import StoreSession, transaction
from bot.store.tables import Conversation, NoticeShown
from bot.turn import Turn

NOW = dt.datetime(2026, 11, 26, 10, 0, tzinfo=dt.timezone.utc)
HOUR = dt.timedelta(hours=1)
SAM = Sender(Channel.MESSENGER, "1000", "222")


@pytest.mark.parametrize(
    ("before", "said", "hello"),
    [
        ([], "It is open until six.", "Hello."),
        ([], "Hello. I am the automated assistant of Healthwatch.", None),
        ([], "Please read what I have just sent you. I am a computer, so please do not wait for me.", None),
        ([("bot", 1, "sent")], "It is open until six.", None),
        ([("bot", 25, "sent")], "It is open until six.", "Hello again."),
        ([("bot", 2, "sent"), ("staff:1", 1, "sent")], "It is open until six.", "Hello again."),
        ([("staff:1", 2, "sent"), ("bot", 1, "sent")], "It is open until six.", None),
        # Handed back, but the words that told the person so could no longer be sent.
        ([("staff:1", 30, "sent"), ("bot", 1, "returned")], "It is open until six.", "Hello again."),
        ([("card", 0, "sent")], "It is open until six.", "Hello."),
    ],
)
def test_when_it_is_said(house: House, before: list[tuple[str, int, str]], said: str, hello: str | None) -> None:
    with transaction(house.sessions) as session:
        _, conversation = find_or_create(session, SAM, house.vault, NOW)
        for author, hours, state in before:
            row = put_reply(session, house.vault, conversation, Reply("words"), author=author, now=NOW - hours * HOUR)
            row.state = state
            session.flush()
        found = opened(turn_of(house, session, conversation), Said([(Reply(said), None)], "x", 0.5))
        session.flush()
        noted = session.execute(select(NoticeShown.version)).scalars().all()
    words = [reply.text for reply, _ in found.replies]
    assert words[-1] == said
    assert (found.intent, found.confidence) == ("x", 0.5)
    assert len(words) == (1 if hello is None else 2)
    if hello is not None:
        assert words[0].startswith(hello)
        assert "computer, not a person" in words[0]
    first = hello == "Hello."
    assert ("/chat/privacy" in "".join(words)) is first, "the notice comes with the first answer, not with each hello"
    assert noted == ([house.organisation.notice_version] if first else [])


def test_who_wants_no_messages_is_told_who_writes_and_no_more(sqlite_house: House) -> None:
    with transaction(sqlite_house.sessions) as session:
        contact, conversation = find_or_create(session, SAM, sqlite_house.vault, NOW)
        contact.opted_out_at = NOW
        words = [
            reply.text
            for reply, _ in opened(turn_of(sqlite_house, session, conversation), Said([(Reply("Bye."), None)], None, None)).replies
        ]
    assert len(words) == 2
    assert "computer, not a person" in words[0]
    assert "privacy" not in words[0]


def test_silence_stays_silence(sqlite_house: House) -> None:
    with transaction(sqlite_house.sessions) as session:
        _, conversation = find_or_create(session, SAM, sqlite_house.vault, NOW)
        assert opened(turn_of(sqlite_house, session, conversation), Said([], None, None)).replies == []


def turn_of(house: House, session: StoreSession, conversation: Conversation) -> Turn:
    """A turn with no more of the services than opening an answer takes."""
    services = SimpleNamespace(organisation=house.organisation, settings=house.settings)
    return Turn(session, conversation, None, services, NOW)  # type: ignore[arg-type]
