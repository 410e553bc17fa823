"""Questions about services: answered from the curated articles, or honestly not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from actions import whats_on
from actions.danger import stand_by
from actions.talk import SpokenAction, Talk
from bot.information import follow_up, replies
from bot.information.answers import Answer, InformationService, Outcome, rate, record
from bot.information.clauses import questions_in, without_questions

GIVE_UP_AFTER = 2
"""Questions in a row without an answer, after which a person is asked without waiting to be told."""

LEAST_OF_A_STORY = 4
"""Words beside a question that can tell something."""
MAYBE_A_STORY = 0.1
"""The likelihood from which such words are taken for a story."""

CLEAR_ALONE = 1.0
"""The score from which a question is about what its own words say, although it has an "it" in it."""
LONGEST_ASKED = 200
"""Characters of a question that are remembered for the next one."""

STILL_IN_SIGHT = dt.timedelta(minutes=30)
"""For so long an answer is pointed at rather than sent again."""

WANTS_A_PERSON = (
    Outcome.NO_ANSWER, Outcome.EXPIRED, Outcome.CLINICAL, Outcome.PERSONAL_CASE, Outcome.OUT_OF_AREA, Outcome.UNSUPPORTED_LANGUAGE,
)  # fmt: skip
"""Outcomes after which a plain "yes" means the person that was offered."""


def find(talk: Talk) -> Answer:
    """The answer to what was asked, by words or by a topic's button; the enquiry is recorded."""
    information = talk.turn.services.information
    information.refresh(talk.turn.session)
    topic = talk.entity("topic")
    answer = information.answer_topic(topic, talk.channel) if topic else _answer(talk, information)
    record(talk.turn.session, talk.turn.conversation.id, answer, talk.words)
    if answer.language:
        talk.turn.conversation.contact.language = answer.language
    return answer


def _answer(talk: Talk, information: InformationService) -> Answer:
    """The answer to the words alone; or, where they lean on the question before ("is it free"), to both together."""
    alone, before = information.answer(talk.words, talk.channel), _asked_before(talk)
    if before and alone.score < CLEAR_ALONE and follow_up.leans(talk.words):
        both = information.answer(f"{before}. {talk.words}", talk.channel)
        if both.outcome is Outcome.ANSWERED:
            return replace(both, leaned_on=before)
    return alone


def tell(talk: Talk, answer: Answer) -> None:
    """Says an answer, and remembers the person it offers. What was said last is not said twice: it is pointed at."""
    if _in_sight(talk, answer):
        talk.say("utter_same_answer")
        talk.set("offer", "not_helpful")
        return
    talk.reply(answer.reply, source=answer.article)
    talk.set("told", _as_told(talk, answer) if answer.article else None)
    if answer.outcome in WANTS_A_PERSON:
        talk.set("offer", answer.outcome.value)


def _as_told(talk: Talk, answer: Answer) -> dict[str, str | None]:
    """What is remembered of an answer: which it was, when, and what had been asked, for a question that leans on it."""
    asked = answer.leaned_on or talk.words or str(answer.topic).replace("_", " ")
    return {"article": answer.article, "version": answer.version, "at": talk.turn.now.isoformat(), "asked": asked[:LONGEST_ASKED]}


def _asked_before(talk: Talk) -> str | None:
    """What the last answer was to, while that is in sight."""
    told = talk.slot("told")
    if not told or talk.turn.now - dt.datetime.fromisoformat(told["at"]) >= STILL_IN_SIGHT:
        return None
    return str(told.get("asked") or "") or None


def _in_sight(talk: Talk, answer: Answer) -> bool:
    """Whether this article was the last answer, a moment ago, and was not asked for again by its button."""
    told = talk.slot("told")
    return (
        bool(told)
        and answer.outcome is Outcome.ANSWERED
        and not talk.is_button
        and (told["article"], told["version"]) == (answer.article, answer.version)
        and talk.turn.now - dt.datetime.fromisoformat(told["at"]) < STILL_IN_SIGHT
    )


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


def tells_a_story(talk: Talk) -> bool:
    """Whether, beside the question, the message tells how care was."""
    beside = without_questions(talk.words) if questions_in(talk.words) else ""
    return len(beside.split()) >= LEAST_OF_A_STORY and talk.likelihood("share_experience") >= MAYBE_A_STORY


def answer_aside(talk: Talk) -> None:
    """Answers what a message asks beside the story it tells: "they were rude to me, and how do I change surgery?" Else silent."""
    information = talk.turn.services.information
    for part in questions_in(talk.words):
        information.refresh(talk.turn.session)
        answer = information.answer(part, talk.channel)
        if answer.outcome is Outcome.ANSWERED:
            record(talk.turn.session, talk.turn.conversation.id, answer)
            talk.reply(answer.reply, source=answer.article)
            return


class ActionAnswerInformation(SpokenAction):
    """Answers a question, or asks for it when only the button was pressed."""

    action_name = "action_answer_information"
    understood = False

    def act(self, talk: Talk) -> None:
        if not talk.words and not talk.entity("topic"):
            talk.say("utter_what_to_know")
            return
        if whats_on.tell_if_asked_plainly(talk):
            return
        answer = find(talk)
        if answer.topic == "events_have_say" and whats_on.tell_if_there_is_any(talk):
            return
        if answer.outcome is Outcome.NO_ANSWER:
            if not stand_by(talk) and not give_up(talk, "utter_cannot_answer", "no_answer"):
                tell(talk, answer)
            return
        tell(talk, answer)
        if answer.outcome is Outcome.ANSWERED and not talk.in_form and tells_a_story(talk):
            talk.say("utter_complaint_story")
        if talk.slot("not_understood"):
            talk.set("not_understood", None)


class ActionClinical(SpokenAction):
    """Medical advice is never given: fixed words say who can."""

    action_name = "action_clinical"

    def act(self, talk: Talk) -> None:
        answer = Answer(Outcome.CLINICAL, replies.clinical())
        record(talk.turn.session, talk.turn.conversation.id, answer)
        tell(talk, answer)


class ActionRateAnswer(SpokenAction):
    """Whether an answer helped: noted with the wording that was shown; where it did not, a person is offered."""

    action_name = "action_rate_answer"

    def act(self, talk: Talk) -> None:
        helpful = talk.entity("helpful") == "yes"
        rate(talk.turn.session, talk.turn.conversation.id, talk.entity("article") or "", talk.entity("version") or "", helpful)
        if helpful:
            talk.say("utter_rated_helpful")
        else:
            talk.say("utter_rated_not_helpful")
            talk.set("offer", "not_helpful")
