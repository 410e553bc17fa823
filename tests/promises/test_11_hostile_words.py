"""Promise 11, for words made to do harm: they are answered like any others, in the time that any others take."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

import pytest

from bot import buttons
from bot.app import House
from bot.experiences import answers, when
from bot.information.clauses import questions_in, without_questions
from bot.intake import contacts
from bot.messages import Button, Channel, Reply, Sender
from bot.store.outbox import put_reply
from bot.store.session import transaction
from bot.store.tables import utcnow

LENGTH = 30_000
"""Characters: a story of several messages. A pattern that looks from each place to the end again takes many seconds for them."""
AT_MOST_SECONDS = 2.0

TODAY = dt.date(2026, 11, 26)


def month(text: str) -> dt.date | None:
    return when.month_in_story(text, TODAY)


@pytest.mark.parametrize(
    ("read", "start", "piece", "end", "means"),
    [
        (month, "", "last week ", ".", dt.date(2026, 11, 1)),
        (month, "", "until next week ", "so it was in May 2026", dt.date(2026, 5, 1)),
        (questions_in, "how do I find a dentist", " ", "end", []),
        (without_questions, "I am in pain", " ", "today", "I am in pain today"),
        (answers.has_contact, "", "@", "x", False),
        (answers.has_contact, "", "a@", "b.example", True),
    ],
)
def test_long_words_are_read_in_no_time(read: Callable[[str], object], start: str, piece: str, end: str, means: object) -> None:
    words = start + piece * (LENGTH // len(piece)) + end
    started = time.perf_counter()
    assert read(words) == means
    assert time.perf_counter() - started < AT_MOST_SECONDS


@pytest.mark.parametrize("signature", ["é" * 12, "٣" * 12, "-" * 12])
def test_a_forged_button_stands_for_nothing(sqlite_house: House, signature: str) -> None:
    """Whoever reads it would stop at an error: the worker, the chat's page, and the desk's page of the conversation."""
    with transaction(sqlite_house.sessions) as session:
        contact, conversation = contacts.find_or_create(session, Sender(Channel.WEB, "web", "sam"), sqlite_house.vault, utcnow())
        offered = put_reply(
            session, sqlite_house.vault, conversation, Reply("More?", (Button("Yes", "/affirm"),)), author="bot", now=utcnow()
        )
        session.flush()
        assert buttons.resolve(session, sqlite_house.vault, contact.id, f"q.{offered.id:x}.0.{signature}") is None
        genuine = buttons.token(sqlite_house.vault, conversation.id, offered.id, 0)
        assert buttons.resolve(session, sqlite_house.vault, contact.id, genuine) == Button("Yes", "/affirm")
