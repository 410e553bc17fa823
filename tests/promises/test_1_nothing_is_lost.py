"""Promises 1, 2 and 3, by force: every process is killed again and again while people write on four channels.

The measure is what an undisturbed person was told before the killing began: everybody who writes the same words
afterwards must be told the same, once, in the same order.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from pathlib import Path

import httpx
from sqlalchemy import func, select

from bot.app import open_house
from bot.settings import parse
from bot.store.outbox import read_reply
from bot.store.session import make_engine, make_sessions
from bot.store.tables import Contact, Conversation, InboundMessage, OutboundMessage, TrackerEvent
from tests.conftest import ROOT
from tests.support.people import Person
from tests.support.processes import Running, running, wait_for

CHANNELS = ("messenger", "sms", "telegram", "web")
PEOPLE = 5
SCRIPT = (
    "hello",
    "how do I find an NHS dentist",
    "thank you",
    "can I register with a gp without an address",
    "are you a real person",
    "how do i complain about the hospital",
    "what is healthwatch",
    "where can I get help with travel costs to hospital",
    "how do I get my medical records",
    "bye",
)
KILLS = 6
"""Two of each role: a killed worker takes ten seconds to load its model again."""


def address(channel: str, number: int) -> str:
    return {
        "messenger": f"50000000000{number:04d}",
        "sms": f"+447700900{number:03d}",
        "telegram": f"7700{number:04d}",
        "web": f"browser{number}",
    }[channel]


def person(where: Running, channel: str, number: int) -> Person:
    return Person(channel, address(channel, number), where.base, where.base, httpx.Client(timeout=10))


def test_killing_every_process_loses_and_doubles_nothing(tmp_path: Path, database_url: str, trained_model: Path) -> None:
    with running(tmp_path, database_url) as where:
        reference = undisturbed(where, database_url, tmp_path)
        everybody = [person(where, channel, number) for channel in CHANNELS for number in range(1, PEOPLE + 1)]
        writers = [threading.Thread(target=write_all, args=(one, index)) for index, one in enumerate(everybody)]
        for writer in writers:
            writer.start()
        kill_at_random(where, writers)
        for writer in writers:
            writer.join(120)
            assert not writer.is_alive()
        where.wait_ready()
        settle(database_url)
        books = Books(tmp_path, database_url)
        books.no_half_done_turn(len(everybody) * len(SCRIPT) + len(CHANNELS) * len(SCRIPT))
        for channel in CHANNELS:
            for one in books.transcripts(channel).values():
                assert one == reference[channel]
        as_the_platforms_saw_it(where, reference)


def undisturbed(where: Running, database_url: str, folder: Path) -> dict[str, list[str]]:
    """What one person on each channel is told, message by message, with nothing killed."""
    for channel in CHANNELS:
        control = person(where, channel, 0)
        for text in SCRIPT:
            control.write(text)
    settle(database_url)
    books = Books(folder, database_url)
    found = {channel: next(iter(books.transcripts(channel).values())) for channel in CHANNELS}
    assert all(len(told) >= len(SCRIPT) for told in found.values())
    return found


def write_all(one: Person, seed: int) -> None:
    """Writes the script, each message when the one before was acknowledged; some are delivered twice."""
    chance = random.Random(seed)
    for text in SCRIPT:
        one.write(text)
        if chance.random() < 0.2:
            one.repeat_last()
        time.sleep(chance.uniform(0.2, 1.6))  # people type; without this all would be over before the first kill


def kill_at_random(where: Running, writers: list[threading.Thread]) -> None:
    chance = random.Random(20)
    for number in range(KILLS):
        time.sleep(chance.uniform(0.3, 1.5))  # a random moment is what is asked for
        role = ("web", "worker", "dispatch")[number % 3]
        wait_for(lambda role=role: where.kill(role), 30, f"{role} was not started again")


def settle(database_url: str) -> None:
    """Returns when nothing waits in the inbox or the outbox any more."""
    sessions = make_sessions(make_engine(database_url))

    def idle() -> bool:
        with sessions() as session:
            waiting = session.execute(select(func.count()).select_from(InboundMessage).where(InboundMessage.state == "waiting")).scalar()
            going = select(func.count()).select_from(OutboundMessage).where(OutboundMessage.state.in_(("waiting", "sending")))
            return waiting == 0 and session.execute(going).scalar() == 0

    wait_for(idle, 120, "messages still wait after two minutes")


class Books:
    """What the database says happened."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self._house = open_house(parse({"QUIETWORD_VAR": str(folder / "var"), "DATABASE_URL": database_url}, ROOT))

    def no_half_done_turn(self, messages: int) -> None:
        with self._house.sessions() as session:
            states = Counter(session.execute(select(InboundMessage.state)).scalars())
            assert states == {"done": messages}
            answered = select(OutboundMessage.inbound_id).distinct()
            unanswered = select(func.count()).select_from(InboundMessage).where(InboundMessage.id.notin_(answered))
            assert session.execute(unanswered).scalar() == 0
            assert set(session.execute(select(OutboundMessage.state)).scalars()) <= {"sent", "delivered", "read"}
            for sender_id, count, last, users in session.execute(
                select(
                    TrackerEvent.sender_id,
                    func.count(),
                    func.max(TrackerEvent.seq),
                    func.count(TrackerEvent.id).filter(TrackerEvent.event["event"].as_string() == "user"),
                ).group_by(TrackerEvent.sender_id)
            ):
                assert count == last, f"a gap in the memory of conversation {sender_id}"
                assert users == len(SCRIPT)

    def transcripts(self, channel: str) -> dict[str, list[str]]:
        """For each person of a channel the texts we said, in the order of the messages they answer."""
        found: dict[str, list[str]] = {}
        with self._house.sessions() as session:
            query = (
                select(OutboundMessage, Contact.address_hash)
                .join(Conversation, Conversation.id == OutboundMessage.conversation_id)
                .join(Contact, Contact.id == Conversation.contact_id)
                .where(Contact.channel == channel)
                .order_by(OutboundMessage.id)
            )
            for row, address_hash in session.execute(query):
                found.setdefault(address_hash, []).append(read_reply(session, self._house.vault, row).text)
        return found


def as_the_platforms_saw_it(where: Running, reference: dict[str, list[str]]) -> None:
    """The stand-ins for Meta, Twilio and Telegram took every part once, and in order."""
    unsure = (where.logs / "dispatch.log").read_text(errors="replace").count("send.again_unknown")
    for channel in ("messenger", "sms", "telegram"):
        accepted = httpx.get(f"{where.sandbox}/sandbox/api/sent", params={"channel": channel, "limit": 5000}).json()["sent"]
        by_person: dict[str, list[str]] = {}
        for entry in accepted:
            by_person.setdefault(entry["to"], []).append(entry["text"])
        assert len(by_person) == PEOPLE + 1
        control = by_person[address(channel, 0)]
        doubled = 0
        for told in by_person.values():
            once = [text for index, text in enumerate(told) if index == 0 or text != told[index - 1]]
            doubled += len(told) - len(control)
            assert once == [text for index, text in enumerate(control) if index == 0 or text != control[index - 1]]
        # docs/decisions/0003: only Telegram offers no way to ask, and only a part caught in the act may come twice.
        assert doubled <= (unsure if channel == "telegram" else 0), f"{doubled} doubled on {channel}"
