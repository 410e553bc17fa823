"""The watch beside the dispatcher: alarms for silence and for what a platform says, and threads that went quiet elsewhere."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import House
from bot.channels import profile, silence
from bot.channels.watch import Watch
from bot.handover import quiet
from bot.intake.acceptance import Acceptance
from bot.messages import AccountNotice, Channel
from bot.privacy.sealing.vault import Vault
from bot.safety.cards import Cards
from bot.safety.lexicon import Lexicon
from bot.store import alarms
from bot.store.session import transaction
from bot.store.tables import Audit, ChannelHour, Contact, Conversation, Handover, InboundMessage, Sealed, Staff
from connectors.upkeep import Finding
from tests.conftest import ROOT

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
NOW = dt.datetime(2026, 11, 26, 12, 0, tzinfo=dt.timezone.utc)


class People:
    """Somebody on Messenger, and what they wrote when."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.count = 0

    def conversation(self, session: Any, vault: Vault, **fields: Any) -> Conversation:
        self.count += 1
        address = Sealed(purpose="contact.address", key_id="k", nonce=b"n" * 12, ciphertext=b"c")
        session.add(address)
        session.flush()
        contact = Contact(channel="messenger", account="1000", address_hash=f"h{self.count}", address_sealed_id=address.id)
        session.add(contact)
        session.flush()
        conversation = Conversation(contact_id=contact.id, channel="messenger", reference=f"C-{self.count}", **fields)
        session.add(conversation)
        session.flush()
        return conversation

    def write(self, *times: dt.datetime, kind: str = "text") -> None:
        with transaction(self.house.sessions) as session:
            for at in times:
                conversation = self.conversation(session, self.house.vault)
                session.add(
                    InboundMessage(
                        conversation_id=conversation.id, channel="messenger", account="1000", provider_id=f"m{self.count}", kind=kind,
                        occurred_at=at, received_at=at, state="done",
                    )
                )  # fmt: skip


@pytest.fixture
def people(sqlite_house: House) -> People:
    return People(sqlite_house)


@pytest.fixture
def people_on_each(house: House) -> People:
    """Once on each kind of database."""
    return People(house)


def standing(house: House) -> list[str]:
    with house.sessions() as session:
        return alarms.names(session)


def look(house: House, now: dt.datetime) -> list[str]:
    return silence.watch(house.sessions, house.organisation, [Channel.MESSENGER, Channel.SMS], now)


def busy_until(people: People, last: dt.datetime) -> None:
    """Three weeks in which one person wrote every hour, day and night; of their messages only the newest is still there."""
    with transaction(people.house.sessions) as session:
        session.add_all(ChannelHour(channel="messenger", hour=last - hour * HOUR, people=1) for hour in range(1, 21 * 24))
    people.write(last)


def test_a_channel_quieter_than_its_habit_raises_an_alarm_and_its_next_message_ends_it(people: People) -> None:
    busy_until(people, NOW)
    assert look(people.house, NOW + 6 * HOUR) == []
    assert look(people.house, NOW + 12 * HOUR) == ["silence_messenger"]
    assert standing(people.house) == ["silence_messenger"]
    people.write(NOW + 12 * HOUR, kind="staff_elsewhere")  # a colleague is no sign that people reach us
    assert look(people.house, NOW + 13 * HOUR) == ["silence_messenger"]
    people.write(NOW + 14 * HOUR)
    assert look(people.house, NOW + 14 * HOUR) == []
    assert standing(people.house) == []


def test_what_a_channel_brought_is_noted_once_and_outlives_the_messages(people_on_each: People) -> None:
    people = people_on_each
    busy_until(people, NOW)
    people.write(NOW, NOW, NOW + HOUR)
    look(people.house, NOW + HOUR)
    look(people.house, NOW + HOUR)
    with transaction(people.house.sessions) as session:
        session.query(InboundMessage).delete()
    assert look(people.house, NOW + 2 * DAY) == ["silence_messenger"]
    with people.house.sessions() as session:
        newest = session.execute(select(ChannelHour.people).order_by(ChannelHour.hour.desc()).limit(3)).scalars().all()
    assert newest == [1, 3, 1]


def test_a_channel_without_a_habit_raises_none(people: People) -> None:
    people.write(NOW - 2 * DAY)
    assert look(people.house, NOW) == []


