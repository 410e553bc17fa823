"""Everything but stories: what is said and what is recorded for each thing people want."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot.store.tables import Contact, Conversation, Enquiry, Handover
from tests.actions.person import Person

Make = Callable[[], Person]


def reasons(person: Person) -> list[str]:
    with person.records() as session:
        return list(session.execute(select(Handover.reason)).scalars())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("hello", "automated assistant of Healthwatch Cambridgeshire and Peterborough"),
        ("are you a bot", "I am a computer, not a person"),
        ("thank you so much", "You are welcome"),
        ("bye", "Goodbye"),
        ("how much paracetamol can I take", "cannot give medical advice"),
        ("you stupid bot", "pass you to a person"),
        ("will it rain tomorrow", "cannot help with that"),
        ("I want to make a complaint", "What is it about?"),
        ("I want to complain about my GP", "Source:"),
        ("how do I complain about a care home", "Source:"),
        ("I want to complain about healthwatch", "let you down"),
        ("could I tell you about my care", "tell me what happened"),
        ("what have you got on file about my care", "what we hold"),
        ("I want to volunteer", "Would you like me to ask them"),
        ("I am a journalist", "cannot comment"),
        ("delete my data", "asked our team to delete what we hold"),
        ("how do I register with a GP", "Source:"),
        ("/ask_information", "What would you like to know?"),
        ('/ask_information{"topic": "pals"}', "Source:"),
        ("/danger_sign", "please read what I have just sent you"),
        ("/hand_back", "What would you like to do?"),
    ],
)
def test_first_words(person: Make, words: str, said: str) -> None:
    assert said in person().say(words).text


@pytest.mark.parametrize("words", ["thanks", "bye", "how do I register with a GP", "I want to volunteer", "asdf qwer zxcv", "will it rain"])
def test_the_first_message_says_it_is_automated_and_the_second_does_not(person: Make, words: str) -> None:
    somebody = person()
    assert "automated assistant" in somebody.say(words).replies[0].text
    assert "automated assistant of" not in somebody.say("thank you").text


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("can I speak to a person", "speak_to_person"),
        ("I am a reporter from the local paper", "media_enquiry"),
        ("what data do you hold about me", "data_rights"),
        ("I want to complain about healthwatch", "own_complaint"),
    ],
)
def test_who_gets_a_person(person: Make, words: str, reason: str) -> None:
    somebody = person()
    assert "passed this on" in somebody.say(words).text
    assert reasons(somebody) == [reason]
    with somebody.records() as session:
        assert session.get(Conversation, somebody.conversation_id).state == "waiting"


def test_two_misunderstandings_bring_a_person(person: Make) -> None:
    somebody = person()
    assert "another way" in somebody.say("/nlu_fallback").text
    assert reasons(somebody) == []
    assert "passed this on" in somebody.say("will it rain tomorrow").text
    assert reasons(somebody) == ["fallback"]


def test_a_misunderstanding_is_forgiven(person: Make) -> None:
    somebody = person()
    somebody.say("/nlu_fallback")
    somebody.say("thanks")
    assert "another way" in somebody.say("/nlu_fallback").text


def test_yes_means_the_person_that_was_offered_and_only_then(person: Make) -> None:
    somebody = person()
    somebody.say("I want to volunteer")
    somebody.press("Yes, please")
    assert reasons(somebody) == ["volunteering"]
    other = person()
    assert "What would you like to do?" in other.say("yes please").text
    with other.records() as session:
        assert session.get(Conversation, other.conversation_id).state == "bot"


def test_an_offer_stands_for_one_turn(person: Make) -> None:
    somebody = person()
    somebody.say("I want to volunteer")
    somebody.say("thanks")
    somebody.say("yes")
    assert reasons(somebody) == []


@pytest.mark.parametrize("words", ["im sad", "i am so sad and alone"])
def test_who_only_says_how_they_feel_is_offered_a_person(person: Make, words: str) -> None:
    somebody = person()
    somebody.say("asdfgh jkl")
    assert "things are so hard" in somebody.say(words).text
    assert "did not understand" not in somebody.say("yes please").text


def test_the_last_answer_is_pointed_at_and_not_sent_again(person: Make) -> None:
    somebody = person()
    first = somebody.say("how do i find an nhs dentist")
    again = somebody.say("where can i find an nhs dentist")
    assert "Source:" in first.text
    assert "the one above" in again.text
    assert "Source:" not in again.text
    somebody.say("how do i get to hospital if i cannot drive")
    assert "Source:" in somebody.say("where can i find an nhs dentist").text


def test_enquiries_are_recorded_without_words(person: Make) -> None:
    somebody = person()
    somebody.say("how do I register with a GP")
    somebody.say("how many ibuprofen can I take in a day")
    with somebody.records() as session:
        rows = session.execute(select(Enquiry).order_by(Enquiry.id)).scalars().all()
        assert [(row.outcome, row.topic, row.conversation_id) for row in rows] == [
            ("answered", "register_gp", somebody.conversation_id), ("clinical", None, somebody.conversation_id),
        ]  # fmt: skip


def test_opting_out_when_it_is_clear(person: Make) -> None:
    somebody = person()
    somebody.say("stop messaging me please")
    with somebody.records() as session:
        assert session.execute(select(Contact.opt_out_reason)).scalar_one() == "asked"


def test_opting_out_is_checked_when_it_is_not(person: Make) -> None:
    somebody = person()
    somebody.say("leave me alone")
    with somebody.records() as session:
        assert session.execute(select(Contact.opted_out_at)).scalar_one() is None
    somebody.press("Yes, stop")
    with somebody.records() as session:
        assert session.execute(select(Contact.opted_out_at)).scalar_one() is not None
