"""What is not understood, or not ours; somebody who only says how they feel is met all the same."""

from __future__ import annotations

from actions import join_in, whats_on
from actions.answer_information import find, give_up, tell
from actions.danger import stand_by
from actions.talk import SpokenAction, Talk
from bot.experiences import answers, feelings
from bot.information.answers import Outcome

SURE_ENOUGH = 0.75
"""The score from which an article answers even what sounded like none of our business."""


def _met_otherwise(talk: Talk) -> bool:
    """Answers words that need neither article nor person: a test message, a wish to come to something."""
    if answers.is_test(talk.words):
        talk.say("utter_test")
        return True
    return join_in.said_so(talk) or whats_on.tell_if_asked_plainly(talk)


def _felt(talk: Talk) -> bool:
    """Offers a person to somebody who says how bad they feel and no more; it is no failure to understand."""
    seen = feelings.feeling(talk.words)
    if seen not in ("grief", "distress"):
        return False
    talk.say("utter_condolence" if seen == "grief" else "utter_distress")
    talk.set("offer", "distress")
    talk.set("not_understood", None)
    return True


class ActionDefaultFallback(SpokenAction):
    """Words the classifier could not place: an article may still answer them; else ask once, then bring a person."""

    action_name = "action_default_fallback"
    understood = False

    def act(self, talk: Talk) -> None:
        if _met_otherwise(talk):
            return
        if talk.words:
            answer = find(talk)
            if answer.outcome is not Outcome.NO_ANSWER:
                tell(talk, answer)
                return
        if stand_by(talk) or _felt(talk):
            return
        if not give_up(talk, "utter_give_up", "fallback"):
            talk.say("utter_rephrase")
            talk.set("offer", "fallback")


class ActionOutOfScope(SpokenAction):
    """Says what can be done here instead, unless an article fits the words closely."""

    action_name = "action_out_of_scope"
    understood = False

    def act(self, talk: Talk) -> None:
        if _met_otherwise(talk):
            return
        if talk.words:
            answer = find(talk)
            if answer.outcome is Outcome.ANSWERED and answer.score >= SURE_ENOUGH:
                tell(talk, answer)
                return
        if stand_by(talk) or _felt(talk):
            return
        if not give_up(talk, "utter_give_up", "fallback"):
            talk.say("utter_out_of_scope")