class Played:
    platform = "meta"

    def __init__(self, *findings: Finding) -> None:
        self.findings = list(findings)

    async def set_up(self, words: Any) -> list[Finding]:
        raise AssertionError("the watch changes nothing")

    async def check(self, words: Any) -> list[Finding]:
        return self.findings

    async def aclose(self) -> None:
        return None


LOST = Finding("page 1000, subscription", False, "our app is not subscribed", broken=True)
WELL = Finding("page 1000, subscription", True, "all fields")
AWAY = Finding("page 1000", False, "Meta could not be reached")
OUTSIDE = Finding("webhook", False, "cannot be reached from here", broken=True)


def test_what_a_platform_says_raises_and_ends_its_alarm(people: People) -> None:
    def say(*findings: Finding) -> list[str]:
        words = lambda: profile.load(ROOT / "data" / "channels.yml", people.house.organisation)  # noqa: E731
        Watch(people.house, [], lambda: [Played(*findings)], words).look_at_platforms(NOW)  # type: ignore[list-item]
        return standing(people.house)

    assert say(WELL, OUTSIDE) == []
    assert say(LOST) == ["setup_meta"]
    assert say(AWAY) == ["setup_meta"]  # nobody answered: what stood still stands
    assert say(WELL, OUTSIDE) == []


def test_platforms_are_asked_hourly_and_by_one_process(people: People) -> None:
    asked: list[dt.datetime] = []

    def none() -> list[Any]:
        asked.append(NOW)
        return []

    watch = Watch(people.house, [Channel.MESSENGER], none, lambda: pytest.fail("no words are needed"))
    other = Watch(people.house, [Channel.MESSENGER], none, lambda: pytest.fail("no words are needed"))
    start = watch._next_platforms - HOUR
    assert watch.look(start)
    assert not other.look(start)
    assert asked == []
    for minutes in (61, 90, 125):
        watch.look(start + minutes * dt.timedelta(minutes=1))
    assert len(asked) == 2


def test_meta_blocking_the_page_is_an_alarm_until_it_is_lifted(people: People) -> None:
    house = people.house
    acceptance = Acceptance(house.sessions, house.vault, Lexicon.load(), Cards.load(), house.organisation)
    blocked = AccountNotice(Channel.MESSENGER, "1000", True, NOW, "spam")
    assert acceptance.accept([blocked]).stored == 1
    assert acceptance.accept([blocked]).repeated == 1
    assert standing(house) == ["blocked_messenger_1000"]
    assert acceptance.accept([AccountNotice(Channel.MESSENGER, "1000", False, NOW)]).stored == 1
    assert standing(house) == []


@pytest.mark.parametrize(
    ("hours", "assigned", "priority", "state"),
    [
        (25, False, 0, "bot"),
        (23, False, 0, "staff"),
        (25, True, 0, "staff"),  # somebody at our own desk has it
        (25, False, 100, "staff"),  # a sign of danger is left to people
    ],
)
def test_a_thread_that_went_quiet_in_the_inbox_is_the_assistants_again(
    people: People, hours: int, assigned: bool, priority: int, state: str
) -> None:
    then = NOW - hours * HOUR
    with transaction(people.house.sessions) as session:
        conversation = people.conversation(session, people.house.vault, state="staff", changed_at=then, created_at=then)
        session.add(Handover(conversation_id=conversation.id, reason="asked", priority=priority, state="taken", opened_at=then))
        if assigned:
            staff = Staff(email="anna@example.org", name="Anna", role="staff")
            session.add(staff)
            session.flush()
            conversation.assigned_to_id = staff.id
    assert quiet.give_back(people.house.sessions, people.house.organisation, NOW) == (state == "bot")
    with people.house.sessions() as session:
        assert session.execute(select(Conversation.state)).scalar_one() == state
        acts = session.execute(select(Audit.act)).scalars().all()
        assert ("handover.back_elsewhere" in acts) == (state == "bot")


def test_a_thread_in_which_somebody_just_wrote_stays_with_staff(people_on_each: People) -> None:
    people = people_on_each
    with transaction(people.house.sessions) as session:
        conversation = people.conversation(session, people.house.vault, state="staff", changed_at=NOW - 3 * DAY)
        session.add(
            InboundMessage(
                conversation_id=conversation.id, channel="messenger", account="1000", provider_id="m", kind="standby",
                occurred_at=NOW - HOUR, received_at=NOW - HOUR, state="done",
            )
        )  # fmt: skip
    assert quiet.give_back(people.house.sessions, people.house.organisation, NOW) == 0
