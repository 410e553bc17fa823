"""Who has a conversation: every move between the assistant, the wait, staff and the end, with its record."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from bot.handover import queue, service
from bot.store.outbox import read_reply
from bot.store.tables import Audit, Handover, OutboundMessage, Sealed
from tests.handover.conftest import NOW, House

LATER = NOW + dt.timedelta(minutes=5)


def ask(house: House, reason: str = "asked", priority: int = 0, detail: str | None = None, now: dt.datetime = NOW) -> str:
    promise = service.request(
        house.session, house.conversation, reason, organisation=house.organisation, now=now, priority=priority, detail=detail
    )
    return promise.text


def handovers(house: House) -> list[Handover]:
    return list(house.session.execute(select(Handover).order_by(Handover.id)).scalars())


def acts(house: House) -> list[tuple[str, str]]:
    house.session.flush()
    return [(row.actor, row.act) for row in house.session.execute(select(Audit).order_by(Audit.id)).scalars()]


def said(house: House) -> list[tuple[str, str]]:
    rows = house.session.execute(select(OutboundMessage).order_by(OutboundMessage.id)).scalars()
    return [(row.author, read_reply(house.session, house.vault, row).text) for row in rows]


def test_request_waits_and_promises(house: House) -> None:
    assert "open until 5pm today" in ask(house)
    house.session.commit()
    assert house.conversation.state == "waiting"
    assert service.bot_may_speak(house.conversation)
    assert [(row.reason, row.state, row.priority) for row in handovers(house)] == [("asked", "waiting", 0)]
    assert acts(house) == [("system", "handover.request")]


@pytest.mark.parametrize("commit_between", [True, False])
def test_request_again_adds_nothing_and_only_raises(house: House, commit_between: bool) -> None:
    ask(house, "no_answer", detail="first")
    if commit_between:
        house.session.commit()
    ask(house, "asked")
    ask(house, "danger", priority=100, detail="medical_emergency", now=LATER)
    ask(house, "asked")
    house.session.commit()
    rows = handovers(house)
    assert [(row.reason, row.detail, row.priority, row.opened_at) for row in rows] == [("danger", "medical_emergency", 100, NOW)]
    assert acts(house) == [("system", "handover.request"), ("system", "handover.raise")]


def test_request_does_not_take_the_write_lock(house: House) -> None:
    house.session.commit()
    ask(house)
    ask(house, "danger", priority=100)
    assert not house.session.connection().connection.dbapi_connection.in_transaction


def test_taking_puts_a_name_on_it_but_the_assistant_may_still_speak(house: House) -> None:
    ask(house)
    service.take(house.session, house.conversation, house.anna, now=LATER)
    service.take(house.session, house.conversation, house.anna, now=LATER)
    house.session.commit()
    assert house.conversation.state == "waiting"
    assert service.bot_may_speak(house.conversation)
    assert house.conversation.assigned_to_id == house.anna.id
    assert [(row.state, row.taken_by_id, row.taken_at) for row in handovers(house)] == [("taken", house.anna.id, LATER)]
    assert acts(house)[1:] == [(f"staff:{house.anna.id}", "handover.take")]


def test_first_human_reply_silences_the_assistant(house: House) -> None:
    ask(house)
    outbound = service.staff_reply(house.session, house.conversation, house.anna, "  Hello, I am Anna.\n", vault=house.vault, now=LATER)
    house.session.commit()
    assert house.conversation.state == "staff"
    assert not service.bot_may_speak(house.conversation)
    assert said(house) == [(f"staff:{house.anna.id}", "Hello, I am Anna.")]
    assert outbound.state == "waiting"
    assert outbound.available_at == LATER
    sealed = house.session.get(Sealed, outbound.body_sealed_id)
    assert sealed.purpose == "outbound.body"
    assert b"Anna" not in sealed.ciphertext
    assert acts(house)[1:] == [(f"staff:{house.anna.id}", "handover.take"), (f"staff:{house.anna.id}", "reply")]
    # Asking again while staff have it keeps it with staff.
    assert "has your messages" in ask(house, "danger", priority=100)
    assert house.conversation.state == "staff"
    assert handovers(house)[0].priority == 100


def test_a_second_colleague_takes_over(house: House) -> None:
    ask(house)
    service.staff_reply(house.session, house.conversation, house.anna, "Hello", vault=house.vault, now=NOW)
    service.staff_reply(house.session, house.conversation, house.ben, "Ben here", vault=house.vault, now=LATER)
    house.session.commit()
    assert house.conversation.assigned_to_id == house.ben.id
    taken = house.session.execute(select(Audit).where(Audit.act == "handover.take").order_by(Audit.id)).scalars().all()
    assert [row.detail for row in taken] == [{}, {"from": f"staff:{house.anna.id}"}]


def test_putting_it_back_takes_the_name_off_and_tells_nobody(house: House) -> None:
    ask(house)
    service.put_back(house.session, house.conversation, house.anna, now=LATER)
    assert [act for _, act in acts(house)] == ["handover.request"], "no name stood on it"
    service.take(house.session, house.conversation, house.anna, now=LATER)
    service.put_back(house.session, house.conversation, house.anna, now=LATER)
    (row,) = handovers(house)
    assert (row.state, row.taken_by_id, house.conversation.assigned_to_id) == ("waiting", None, None)
    assert house.conversation.state == "waiting"
    assert [act for _, act in acts(house)][-1] == "handover.put_back"
    assert said(house) == []


def test_what_staff_answered_stays_silent_and_wants_a_colleague_when_put_back(house: House) -> None:
    service.staff_reply(house.session, house.conversation, house.anna, "Hello", vault=house.vault, now=NOW)
    service.put_back(house.session, house.conversation, house.anna, now=LATER)
    house.session.flush()
    assert house.conversation.state == "staff"
    assert not service.bot_may_speak(house.conversation)
    (line,) = queue.with_staff(house.session)
    assert (line.free, line.staff_name, line.why) == (True, None, "A colleague put it back in the queue")


def test_staff_may_write_first(house: House) -> None:
    service.staff_reply(house.session, house.conversation, house.anna, "Hello", vault=house.vault, now=NOW)
    house.session.commit()
    assert house.conversation.state == "staff"
    assert handovers(house) == []


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_an_empty_reply_is_refused(house: House, text: str) -> None:
    with pytest.raises(ValueError, match="needs words"):
        service.staff_reply(house.session, house.conversation, house.anna, text, vault=house.vault, now=NOW)
    assert house.conversation.state == "bot"
    assert said(house) == []


def test_nobody_writes_to_a_person_who_said_stop(house: House) -> None:
    house.contact.opted_out_at = NOW
    with pytest.raises(service.CannotReply, match="asked us to stop"):
        service.staff_reply(house.session, house.conversation, house.anna, "Hello", vault=house.vault, now=NOW)
    ask(house)
    assert service.hand_back(house.session, house.conversation, house.anna, vault=house.vault, now=NOW) is None
    house.session.commit()
    assert said(house) == []
    assert house.conversation.state == "bot"


def test_handing_back_ends_the_handover_and_says_so_once(house: House) -> None:
    ask(house)
    service.staff_reply(house.session, house.conversation, house.anna, "Hello", vault=house.vault, now=NOW)
    assert service.hand_back(house.session, house.conversation, house.anna, vault=house.vault, now=LATER) is not None
    assert service.hand_back(house.session, house.conversation, house.anna, vault=house.vault, now=LATER) is None
    house.session.commit()
    assert house.conversation.state == "bot"
    assert house.conversation.assigned_to_id is None
    assert service.bot_may_speak(house.conversation)
    assert [(row.state, row.ended_at) for row in handovers(house)] == [("ended", LATER)]
    assert said(house)[1:] == [("bot", service.BACK_WITH_ASSISTANT)]
    assert acts(house).count((f"staff:{house.anna.id}", "handover.back")) == 1
    # A new wish opens a new request.
    ask(house, now=LATER)
    house.session.commit()
    assert [row.state for row in handovers(house)] == ["ended", "waiting"]


def test_closing(house: House) -> None:
    ask(house)
    service.close(house.session, house.conversation, house.anna, now=LATER)
    service.close(house.session, house.conversation, house.anna, now=LATER)
    house.session.commit()
    assert house.conversation.state == "closed"
    assert house.conversation.closed_at == LATER
    assert not service.bot_may_speak(house.conversation)
    assert [row.state for row in handovers(house)] == ["ended"]
    assert acts(house)[1:] == [(f"staff:{house.anna.id}", "conversation.close")]
    assert said(house) == []


def test_an_answer_in_the_platforms_inbox_counts_as_the_first_human_reply(house: House) -> None:
    ask(house)
    service.taken_elsewhere(house.session, house.conversation, now=LATER)
    service.taken_elsewhere(house.session, house.conversation, now=LATER)
    house.session.commit()
    assert house.conversation.state == "staff"
    assert not service.bot_may_speak(house.conversation)
    assert [(row.state, row.taken_by_id) for row in handovers(house)] == [("taken", None)]
    assert acts(house)[1:] == [("system", "handover.elsewhere")]


def test_no_record_holds_what_was_written(house: House) -> None:
    ask(house)
    service.staff_reply(house.session, house.conversation, house.anna, "A very secret sentence", vault=house.vault, now=NOW)
    house.session.commit()
    for row in house.session.execute(select(Audit)).scalars():
        assert "secret" not in f"{row.reason}{row.detail}"
