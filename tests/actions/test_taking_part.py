"""Events and taking part, at the edges: what is over, whose list it is, what ends the asking, and what an ordinary turn costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event as listen
from sqlalchemy import select

from bot.announcements import editing
from bot.app import House
from bot.store.session import transaction
from bot.store.tables import Enquiry, Handover, Interest, Sealed
from tests.actions.person import NOW, Person
from tests.announcements import invented

Make = Callable[[], Person]
SLUG = "made-up-drop-in-about-dentists"
SEE = f'/see_announcement{{"announcement": "{SLUG}"}}'
JOIN = f'/join_in{{"announcement": "{SLUG}"}}'


@pytest.fixture
def drop_in(sqlite_house: House) -> House:
    with transaction(sqlite_house.sessions) as session:
        invented.published(session, "event", invented.event(NOW.date()), sqlite_house.organisation, NOW)
    return sqlite_house


def interests(person: Person) -> list[Interest]:
    with person.records() as session:
        return list(session.execute(select(Interest)).scalars())


def test_what_is_over_is_said_to_be_over(person: Make, drop_in: House) -> None:
    with transaction(drop_in.sessions) as session:
        row = editing.find(session, SLUG)
        assert row is not None
        editing.end_early(session, row, actor="staff:1", reason="flooded", now=NOW)
    somebody = person()
    for pressed in (SEE, JOIN):
        said = somebody.say(pressed).text
        assert "That is over now" in said
        assert "Invented Hall" not in said
    assert interests(somebody) == []


def test_no_is_no(person: Make, drop_in: House) -> None:
    somebody = person()
    assert "May I put you on our list for: Made-up drop-in about dentists?" in somebody.say(JOIN).text
    assert "I have not put you on a list" in somebody.press("No").text
    assert interests(somebody) == []


def test_an_answer_that_cannot_be_read_is_asked_for_once_more_and_is_then_no(person: Make, drop_in: House) -> None:
    somebody = person()
    somebody.say(JOIN)
    assert "yes or no" in somebody.say("purple").text
    assert "I have not put you on a list" in somebody.say("purple").text


def test_everything_is_kept_sealed_and_once(person: Make, drop_in: House) -> None:
    somebody = person()
    somebody.say(JOIN)
    somebody.say("yes")
    somebody.say("a lift please, I am [name]", original="a lift please, I am Sam Example")
    assert "phone number or an email" in somebody.say("you can ask my mum").text, "asked once more"
    said = somebody.say("call me on [phone number]", original="call me on 07700 900123").text
    assert "Our team can reach you if something changes" in said
    [found] = interests(somebody)
    assert (found.needs_redacted, found.wants_contact) == ("a lift please, I am [name]", True)
    assert found.reference in said
    with somebody.records() as session:
        words = [drop_in.vault.open_row(row) for row in session.execute(select(Sealed)).scalars() if row.purpose.startswith("interest.")]
    assert sorted(words) == ["a lift please, I am Sam Example", "call me on 07700 900123"]
    somebody.say(JOIN)
    somebody.say("yes")
    assert len(interests(somebody)) == 1


@pytest.mark.parametrize("words", ["stop", "I can't come after all"])
def test_stopping_half_way_keeps_nothing(person: Make, drop_in: House, words: str) -> None:
    somebody = person()
    somebody.say(JOIN)
    somebody.say("yes")
    assert len(interests(somebody)) == 1
    assert "taken you off" in somebody.say(words).text
    assert interests(somebody) == []


def test_a_person_half_way_keeps_what_was_agreed(person: Make, drop_in: House) -> None:
    somebody = person()
    somebody.say(JOIN)
    somebody.say("yes")
    somebody.say("can I speak to a person please")
    assert len(interests(somebody)) == 1
    with somebody.records() as session:
        assert session.execute(select(Handover.reason)).scalars().all() == ["speak_to_person"]
    assert "What would you like to do" in somebody.say("/affirm").text, "the asking is over"


def test_another_questions_yes_puts_nobody_on_a_list(person: Make, drop_in: House) -> None:
    somebody = person()
    somebody.say(JOIN)
    somebody.say("/affirm")
    assert interests(somebody) == []
    somebody.say("yes")
    assert len(interests(somebody)) == 1


def test_nobody_is_taken_off_by_another_persons_reference(person: Make, drop_in: House) -> None:
    anna, ben = person(), person()
    anna.say(JOIN)
    anna.say("yes")
    [found] = interests(anna)
    assert "cannot find you on a list" in ben.say(f'/leave{{"interest": "{found.reference}"}}').text
    assert len(interests(anna)) == 1
    assert "taken you off" in anna.say(f'/leave{{"interest": "{found.reference}"}}').text


def test_in_the_middle_of_a_story_an_event_can_be_read_and_the_list_waits(person: Make, drop_in: House) -> None:
    somebody = person()
    somebody.say("/share_experience")
    said = somebody.say(SEE).text
    assert "Invented Hall" in said
    assert "tell me what happened" in said
    assert "finish your story first" in somebody.say(JOIN).text
    assert interests(somebody) == []


def test_what_is_asked_is_counted_as_a_question(person: Make, drop_in: House) -> None:
    somebody = person()
    somebody.say("what events are on")
    with somebody.records() as session:
        assert [(row.outcome, row.topic, row.article_slug) for row in session.execute(select(Enquiry)).scalars()] == [
            ("answered", "events_have_say", None)
        ]


@contextmanager
def statements(house: House) -> Iterator[list[str]]:
    """The SQL that runs in the block."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    listen.listen(house.engine, "before_cursor_execute", note)
    yield seen
    listen.remove(house.engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    "words", ["hello", "how do I register with a GP", "my gp was rude to me last week", "asdf qwer zxcv", "thanks", "/affirm", "/deny"]
)
def test_a_turn_that_asks_for_none_of_this_asks_the_database_for_none(person: Make, drop_in: House, words: str) -> None:
    somebody = person()
    somebody.say("hello")
    with statements(drop_in) as seen:
        somebody.say(words)
    assert seen
    assert not [one for one in seen if "announcement" in one or "interest" in one]


def test_after_danger_no_change_is_offered(person: Make, sqlite_house: House) -> None:
    with transaction(sqlite_house.sessions) as session:
        invented.published(session, "impact_story", invented.impact(NOW.date()), sqlite_house.organisation, NOW)
    for danger, offered in ((None, True), ("domestic_abuse", False)):
        somebody = person()
        somebody.say("I could not get through to my gp on the phone", danger=None)
        if danger:
            somebody.say("he hits me", danger=danger)
        for words in ("done", "just send it", "yes", "yes"):
            said = somebody.say(words).text
        assert "reference number" in said
        assert ("see what changed" in said) is offered
