"""An experience told to the trained assistant, with everything that can come in between."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot.experiences import capture, consent
from bot.store.tables import Conversation, Enquiry, Experience, Handover, Sealed
from tests.actions.person import Person

Make = Callable[[], Person]
STORY = "The receptionist was rude to me and made me cry in front of everybody"


def told(person: Person) -> Experience:
    """The only experience there is."""
    with person.records() as session:
        return session.execute(select(Experience)).scalar_one()


def test_from_the_first_word_to_the_reference(person: Make, sqlite_house: object) -> None:
    somebody = person()
    first = somebody.say(STORY)
    assert "automated assistant" in first.replies[0].text
    assert "cannot keep it secret" in first.text
    assert told(somebody).story_redacted == STORY
    somebody.say("It was in the waiting room.")
    heard = somebody.say("that's all")
    assert "Service: GP surgery\nAbout: you" in heard.text
    somebody.press("No")
    somebody.say("Riverside Surgery, Ely")
    somebody.say("last month")
    somebody.say("2")
    somebody.press("Someone I care for")
    somebody.press("They cannot say")
    somebody.press("Yes")
    somebody.say("no")
    somebody.press("Skip")
    somebody.press("Yes")
    somebody.say("ring [phone number]", original="ring 07700 900123")
    shown = somebody.press("No, thank you")
    assert "Riverside Surgery, Ely" in shown.text
    assert "Rating: 2 out of 5" in shown.text
    end = somebody.press("Send it")
    with somebody.records() as session:
        story = session.execute(select(Experience)).scalar_one()
        assert story.reference in end.text
        assert story.story_redacted == f"{STORY}\nIt was in the waiting room."
        assert (story.state, story.service_type, story.month, story.rating, story.about) == (
            "submitted",
            "gp",
            dt.date(2026, 10, 1),
            2,
            "cared_for",
        )
        assert consent.in_force(session, story) == {
            "use_anonymously": True, "quote_anonymously": False, "share_with_provider": False, "contact_me": True,
        }  # fmt: skip
        assert session.get(Sealed, story.contact_sealed_id).purpose == capture.CONTACT_PURPOSE
        assert sqlite_house.vault.open(session, story.contact_sealed_id) == "ring 07700 900123"  # type: ignore[attr-defined]
        assert [row.reason for row in session.execute(select(Handover)).scalars()] == ["contact_me"]
    assert "07700" not in somebody.say("thanks").text


def test_only_a_service_and_a_story(person: Make) -> None:
    somebody = person()
    somebody.say("/share_experience")
    somebody.say("The dentist was gentle with my boy.")
    somebody.press("Done")
    somebody.press("Yes")
    asked = somebody.press("Skip to the end")
    assert "just one more question" in asked.text
    somebody.press("Skip")
    end = somebody.press("Send it")
    assert told(somebody).reference in end.text
    assert "You have not said that we may use it" in end.text
    assert (told(somebody).state, told(somebody).service_type, told(somebody).rating) == ("submitted", "dental", None)


def test_everything_can_be_skipped(person: Make) -> None:
    somebody = person()
    somebody.say("I want to share my experience")
    assert told(somebody).story_redacted == ""
    somebody.say("They were late.")
    somebody.say("done")
    for _ in range(9):  # service, month, rating, about, four choices and the questions about the person
        answer = somebody.say("skip")
    assert "Shall I send it" in answer.text
    somebody.say("yes")
    assert told(somebody).state == "submitted"


@pytest.mark.parametrize(
    "words",
    [
        "I wanted to speak to a person but there was nobody",
        "what should I do about it, they said",
        "they told me to stop taking my tablets",
        "thank you is what I never heard",
        "how do you like that, an NHS dentist that shuts at noon",
        "I want to make a complaint, that is what I told them",
    ],
)
def test_whatever_it_sounds_like_it_goes_into_the_story(person: Make, words: str) -> None:
    somebody = person()
    somebody.say(STORY)
    somebody.say(words)
    assert told(somebody).story_redacted == f"{STORY}\n{words}"


def test_yes_there_is_more_is_no_part_of_the_story(person: Make) -> None:
    somebody = person()
    somebody.say(STORY)
    assert "go on with your story" in somebody.say("yes").text
    assert told(somebody).story_redacted == STORY


@pytest.mark.parametrize(
    "words", ["is there anyone i can complain to", "how do i make a complaint about the hospital", "where can i find an nhs dentist"]
)
def test_who_asks_for_themselves_needs_no_question_mark(person: Make, words: str) -> None:
    somebody = person()
    somebody.say(STORY)
    assert len(somebody.say(words).replies) > 1
    assert told(somebody).story_redacted == STORY


def test_what_the_opening_words_name_is_not_asked(person: Make) -> None:
    somebody = person()
    somebody.say("I want to leave feedback about my GP surgery")
    somebody.say("cant get an appointment for love nor money in March")
    assert "GP surgery" in somebody.say("done").text


def test_no_service_is_called_yes(person: Make) -> None:
    somebody = person()
    somebody.say("I want to share my experience")
    somebody.say("They were late.")
    somebody.say("done")
    somebody.say("yes")
    assert told(somebody).service_name_redacted is None


@pytest.mark.parametrize(("answer", "state"), [("/affirm", "waiting"), ("/deny", "bot")])
def test_a_button_beside_the_story_is_never_a_consent(person: Make, answer: str, state: str) -> None:
    somebody = person()
    somebody.say(STORY)
    somebody.say("done")
    while "First: may we use your story" not in (asked := somebody.say("skip").text):
        assert "send it" not in asked
    somebody.say("how do i find an nhs dentist?")
    assert "the one above" in somebody.say("where can i find an nhs dentist?").replies[0].text
    somebody.say(answer)
    with somebody.records() as session:
        assert session.get(Conversation, somebody.conversation_id).state == state
        assert not any(consent.in_force(session, told(somebody)).values())


def test_a_number_is_a_yes_to_being_contacted(person: Make) -> None:
    somebody = person()
    somebody.say(STORY)
    somebody.say("done")
    while "Fourth" not in (said := somebody.say("skip").text):
        assert "send it" not in said
    assert "about you" in somebody.say("07700 900456").text
    assert told(somebody).contact_sealed_id is not None


def test_a_sentence_that_is_no_answer_goes_into_the_story(person: Make) -> None:
    somebody = person()
    somebody.say("The receptionist at Riverside was rude to me in March")
    somebody.say("done")
    somebody.say("yes")
    assert "How good was the care" in somebody.say("skip").text  # which service it was
    asked = somebody.say("it was the night staff most of the time")
    assert "added that to your story" in asked.replies[0].text
    assert told(somebody).story_redacted.endswith("it was the night staff most of the time")


LATER = "They kept my mum, who is 84, waiting in the corridor of the ward"


def test_what_is_added_later_is_looked_at_as_the_story_was(person: Make) -> None:
    somebody = person()
    somebody.say("The receptionist at Riverside was rude to me in March")
    somebody.say("done")
    somebody.press("No")
    somebody.say("skip")
    asked = somebody.say(LATER)
    assert "added that to your story" in asked.replies[0].text
    assert "Your story gives an age." in asked.text
    assert somebody.press("Take it out").replies[0].text == "That is taken out."
    assert told(somebody).story_redacted.endswith("who is [age], waiting in the corridor of the ward")
    # Who wanted such things out once need not be asked again: they are told.
    asked = somebody.say("I was there on the 14th and her room was room 12 on the top floor, with [name]")
    assert "I have taken out name, the exact day and a bed or room number, and put words in square brackets" in asked.text
    assert "Your story gives" not in asked.text
    assert told(somebody).story_redacted.endswith("her room was room [number] on the top floor, with [name]")


def test_what_may_stay_is_asked_again_only_for_what_is_new(person: Make) -> None:
    somebody = person()
    somebody.say("The receptionist at Riverside was rude to my mum, who is 84, in March")
    assert "an age" in somebody.say("done").text
    somebody.press("Leave it in")
    somebody.press("No")
    somebody.say("skip")
    assert "Your story gives" not in somebody.say("She is 84 and they kept her waiting in the corridor").text
    asked = somebody.say("They moved her to room 12 in the middle of that night")
    assert "Your story gives an age and a bed or room number." in asked.text
    somebody.press("Leave it in")
    assert "84" in told(somebody).story_redacted
    assert "room 12" in told(somebody).story_redacted


def test_a_question_is_answered_and_the_story_goes_on(person: Make) -> None:
    somebody = person()
    somebody.say(STORY)
    answered = somebody.say("how do I find an NHS dentist?")
    assert "Source:" in answered.replies[0].text
    assert "go on with your story" in answered.replies[-1].text
    somebody.say("And it happened twice.")
    assert told(somebody).story_redacted == f"{STORY}\nAnd it happened twice."
    with somebody.records() as session:
        assert session.execute(select(Enquiry.topic)).scalars().all() == ["find_nhs_dentist"]


def test_a_question_between_two_questions(person: Make) -> None:
    somebody = person()
    somebody.say(STORY)
    somebody.say("done")
    somebody.press("No")
    somebody.press("GP surgery")
    answered = somebody.say("are you a robot?")
    assert "I am a computer" in answered.replies[0].text
    assert "When was it" in answered.replies[-1].text


def test_a_person_comes_in_and_gives_back(person: Make) -> None:
    somebody = person()
    somebody.say(STORY)
    passed = somebody.say("can I speak to a person please")
    assert "passed this on" in passed.text
    assert "kept your story" in passed.text
    with somebody.records() as session:
        assert session.execute(select(Handover.reason)).scalars().all() == ["speak_to_person"]
    back = somebody.say("/hand_back")
    assert "carry on" in back.text
    somebody.say("There was more.")
    assert told(somebody).story_redacted == f"{STORY}\nThere was more."


def test_going_on_later_with_the_button(person: Make) -> None:
    somebody = person()
    somebody.say(STORY)
    somebody.say("please let me talk to someone")
    again = somebody.press("Go on with my story")
    assert "carry on" in again.text
    assert "notice" not in again.text
    somebody.say("done")
    assert "Which service" in somebody.press("No").text


def test_a_danger_sign_in_a_story_is_kept_and_met(person: Make) -> None:
    somebody = person()
    somebody.say(STORY)
    met = somebody.say("since then I want to end my life", danger="suicide_self_harm")
    assert "what I have just sent you" in met.text
    assert told(somebody).story_redacted.endswith("since then I want to end my life")


def test_stopping_with_nothing_told(person: Make) -> None:
    somebody = person()
    somebody.say("/share_experience")
    assert "Nothing was sent" in somebody.say("stop").text
    assert told(somebody).state == "withdrawn"


def test_stopping_half_way_asks_what_to_do_with_it(person: Make) -> None:
    somebody = person()
    somebody.say(STORY)
    assert "Shall I send it" in somebody.say("cancel please").text
    somebody.press("Carry on")
    somebody.say("One more thing.")
    somebody.press("Stop")
    assert "deleted" in somebody.press("Delete it").text
    assert (told(somebody).state, told(somebody).story_redacted) == ("withdrawn", "")


def test_done_with_nothing_told_asks_again(person: Make) -> None:
    somebody = person()
    somebody.say("/share_experience")
    assert "nothing in your story yet" in somebody.press("Done").text


def test_an_answer_that_cannot_be_read_is_asked_again(person: Make) -> None:
    somebody = person()
    somebody.say(STORY)
    somebody.say("done")
    somebody.press("No")
    somebody.press("Skip")
    assert "could not read a month" in somebody.say("ages").text
    somebody.press("Not sure")
    assert "number from 1 to 5" in somebody.say("eleven").text
    somebody.press("5")
    assert told(somebody).rating == 5


def test_an_old_button_corrects_its_own_answer_only(person: Make) -> None:
    somebody = person()
    somebody.say(STORY)
    somebody.say("done")
    somebody.press("No")
    somebody.press("GP surgery")
    somebody.press("Not sure")
    somebody.press("1")
    asked = somebody.say('/choose{"rating": "5"}')
    assert told(somebody).rating == 5
    assert "Who is the story about" in asked.text
    assert "earlier question" in person().say('/choose{"use_anonymously": "yes"}').text


def test_no_to_contact_asks_for_none(person: Make) -> None:
    somebody = person()
    somebody.say(STORY)
    somebody.say("done")
    somebody.press("No")
    somebody.press("GP surgery")
    for _ in range(6):
        somebody.say("skip")
    somebody.say("no thanks")
    assert "Shall I send it" in somebody.say("no thanks").text


def test_contact_in_this_chat(person: Make) -> None:
    somebody = person()
    somebody.say(STORY)
    somebody.say("done")
    somebody.press("No")
    somebody.press("GP surgery")
    for _ in range(6):
        somebody.say("skip")
    somebody.say("yes")
    assert "could not see a phone number" in somebody.say("ask at the shop").text
    somebody.press("This chat")
    assert told(somebody).wants_contact
    assert told(somebody).contact_sealed_id is None
