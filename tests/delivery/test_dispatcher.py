"""The dispatcher: order, retries, urgent cards, crashes in the middle of a send, and replies that cannot go."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading

import pytest
from sqlalchemy import select

from bot.app import House
from bot.delivery import failing
from bot.delivery.acts import Acts
from bot.delivery.dispatcher import _READY, AT_ONCE, Dispatcher
from bot.delivery.sending import Sending
from bot.messages import Button, Channel, Delivery, DeliveryState, Reply
from bot.store import durable, wake
from bot.store.outbox import put_reply
from bot.store.session import transaction
from bot.store.tables import Contact, Conversation, Handover, OutboundMessage, OutboundPart, utcnow
from connectors.errors import Ambiguous, Bug, GiveToStaff, Retryable, StopContact, ThreadTaken
from tests.support.front import Front


@pytest.fixture
def front(house: House) -> Front:
    """A front desk without a worker: the tests put replies into the outbox themselves."""
    front = Front(house)
    front.write("hello", channel=Channel.SMS, person="+447700900123")
    return front


def say(front: Front, *texts: str, urgent: bool = False, buttons: tuple[Button, ...] = (), author: str = "bot") -> None:
    with transaction(front.house.sessions) as session:
        conversation = session.execute(select(Conversation)).scalars().first()
        for text in texts:
            put_reply(session, front.house.vault, conversation, Reply(text, buttons), author=author, now=utcnow(), urgent=urgent)
            session.flush()


def make_due(front: Front) -> None:
    with transaction(front.house.sessions) as session:
        for row in session.execute(select(OutboundMessage)).scalars():
            row.available_at = utcnow() - dt.timedelta(seconds=1)


def states(front: Front) -> list[str]:
    with front.house.sessions() as session:
        return list(session.execute(select(OutboundMessage.state).order_by(OutboundMessage.id)).scalars())


def sent(front: Front) -> list[str]:
    return front.answers("+447700900123", Channel.SMS)


def test_replies_go_in_order_and_once(front: Front) -> None:
    say(front, "one", "two", "three")
    front.dispatch()
    front.dispatch()
    assert sent(front) == ["one", "two", "three"]
    assert states(front) == ["sent"] * 3


def test_of_more_than_can_be_looked_at_the_oldest_are(front: Front) -> None:
    count = 4 * AT_ONCE + 1
    with transaction(front.house.sessions) as session:
        contact = session.execute(select(Contact)).scalars().first()
        first = session.execute(select(Conversation)).scalars().one()
        later = [Conversation(reference=f"C-{number}", contact_id=contact.id, channel=first.channel) for number in range(count - 1)]
        session.add_all(later)
        session.flush()
        for conversation in reversed([first, *later]):  # who wrote last was answered first
            put_reply(session, front.house.vault, conversation, Reply("yes"), author="bot", now=utcnow())
            session.flush()
    with front.house.sessions() as session:
        ready = {row[0] for row in _READY.all(session, now=utcnow())}
    assert later[-1].id in ready
    assert first.id not in ready


def test_a_reply_that_waits_for_its_retry_holds_the_next_one_back(front: Front) -> None:
    say(front, "one", "two")
    front.recorders[Channel.SMS].fail_with = [Retryable("busy", "20429", retry_after=30)]
    front.dispatch()
    assert sent(front) == []
    assert states(front) == ["waiting", "waiting"]
    make_due(front)
    front.dispatch()
    assert sent(front) == ["one", "two"]


def test_a_danger_card_does_not_wait_behind_a_retry(front: Front) -> None:
    say(front, "one")
    front.recorders[Channel.SMS].fail_with = [Retryable("busy", retry_after=60)]
    front.dispatch()
    say(front, "card", urgent=True)
    front.dispatch()
    assert sent(front) == ["card"]


@pytest.mark.parametrize(
    "error", [GiveToStaff("outside the window", "10/2018278"), Bug("no body", "21602"), StopContact("opted out", "21610")]
)
def test_what_cannot_go_comes_back_to_staff_with_the_reason(front: Front, error: Exception) -> None:
    say(front, "one")
    front.recorders[Channel.SMS].fail_with = [error]
    front.dispatch()
    assert states(front) == ["returned"]
    with front.house.sessions() as session:
        handover = session.execute(select(Handover)).scalar_one()
        opted_out = session.execute(select(Contact.opted_out_at)).scalar_one()
    assert handover.reason == "undelivered"
    assert handover.detail == str(error)
    assert (opted_out is not None) == isinstance(error, StopContact)


def test_after_many_attempts_staff_are_asked(front: Front) -> None:
    say(front, "one")
    front.recorders[Channel.SMS].fail_with = [Retryable("busy") for _ in range(failing.ATTEMPTS)]
    for _ in range(failing.ATTEMPTS):
        make_due(front)
        front.dispatch()
    assert states(front) == ["returned"]


def test_a_part_known_to_have_gone_is_not_sent_again(front: Front) -> None:
    """The process died after the platform took the message: the echo or callback has told us its id."""
    say(front, "one")
    front.recorders[Channel.SMS].fail_with = [Ambiguous("time-out")]
    front.dispatch()
    with transaction(front.house.sessions) as session:
        part = session.execute(select(OutboundPart)).scalar_one()
        assert part.state == "sending"
        part.provider_id, part.state = "SM9", "sent"
    make_due(front)
    front.dispatch()
    assert sent(front) == []
    assert states(front) == ["sent"]


def test_nothing_is_sent_before_the_note_of_it_is_on_the_disk(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    if front.house.engine.dialect.name == "postgresql":
        pytest.skip("PostgreSQL's commits wait for the disk by themselves")
    say(front, "one")
    recorder = front.recorders[Channel.SMS]
    sent_at_the_syncs: list[int] = []
    monkeypatch.setattr(durable, "to_disk", lambda _engine: sent_at_the_syncs.append(len(recorder.sent)))
    front.dispatch()
    assert (sent_at_the_syncs[0], len(recorder.sent)) == (0, 1)


def test_on_messenger_the_echo_settles_what_a_time_out_left_open(house: House) -> None:
    """No second copy while the echo may still come, and none after it came."""
    front = Front(house)
    front.write("hello", channel=Channel.MESSENGER, person="222")
    recorder = front.recorders[Channel.MESSENGER]
    sending = Sending(house.sessions, house.vault, house.organisation, front.recorders, 20.0)  # type: ignore[arg-type]
    say(front, "one")

    def send() -> None:
        with house.sessions() as session:
            reply = session.execute(select(OutboundMessage.id)).scalar_one()
        asyncio.run(sending.send(reply))

    recorder.fail_with = [Ambiguous("Meta did not answer")]
    send()
    send()
    assert recorder.sent == [], "the echo may still come"
    assert states(front) == ["sending"]
    with house.sessions() as session:
        key = session.execute(select(OutboundPart.key)).scalar_one()
    front.acceptance.accept([Delivery(Channel.MESSENGER, "1000", DeliveryState.SENT, utcnow(), provider_id="m_9", key=key)])
    send()
    assert recorder.sent == []
    assert states(front) == ["sent"]


def test_on_messenger_what_no_echo_came_for_goes_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """After twenty seconds; a dispatcher that was started meanwhile counts them anew, for the web process may have been down with it."""
    front = Front(house)
    front.write("hello", channel=Channel.MESSENGER, person="222")
    say(front, "one")
    recorder = front.recorders[Channel.MESSENGER]
    recorder.fail_with = [Ambiguous("Meta did not answer")]
    passed = 0
    monkeypatch.setattr("bot.delivery.sending.utcnow", lambda: utcnow() + dt.timedelta(seconds=passed))
    with house.sessions() as session:
        reply = session.execute(select(OutboundMessage.id)).scalar_one()

    def started_now() -> Sending:
        return Sending(house.sessions, house.vault, house.organisation, front.recorders, 20.0)  # type: ignore[arg-type]

    first = started_now()
    asyncio.run(first.send(reply))
    passed = 19
    asyncio.run(first.send(reply))
    assert recorder.sent == []
    passed = 21
    second = started_now()
    asyncio.run(second.send(reply))
    assert recorder.sent == [], "the echo may wait for the web process to come up again"
    passed = 42
    asyncio.run(second.send(reply))
    assert front.answers("222", Channel.MESSENGER) == ["one"]


def test_a_part_of_which_nothing_can_be_known_goes_again_under_the_same_key(front: Front) -> None:
    say(front, "one")
    front.recorders[Channel.SMS].fail_with = [Ambiguous("time-out")]
    front.dispatch()
    with front.house.sessions() as session:
        key = session.execute(select(OutboundPart.key)).scalar_one()
    make_due(front)
    front.dispatch()
    assert sent(front) == ["one"]
    assert front.recorders[Channel.SMS].keys == [key]


def test_a_part_that_the_platform_can_find_is_not_sent_again(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    say(front, "one")
    front.recorders[Channel.SMS].fail_with = [Ambiguous("time-out")]
    front.dispatch()

    async def found(*_: object) -> str:
        return "SM77"

    monkeypatch.setattr(front.recorders[Channel.SMS], "find_sent", found)
    make_due(front)
    front.dispatch()
    assert sent(front) == []
    with front.house.sessions() as session:
        assert session.execute(select(OutboundPart.provider_id)).scalar_one() == "SM77"


@pytest.mark.parametrize(("author", "staff_asked"), [("bot", False), ("staff:1", True)])
def test_nothing_is_sent_to_someone_who_asked_us_to_stop(front: Front, author: str, staff_asked: bool) -> None:
    say(front, "written before they asked", author=author)
    with transaction(front.house.sessions) as session:
        session.execute(select(Contact)).scalar_one().opted_out_at = utcnow()
    say(front, "written after", author=author)
    front.dispatch()
    make_due(front)
    front.dispatch()
    assert sent(front) == []
    assert states(front) == ["returned", "returned"]
    with front.house.sessions() as session:
        assert (session.execute(select(Handover)).first() is not None) is staff_asked


def test_a_person_who_blocked_us_is_not_tried_again(front: Front) -> None:
    say(front, "one")
    front.recorders[Channel.SMS].fail_with = [StopContact("Twilio 21610: the person asked for no more messages", "21610")]
    front.dispatch()
    say(front, "two")
    make_due(front)
    front.dispatch()
    assert front.recorders[Channel.SMS].fail_with == []
    assert sent(front) == []
    assert states(front) == ["returned", "returned"]


def test_a_colleague_in_metas_own_inbox_silences_the_assistant_and_calls_nobody(front: Front) -> None:
    say(front, "one")
    front.recorders[Channel.SMS].fail_with = [ThreadTaken("Meta 10/2018300: a colleague answers this person in Meta's own inbox")]
    front.dispatch()
    assert states(front) == ["returned"]
    with front.house.sessions() as session:
        assert session.execute(select(Conversation.state)).scalar_one() == "staff"
        assert session.execute(select(Handover)).first() is None


def test_a_failure_that_may_be_repeated_once_is_repeated_once(front: Front) -> None:
    say(front, "one")
    front.recorders[Channel.SMS].fail_with = [Retryable("phone off", "30003", retry_after=3600, at_most=1) for _ in range(3)]
    for _ in range(4):
        front.dispatch()
        make_due(front)
    assert len(front.recorders[Channel.SMS].fail_with) == 1
    assert states(front) == ["returned"]


def test_a_danger_card_is_tried_even_for_someone_who_asked_us_to_stop(front: Front) -> None:
    with transaction(front.house.sessions) as session:
        session.execute(select(Contact)).scalar_one().opted_out_at = utcnow()
    say(front, "card", urgent=True)
    front.dispatch()
    assert sent(front) == ["card"]


def test_buttons_leave_as_a_menu_on_sms_and_their_meaning_stays_here(front: Front) -> None:
    say(front, "Which?", buttons=(Button("Yes", "/affirm"), Button("No", "/deny")))
    front.dispatch()
    (text,) = sent(front)
    assert "1" in text
    assert "Yes" in text
    assert "/affirm" not in text


def test_what_runs_beside_the_sending_begins_and_ends_with_it(front: Front) -> None:
    """Signs and upkeep live as long as the process; a reply goes out meanwhile."""
    stop, ended = threading.Event(), []

    class Beside:
        async def run(self) -> None:
            try:
                stop.set()
                await asyncio.Event().wait()
            finally:
                ended.append(True)

    say(front, "one")
    house = front.house
    sending = Sending(house.sessions, house.vault, house.organisation, front.recorders)  # type: ignore[arg-type]
    waiter = wake.make_waiter(house.engine, wake.OUTBOX)
    Dispatcher(house.sessions, sending, Acts(house.sessions, house.vault, house.locks, None), house.locks, waiter, [Beside()]).run(stop)
    waiter.close()
    assert sent(front) == ["one"]
    assert ended == [True]
