"""Questions about services: answered from the curated articles, or honestly not."""

from __future__ import annotations

from actions.talk import SpokenAction, Talk
from bot.information import replies
from bot.information.answers import Answer, Outcome, record

GIVE_UP_AFTER = 2
"""Questions in a row without an answer, after which a person is asked without waiting to be told."""

WANTS_A_PERSON = (Outcome.NO_ANSWER, Outcome.EXPIRED, Outcome.CLINICAL, Outcome.PERSONAL_CASE)
"""Outcomes after which a plain "yes" means the person that was offered."""


def find(talk: Talk) -> Answer:
    """The answer to what was asked, by words or by a topic's button; the enquiry is recorded."""
    information = talk.turn.services.information
    information.refresh(talk.turn.session)
    topic = talk.entity("topic")
    answer = information.answer_topic(topic) if topic else information.answer(talk.words, talk.channel)
    record(talk.turn.session, talk.turn.conversation.id, answer)
    return answer


def tell(talk: Talk, answer: Answer) -> None:
    """Says an answer, and remembers the person it offers."""
    talk.reply(answer.reply, source=answer.article)
    if answer.outcome in WANTS_A_PERSON:
        talk.set("offer", answer.outcome.value)


def give_up(talk: Talk, response: str, reason: str) -> bool:
    """Counts one more failure; when it is the second in a row, says ``response`` and asks for a person."""
    failures = int(talk.slot("not_understood") or 0) + 1
    if failures < GIVE_UP_AFTER:
        talk.set("not_understood", failures)
        return False
    talk.set("not_understood", None)
    talk.say(response)
    talk.hand_over(reason)
    return True


class ActionAnswerInformation(SpokenAction):
    """Answers a question, or asks for it when only the button was pressed."""

    action_name = "action_answer_information"
    understood = False

    def act(self, talk: Talk) -> None:
        if not talk.words and not talk.entity("topic"):
            talk.say("utter_what_to_know")
            return
        answer = find(talk)
        if answer.outcome is Outcome.NO_ANSWER:
            if not give_up(talk, "utter_cannot_answer", "no_answer"):
                tell(talk, answer)
            return
        tell(talk, answer)
        if talk.slot("not_understood"):
            talk.set("not_understood", None)


class ActionClinical(SpokenAction):
    """Medical advice is never given: fixed words say who can."""

    action_name = "action_clinical"

    def act(self, talk: Talk) -> None:
        answer = Answer(Outcome.CLINICAL, replies.clinical())
        record(talk.turn.session, talk.turn.conversation.id, answer)
        tell(talk, answer)
