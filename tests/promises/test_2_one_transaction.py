"""Promise 2: a turn commits whole or not at all, and a message given up on reaches a person."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from bot.dialogue import fixed, turns
from bot.dialogue.worker import RETRY_AFTER
from bot.store.session import transaction
from bot.store.tables import Audit, Conversation, Enquiry, Handover, InboundMessage, OutboundMessage, TrackerEvent, utcnow
from tests.support.front import Front

TOUCHED = (TrackerEvent, OutboundMessage, Enquiry, Handover, Audit)


def counts(front: Front) -> dict[str, int]:
    with front.house.sessions() as session:
        return {table.__tablename__: session.execute(select(func.count()).select_from(table)).scalar() for table in TOUCHED}


def make_due(front: Front) -> None:
    with transaction(front.house.sessions) as session:
        for row in session.execute(select(InboundMessage).where(InboundMessage.state == "waiting")).scalars():
            row.available_at = utcnow()


def test_a_turn_that_fails_at_its_very_end_leaves_nothing(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    front.write("how do I find an NHS dentist")
    before = counts(front)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(turns.wake, "notify", fail)  # the last thing before the commit
        front.work()
    assert counts(front) == before
    with front.house.sessions() as session:
        assert session.execute(select(InboundMessage.state, InboundMessage.attempts)).one() == ("waiting", 1)
    make_due(front)
    front.run()
    assert [answer for answer in front.answers() if "Source:" in answer] == front.answers()[-1:]


def test_the_same_turn_is_the_same_after_a_failure(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a failed turn did to Rasa's memory never happened."""
    front.ask("hello")
    front.write("how do I find an NHS dentist", person="sam")
    with monkeypatch.context() as patched:
        patched.setattr(turns, "say", lambda *_, **__: (_ for _ in ()).throw(RuntimeError("no")))
        front.work()
    make_due(front)
    front.run()
    with front.house.sessions() as session:
        events = session.execute(select(TrackerEvent.event).order_by(TrackerEvent.seq)).scalars().all()
    assert [event["text"] for event in events if event["event"] == "user"] == ["hello", "how do I find an NHS dentist"]


def test_a_message_that_keeps_failing_goes_to_a_person_and_the_next_one_is_answered(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    front.write("the food on the ward was cold")
    front.write("how do I find an NHS dentist")
    real = turns.Turns.take

    async def take(self: turns.Turns, inbound_id: int, now: object = None) -> bool:
        if inbound_id == 1:
            raise RuntimeError("broken")
        return await real(self, inbound_id)

    monkeypatch.setattr(turns.Turns, "take", take)
    for _ in range(len(RETRY_AFTER) + 1):
        make_due(front)
        front.work()
    front.run()
    assert front.answers()[0] == fixed.TURN_FAILED.text
    assert "Source:" in front.answers()[-1]
    with front.house.sessions() as session:
        assert session.execute(select(Handover.reason)).scalar_one() == "turn_failed"


def test_staff_who_take_over_while_the_assistant_thinks_have_the_word(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    front.write("how do I find an NHS dentist")
    real = turns.Turns._think

    async def think_while_staff_reply(self: turns.Turns, *args: object) -> object:
        said = await real(self, *args)  # type: ignore[arg-type]
        with transaction(front.house.sessions) as session:
            session.execute(select(Conversation)).scalar_one().state = "staff"
        return said

    monkeypatch.setattr(turns.Turns, "_think", think_while_staff_reply)
    front.worker.step()
    monkeypatch.undo()
    front.run()
    assert front.answers() == []
    with front.house.sessions() as session:
        assert session.execute(select(InboundMessage.state)).scalar_one() == "done"


@pytest.mark.parametrize("rounds", [3])
def test_answers_keep_the_order_of_the_questions(front: Front, rounds: int) -> None:
    """Promise 3: many people at once, each in order."""
    questions = ("hello", "how do I find an NHS dentist", "thank you")
    for question in questions * rounds:
        for person in ("sam", "alex", "kim"):
            front.write(question, person=person)
    front.run()
    told = front.by_person()
    assert told["sam"] == told["alex"] == told["kim"]
    assert len(told["sam"]) >= len(questions) * rounds


def test_a_second_workers_old_look_finds_nothing_to_do(front: Front) -> None:
    """It has seen the message waiting; before it came to it, another worker answered it, and put the next one off."""
    front.write("hello")
    front.write("how do I find an NHS dentist")
    old_look = front.worker._candidates()
    with transaction(front.house.sessions) as session:
        answered, put_off = session.execute(select(InboundMessage).order_by(InboundMessage.id)).scalars()
        answered.state = "done"
        put_off.available_at = utcnow() + dt.timedelta(minutes=1)
    before = counts(front)
    front.worker._found.extend([*old_look, (put_off.conversation_id, put_off.id)])
    front.work()
    assert counts(front) == before
    with front.house.sessions() as session:
        assert session.execute(select(InboundMessage.state).order_by(InboundMessage.id)).scalars().all() == ["done", "waiting"]
