"""Rights in the chat, with the trained assistant: what is safe happens at once, the rest becomes a request with a date."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot.experiences import capture, consent
from bot.messages import Reply
from bot.privacy.data_rights import requests
from bot.privacy.informing import notice
from bot.store.session import transaction
from bot.store.tables import Conversation, DataRequest, Experience, Handover, NoticeShown
from tests.actions.person import NOW, Person

People = Callable[[], Person]


def tell(somebody: Person) -> str:
    """A story that was sent, with everything agreed to; its reference."""
    with transaction(somebody.sessions) as session:
        story = capture.start(session, session.get(Conversation, somebody.conversation_id), "2026-11", NOW)
        capture.add_story(story, "I waited nine hours", NOW)
        for purpose in consent.PURPOSES:
            capture.set_consent(session, story, purpose, True, NOW)
        capture.submit(session, story, NOW)
        return str(story.reference)


def agreed(somebody: Person) -> list[str]:
    with somebody.records() as session:
        story = session.execute(select(Experience)).scalars().one()
        return [purpose for purpose, yes in consent.in_force(session, story).items() if yes]


@pytest.mark.parametrize(
    ("words", "kind", "says"),
    [
        ("what do you hold about me", "access", "In this chat you have sent us 1 message, the first on 24 November 2026"),
        ("please delete my data", "erase", "asked our team to delete"),
        ("the details you hold about me are wrong", "rectify", "put this right"),
        ("I want to make a data protection complaint", "complaint", "We will tell you by 24 December 2026 that we have it"),
    ],
)
def test_a_request_gets_a_number_a_date_and_a_person(person: People, words: str, kind: str, says: str) -> None:
    somebody = person()
    said = somebody.say(words)
    assert says in said.text
    with somebody.records() as session:
        row = session.execute(select(DataRequest)).scalars().one()
        assert (row.kind, row.conversation_id, row.opened_by) == (kind, somebody.conversation_id, "person")
        assert row.reference in said.text
        assert row.due_at == requests.due(kind, NOW)
        assert session.execute(select(Handover.reason)).scalars().all() == ["data_rights"]
    somebody.say(words)
    with somebody.records() as session:
        assert len(session.execute(select(DataRequest)).scalars().all()) == 1, "asked twice, it is one request"


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("withdraw my consent", []),
        ("don't quote me", ["use_anonymously", "share_with_provider", "contact_me"]),
        ("please dont pass my details to the hospital", ["use_anonymously", "quote_anonymously", "contact_me"]),
        ("delete my data", []),
    ],
)
def test_consent_is_taken_back_at_once(person: People, words: str, left: list[str]) -> None:
    somebody = person()
    reference = tell(somebody)
    said = somebody.say(words)
    assert reference in said.text
    assert agreed(somebody) == left


def test_somebody_elses_story_is_not_touched_without_its_number(person: People) -> None:
    teller, other = person(), person()
    reference = tell(teller)
    assert "cannot find a story" in other.say("withdraw my consent").text
    assert len(agreed(teller)) == 4
    assert reference in other.say(f"my reference is {reference}, i want to withdraw my consent").text
    assert agreed(teller) == [], "whoever has the number was given it when the story was sent"


def test_the_notice_comes_before_anything_else_and_is_on_record_once(person: People) -> None:
    somebody = person()
    first = somebody.say("how do i find a dentist")
    assert "delete it 30 days after it ends" in first.text
    assert first.text.index("automated assistant") < first.text.index("30 days") < first.text.index("NHS")
    assert "/chat/privacy" in first.text
    assert "automated assistant" in first.replies[0].text, "who writes and the notice are one message"
    assert "30 days" in first.replies[0].text
    assert len(first.replies) == 2
    assert "30 days" not in somebody.say("thank you").text
    with somebody.records() as session:
        rows = session.execute(select(NoticeShown)).scalars().all()
        assert [(row.version, row.form, row.conversation_id) for row in rows] == [("2026-11", "full", somebody.conversation_id)]


def test_an_answer_that_was_opened_elsewhere_is_not_opened_again(person: People) -> None:
    somebody = person()
    with transaction(somebody.sessions) as session:
        notice.record(session, session.get(Conversation, somebody.conversation_id), [Reply("Hello.")], "2026-11", NOW)
    assert "/chat/privacy" not in somebody.say("how do i find a dentist").text


def test_who_prefers_another_language_reads_it_above_the_english(person: People) -> None:
    somebody = person()
    with transaction(somebody.sessions) as session:
        session.get(Conversation, somebody.conversation_id).contact.language = "pl"
    first = somebody.say("hello").replies[0].text
    assert first.index("komputerem") < first.index("I am a computer, not a person")
    said = somebody.say("please delete my data").text
    assert said.index("Prosisz o usunięcie swoich danych") < said.index("I have asked our team to delete")
    reference = tell(somebody)
    assert f"wycofujesz swoją zgodę. Twoja historia: {reference}" in somebody.say("withdraw my consent").text


def test_a_first_message_in_another_language_is_met_in_it(person: People) -> None:
    first = person().say("Dzień dobry, szukam dentysty i nie mówię dobrze po angielsku").replies[0].text
    assert first.index("komputerem") < first.index("I am a computer, not a person")


@pytest.mark.parametrize("words", ["hello", "are you a robot", "I want to tell you about my hospital stay", "can i speak to a person"])
def test_whatever_comes_first_the_notice_is_shown(person: People, words: str) -> None:
    somebody = person()
    assert "/chat/privacy" in somebody.say(words).text


def test_a_child_gets_help_and_is_asked_for_nothing(person: People) -> None:
    somebody = person()
    said = somebody.say("hello im 11")
    assert "Childline on 0800 1111" in said.text
    assert "grown-up you trust" in said.text
    assert "Childline" not in somebody.say("i am 11 like i said, how do i see a dentist").text, "once is enough"
    with somebody.records() as session:
        assert session.get(Conversation, somebody.conversation_id).under_13_at == NOW
