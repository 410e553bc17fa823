"""Volunteering, events and having a say."""

from __future__ import annotations

import re

from actions.talk import SpokenAction, Talk
from bot.information.answers import Outcome, record

_TAKING_PART = re.compile(
    r"event|meeting|survey|have my say|having a say|focus group|forum|consultation|questionnaire|board|panel|patient group"
    r"|drop[- ]?in|newsletter|zoom",
    re.IGNORECASE,
)


class ActionVolunteer(SpokenAction):
    """Says what there is and offers the person who can sign somebody up."""

    action_name = "action_volunteer"

    def act(self, talk: Talk) -> None:
        information = talk.turn.services.information
        information.refresh(talk.turn.session)
        answer = information.answer_topic("events_have_say" if _TAKING_PART.search(talk.words) else "volunteering")
        record(talk.turn.session, talk.turn.conversation.id, answer)
        if answer.outcome is Outcome.ANSWERED:
            talk.reply(answer.reply, source=answer.article)
        talk.say("utter_volunteer_person")
        talk.set("offer", "volunteering")
