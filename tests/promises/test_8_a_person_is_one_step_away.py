"""Promise 8: a person is one step away, and the assistant is silent from their first word until they hand back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.handover import service as handover
from bot.messages import Channel
from bot.store.session import transaction
from bot.store.tables import Conversation, Experience, Staff
from tests.support.front import Front


@pytest.fixture
def staff(sqlite_front: Front) -> int:
    with transaction(sqlite_front.house.sessions) as session:
        row = Staff(email="alex@example.org", name="Alex", role="staff")
        session.add(row)
        session.flush()
        return int(row.id)


def act(front: Front, staff_id: int, what: str) -> None:
    """A member of staff replies, or hands back."""
    with transaction(front.house.sessions) as session:
        conversation = session.execute(select(Conversation)).scalar_one()
        who = session.get(Staff, staff_id)
        if what == "reply":
            handover.staff_reply(session, conversation, who, "Hello, I am Alex.", vault=front.house.vault)
        else:
            handover.hand_back(session, conversation, who, vault=front.house.vault)
    front.run()


@pytest.mark.parametrize("channel", [Channel.WEB, Channel.SMS, Channel.TELEGRAM, Channel.MESSENGER])
def test_the_assistant_speaks_until_the_first_human_word_and_not_after(sqlite_front: Front, staff: int, channel: Channel) -> None:
    where = {"channel": channel, "person": "sam"}
    assert sqlite_front.ask("I want to speak to a person", **where)
    assert sqlite_front.ask("how do I find an NHS dentist", **where), "while waiting, questions are still answered"
    act(sqlite_front, staff, "reply")
    assert sqlite_front.answers(**where)[-1] == "Hello, I am Alex."
    assert sqlite_front.ask("thank you Alex, how do I find an NHS dentist", **where) == []
    act(sqlite_front, staff, "hand back")
    assert sqlite_front.ask("how do I find an NHS dentist", **where)


def test_a_story_goes_on_where_it_was_when_staff_hand_back(sqlite_front: Front, staff: int) -> None:
    sqlite_front.ask("I want to share an experience")
    sqlite_front.ask("The surgery was kind to my mother and rang us back the same day")
    sqlite_front.ask("can I speak to someone please")
    act(sqlite_front, staff, "reply")
    act(sqlite_front, staff, "hand back")
    sqlite_front.ask("The nurse explained everything twice")
    sqlite_front.ask("that's all")
    with sqlite_front.house.sessions() as session:
        story = session.execute(select(Experience.story_redacted)).scalar_one()
    assert "rang us back" in story
    assert "explained everything" in story
