"""A message, or a comment, that takes the worker's whole process with it is not tried for ever, and a person sees it."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.app import House
from bot.dialogue.comments import ATTEMPTS, Comments
from bot.dialogue.worker import RETRY_AFTER, Worker
from bot.messages import Channel
from bot.moderation.groups import GROUP_MESSAGE
from bot.store.session import transaction
from bot.store.tables import Handover, InboundMessage, ModerationCase, OutboundMessage, PublicPost, utcnow
from bot.store.under_way import COMMENT, MESSAGE, UnderWay
from tests.support.front import Front


def die_in(folder: Path, kind: str, number: int) -> None:
    """A process that ends in the middle of something, and cleans nothing up."""
    process = os.fork()
    if not process:
        with UnderWay(folder).at(kind, number):
            os._exit(9)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 9


class Workers:
    """Workers, one after the other, each of which takes what is due and dies of it."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.services: Any = SimpleNamespace(organisation=house.organisation, vault=house.vault)
        self.folder = house.settings.var / "under_way"

    def die_of(self, kind: str, number: int) -> None:
        """A worker ends in the middle of it; the next one starts, and is stopped before it takes anything."""
        die_in(self.folder, kind, number)
        none: Any = SimpleNamespace(close=lambda: None)
        under_way = UnderWay(self.folder)
        comments = Comments(self.house.sessions, self.services, none, self.house.locks, under_way)
        worker = Worker(self.house.sessions, self.services, none, comments, self.house.locks, under_way, none)
        worker.run(SimpleNamespace(is_set=lambda: True))  # type: ignore[arg-type]

    def one(self, query: Any) -> Any:
        with self.house.sessions() as session:
            return session.execute(query).scalar_one_or_none()

    def add_comment(self, **changes: Any) -> int:
        """A comment that waits to be judged; its number."""
        with transaction(self.house.sessions) as session:
            sealed = self.house.vault.seal(session, "public.text", "words that nothing can read")
            values = {"channel": "messenger", "account": "1000", "item_id": "7_1", "kind": "comment", "state": "waiting", **changes}
            row = PublicPost(text_sealed_id=sealed, occurred_at=utcnow(), received_at=utcnow(), available_at=utcnow(), attempts=0, **values)
            session.add(row)
            session.flush()
            return int(row.id)


@pytest.fixture
def workers(house: House) -> Workers:
    return Workers(house)


def test_a_message_is_put_off_and_in_the_end_given_to_a_person(workers: Workers) -> None:
    Front(workers.house).write("words that nothing can read", channel=Channel.TELEGRAM)
    number = workers.one(select(InboundMessage.id))
    for attempt in range(1, len(RETRY_AFTER) + 1):
        before = utcnow()
        workers.die_of(MESSAGE, number)
        attempts, due = workers.one(select(InboundMessage.attempts)), workers.one(select(InboundMessage.available_at))
        assert (attempts, due > before) == (attempt, True)
        assert workers.one(select(InboundMessage.state)) == "waiting"
    workers.die_of(MESSAGE, number)
    assert workers.one(select(InboundMessage.state)) == "failed"
    assert workers.one(select(Handover.reason)) == "turn_failed"
    assert workers.one(select(func.count()).select_from(OutboundMessage)) == 1, "the person hears that a person will look"


def test_a_message_that_was_answered_before_the_end_stays_answered(workers: Workers) -> None:
    Front(workers.house).write("hello", channel=Channel.TELEGRAM)
    number = workers.one(select(InboundMessage.id))
    with transaction(workers.house.sessions) as session:
        session.execute(update(InboundMessage).values(state="done"))
    workers.die_of(MESSAGE, number)
    assert (workers.one(select(InboundMessage.state)), workers.one(select(InboundMessage.attempts))) == ("done", 0)


@pytest.mark.parametrize(("danger", "action"), [(None, "look"), ("medical_emergency", "crisis")])
def test_a_comment_that_cannot_be_judged_stands_on_the_list_of_staff(workers: Workers, danger: str | None, action: str) -> None:
    number = workers.add_comment(danger=danger)
    for _ in range(ATTEMPTS - 1):
        workers.die_of(COMMENT, number)
    assert (workers.one(select(PublicPost.state)), workers.one(select(ModerationCase))) == ("waiting", None)
    workers.die_of(COMMENT, number)
    with workers.house.sessions() as session:
        case = session.execute(select(ModerationCase)).scalar_one()
        assert (case.action, case.state, case.item.state) == (action, "open", "failed")
        assert workers.house.vault.open(session, case.item.text_sealed_id) == "words that nothing can read"


@pytest.mark.parametrize(("danger", "kept"), [(None, 0), ("medical_emergency", 1)])
def test_of_a_group_no_words_are_kept_but_where_the_door_saw_danger(workers: Workers, danger: str | None, kept: int) -> None:
    number = workers.add_comment(kind=GROUP_MESSAGE, channel="telegram", danger=danger)
    for _ in range(ATTEMPTS):
        workers.die_of(COMMENT, number)
    with workers.house.sessions() as session:
        assert len(session.execute(select(PublicPost)).scalars().all()) == kept
        assert [case.action for case in session.execute(select(ModerationCase)).scalars()] == ["crisis"] * kept
