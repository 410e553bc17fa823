"""The restricted record of a concern: one, however many add to it at once, and nobody's exact words give way to another's."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select

from bot import turn
from bot.app import House
from bot.dialogue.assistant import Said
from bot.dialogue.turns import Turns
from bot.safety import concerns
from bot.safety.answering import Answering
from bot.safety.cards import Cards
from bot.safety.second_look.model import Likeness
from bot.store.session import transaction
from bot.store.tables import Conversation, InboundMessage, SafeguardingConcern, utcnow
from tests.support.front import Front

AT_THE_DOOR = "the carer hits my mum"
LATER = "the carer hits my mum again, every night"
SEEN_BY_THE_WORKER = "she pinches us where it does not show"


class Interrupted(Turns):
    """A turn into which the person writes again, just before it is finished."""

    front: Front

    async def _think(self, present: turn.Turn, message: InboundMessage) -> Said:
        said = await super()._think(present, message)
        self.front.write(LATER)
        return said


def test_what_comes_to_the_door_while_the_worker_thinks_is_kept_with_what_the_worker_saw(house: House) -> None:
    front = Front(house)
    front.write(AT_THE_DOOR)
    with transaction(house.sessions) as session:
        session.execute(select(Conversation)).scalar_one().state = "staff"
        session.execute(select(InboundMessage)).scalar_one().state = "done"
    front.write(SEEN_BY_THE_WORKER)
    services: Any = SimpleNamespace(
        vault=house.vault,
        redactor=SimpleNamespace(redact=lambda text: SimpleNamespace(text=text, spans=())),
        second_look=SimpleNamespace(decide=lambda *_: (False, (Likeness("adult_safeguarding", 0.9),))),
        encoder=SimpleNamespace(read_ahead=lambda text: None),
        danger=Answering(house.vault, Cards.load(), house.organisation),
    )
    turns = Interrupted(house.sessions, services, SimpleNamespace(forget=lambda sender_id: None))  # type: ignore[arg-type]
    turns.front = front
    with house.sessions() as session:
        waiting = session.execute(select(InboundMessage.id).where(InboundMessage.state == "waiting")).scalar_one()
    assert asyncio.run(turns.take(waiting))
    with house.sessions() as session:
        concern = session.execute(select(SafeguardingConcern)).scalar_one()
        words = house.vault.open(session, concern.words_sealed_id) or ""
    assert [text in words for text in (AT_THE_DOOR, LATER, SEEN_BY_THE_WORKER)] == [True, True, True]


def test_two_who_open_the_same_record_at_once_leave_one_with_the_words_of_both(house: House) -> None:
    Front(house).write("hello")
    begun = threading.Event()

    def open_record(words: str) -> None:
        with transaction(house.sessions) as session:
            conversation = session.execute(select(Conversation)).scalar_one()
            # What the door does before: a message of the conversation is stored.
            session.add(a_message_in(conversation, words))
            begun.set()
            concerns.open_for(session, house.vault, conversation, "domestic_abuse", words, utcnow())

    with ThreadPoolExecutor(1) as elsewhere:
        with transaction(house.sessions) as session:
            conversation = session.execute(select(Conversation)).scalar_one()
            session.add(a_message_in(conversation, AT_THE_DOOR))
            concerns.open_for(session, house.vault, conversation, "domestic_abuse", AT_THE_DOOR, utcnow())
            session.flush()  # written, and not yet to be seen by others
            other = elsewhere.submit(open_record, LATER)
            assert begun.wait(30)
            wait([other], timeout=1)
        other.result(timeout=60)
    with house.sessions() as session:
        concern = session.execute(select(SafeguardingConcern)).scalar_one()
        words = house.vault.open(session, concern.words_sealed_id) or ""
    assert AT_THE_DOOR in words
    assert LATER in words


def a_message_in(conversation: Conversation, provider_id: str) -> InboundMessage:
    """A stored message, which on PostgreSQL holds on to its conversation until the commit."""
    return InboundMessage(
        conversation_id=conversation.id, channel="web", account="web", provider_id=provider_id, kind="text", occurred_at=utcnow()
    )
