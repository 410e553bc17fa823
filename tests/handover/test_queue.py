"""The queue: danger first, then the longest wait; what staff have comes apart, unanswered first."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.handover import queue, service
from bot.store.tables import Conversation, Handover, InboundMessage
from tests.handover.conftest import NOW, House

MINUTE = dt.timedelta(minutes=1)


def conversation(house: House, reference: str) -> Conversation:
    row = Conversation(reference=reference, contact=house.contact, channel="sms", created_at=NOW, changed_at=NOW)
    house.session.add(row)
    house.session.flush()
    return row


def wait(house: House, reference: str, minutes: int, priority: int = 0) -> Conversation:
    row = conversation(house, reference)
    service.request(
        house.session,
        row,
        "danger" if priority else "asked",
        organisation=house.organisation,
        now=NOW + minutes * MINUTE,
        priority=priority,
    )
    house.session.flush()
    return row


def write(house: House, row: Conversation, minutes: int, kind: str = "text") -> None:
    house.session.add(
        InboundMessage(
            conversation_id=row.id,
            channel="sms",
            account="a",
            provider_id=f"{row.reference}{minutes}",
            kind=kind,
            occurred_at=NOW,
            received_at=NOW + minutes * MINUTE,
        )
    )
    house.session.flush()


def test_danger_first_then_the_oldest(house: House) -> None:
    wait(house, "second", 1)
    wait(house, "third", 2)
    wait(house, "danger", 3, priority=100)
    wait(house, "first", 0)
    conversation(house, "with the assistant")
    lines = queue.waiting(house.session)
    assert [line.reference for line in lines] == ["danger", "first", "second", "third"]
    assert [line.danger for line in lines] == [True, False, False, False]


def test_a_danger_sign_stored_without_a_state_is_in_the_queue(house: House) -> None:
    house.session.add(
        Handover(conversation_id=house.conversation.id, reason="danger", detail="domestic_abuse", priority=100, opened_at=NOW)
    )
    house.session.flush()
    assert house.conversation.state == "bot"
    assert [line.why for line in queue.waiting(house.session)] == ["Showed a danger sign: domestic abuse"]


def test_two_requests_of_one_conversation_are_one_line(house: House) -> None:
    for priority in (0, 100):
        house.session.add(Handover(conversation_id=house.conversation.id, reason="asked", priority=priority, opened_at=NOW))
    house.session.flush()
    assert [line.priority for line in queue.waiting(house.session)] == [100]
    service.hand_back(house.session, house.conversation, house.anna, vault=house.vault, now=NOW)
    house.session.flush()
    assert queue.waiting(house.session) == []


def test_a_taken_one_still_waits_and_says_who_has_it(house: House) -> None:
    row = wait(house, "taken", 0)
    service.take(house.session, row, house.anna, now=NOW)
    house.session.flush()
    assert [(line.reference, line.staff_name) for line in queue.waiting(house.session)] == [("taken", "Anna Example")]


def test_with_staff_puts_unanswered_before_answered(house: House) -> None:
    for reference, at in (("answered", 0), ("written since", 1), ("only a thumb", 2)):
        row = wait(house, reference, at)
        write(house, row, 1)
        service.staff_reply(house.session, row, house.anna, "Hello", vault=house.vault, now=NOW + 5 * MINUTE)
        write(house, row, 9 if reference == "written since" else 3)
        write(house, row, 10, kind="reaction") if reference == "only a thumb" else None
    elsewhere = wait(house, "elsewhere", 0)
    write(house, elsewhere, 1)
    service.taken_elsewhere(house.session, elsewhere, now=NOW + 2 * MINUTE)
    house.session.flush()
    assert queue.waiting(house.session) == []
    lines = queue.with_staff(house.session)
    assert {line.reference: line.unanswered for line in lines} == {
        "written since": True,
        "answered": False,
        "only a thumb": False,
        "elsewhere": False,
    }
    assert lines[0].reference == "written since"


@pytest.mark.parametrize(
    ("reason", "detail", "words"),
    [
        ("asked", None, "Asked to speak to a person"),
        ("danger", "medical_emergency", "Showed a danger sign: medical emergency"),
        ("no_answer", "anything else", "The assistant had no answer"),
        ("danger_domestic_abuse", None, "Showed a danger sign: domestic abuse"),
        ("some_new_code", None, "Some new code"),
    ],
)
def test_reasons_in_words(reason: str, detail: str | None, words: str) -> None:
    assert queue.why(reason, detail) == words
