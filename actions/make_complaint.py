"""Somebody wants to complain: we do not take complaints, we show the way."""

from __future__ import annotations

import re

from actions.answer_information import tell
from actions.talk import SpokenAction, Talk
from bot.information.answers import Outcome, record

_SOCIAL_CARE = re.compile(
    r"social (?:care|services?|worker)|care (?:home|agency|assessment)|nursing home|residential|home ?care|carers?\b|council|care at home",
    re.IGNORECASE,
)
_US = re.compile(r"\b(?:about|against) (?:you|yourselves|your \w+|healthwatch)\b|\bhow your (?:staff|team)\b", re.IGNORECASE)
_NHS = re.compile(
    r"\bnhs\b|\bg\.?p\b|surgery|doctor|\bdr\b|nurse|hospital|addenbrook|hinchingbrooke|papworth|dentist|dental|pharmac"
    r"|chemist|ambulance|\b111\b|mental health|camhs|midwi|ward\b|consultant"
    r"|clinic|receptionist|practice|paramedic|trust\b",
    re.IGNORECASE,
)


def subject(words: str) -> str | None:
    """Whom the complaint is about: ``social_care``, ``nhs``, ``us``, or None when the words do not say."""
    if _SOCIAL_CARE.search(words):
        return "social_care"
    if _NHS.search(words):
        return "nhs"
    return "us" if _US.search(words) else None


class ActionMakeComplaint(SpokenAction):
    """Tells how to complain about the service in question, and who can help; asks which it is when it is not clear."""

    action_name = "action_make_complaint"

    def act(self, talk: Talk) -> None:
        about = subject(talk.words)
        if about is None:
            talk.say("utter_complaint")
            return
        if about == "us":
            talk.say("utter_complaint_us")
            talk.hand_over("own_complaint")
            return
        information = talk.turn.services.information
        information.refresh(talk.turn.session)
        answer = information.answer_topic(f"complain_{about}")
        record(talk.turn.session, talk.turn.conversation.id, answer)
        tell(talk, answer)
        if answer.outcome is Outcome.ANSWERED and not talk.in_form:
            talk.say("utter_complaint_story")
