"""The words around announcements: what is said for a wish, that every text is there, and that all of it is plain."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from bot.announcements import answers, wish, words
from bot.announcements.kinds import EVENT, IMPACT, OPPORTUNITY
from bot.app import House
from bot.information.public_texts import ill_mannered, too_hard
from bot.store.session import transaction
from tests.announcements.invented import event, impact, opportunity, published

ROOT = Path(__file__).parents[2]
TEXTS = ROOT / "data" / "cards" / "announcements.en.yml"
NOW = dt.datetime(2026, 11, 26, 12, 0, tzinfo=dt.timezone.utc)
TODAY = NOW.date()


def answer(house: House, asked: str) -> answers.Answer:
    read = wish.read(asked, TODAY)
    assert read is not None
    with house.sessions() as session:
        return answers.answer(session, read, house.organisation, NOW)


def put(house: House, *them: tuple[str, dict[str, str]]) -> None:
    with transaction(house.sessions) as session:
        for kind, typed in them:
            published(session, kind, typed, house.organisation, NOW)


PETERBOROUGH = event(TODAY, title="Made-up meeting", label="Peterborough meeting", place="Peterborough", area="peterborough")


@pytest.mark.parametrize(
    ("there", "asked", "said"),
    [
        ([], "any events", "There is nothing on our list just now"),
        ([], "anything near Wisbech", "There is nothing on our list near Wisbech just now"),
        ([(EVENT, PETERBOROUGH)], "anything near Wisbech", "There is nothing near Wisbech on our list now. This is on in other places:"),
        ([(EVENT, PETERBOROUGH)], "any events tomorrow", "There is nothing on our list for tomorrow. This is on at other times:"),
        ([(EVENT, PETERBOROUGH), (EVENT, event(TODAY))], "any events in december", "Here is what is on in December:"),
        ([(EVENT, PETERBOROUGH), (EVENT, event(TODAY))], "any events near Wisbech", "Here is what is on near Wisbech:"),
        ([(EVENT, event(TODAY))], "any events in Norwich", "I only know what is on in our own area"),
        ([(OPPORTUNITY, opportunity(TODAY)), (EVENT, event(TODAY))], "how can I get involved", "Here is what is on:"),
        ([], "what changed because of feedback", "I have no change to show you on that yet"),
        ([], "what happened with what I told you", "I cannot see what came of yours"),
        ([(IMPACT, impact(TODAY))], "what changed because of feedback", "You said: You waited too long"),
        ([(IMPACT, impact(TODAY)), (IMPACT, impact(TODAY))], "what changed because of feedback", "This has changed because of what people"),
        ([(IMPACT, impact(TODAY))], "what happened with what I told you", "I cannot see what came of yours"),
    ],
)
def test_what_is_said(sqlite_house: House, there: list[tuple[str, dict[str, str]]], asked: str, said: str) -> None:
    put(sqlite_house, *there)
    found = answer(sqlite_house, asked)
    assert said in found.reply.text
    assert words.PERSON in found.reply.buttons, "a person is one step away"
    assert words.fits(found.reply.short or found.reply.text, found.reply.buttons)
    if found.slugs:
        assert "checked 26 November 2026" in found.reply.text
        assert "26 Nov 2026" in (found.reply.short or "")


def test_three_at_most(sqlite_house: House) -> None:
    put(sqlite_house, *[(EVENT, event(TODAY, in_days=days)) for days in (5, 6, 7, 8)])
    found = answer(sqlite_house, "any events")
    assert len(found.slugs) == 3
    assert found.reply.text.count("Made-up drop-in") == 3


def test_every_text_that_is_said_is_there_and_plain() -> None:
    sources = " ".join(path.read_text(encoding="utf-8") for room in ("actions", "bot/announcements") for path in (ROOT / room).glob("*.py"))
    named = {name for call in re.findall(r"\bsays\(([^)]*)", sources) for name in re.findall(r'"(\w+)"', call)}
    for name in named - {"cost"}:
        assert answers._texts()[name]
    assert set(answers._texts()) <= named | {"is_on", "take_part"}
    assert too_hard(TEXTS) == []
    assert ill_mannered(TEXTS) == []
