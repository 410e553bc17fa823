"""Bringing a person in, and taking over again when they give the conversation back."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction

from actions.talk import FORM, SpokenAction, Talk
from bot.experiences import capture


class ActionHandover(SpokenAction):
    """Puts the conversation in the desk's queue and says when to expect an answer."""

    action_name = "action_handover"

    def act(self, talk: Talk) -> None:
        talk.hand_over("speak_to_person")


class ActionHandBack(SpokenAction):
    """Staff gave the conversation back (and told the person so): goes on where we were."""

    action_name = "action_hand_back"
    introduces = False

    def act(self, talk: Talk) -> None:
        if talk.in_form or capture.latest_draft(talk.turn.session, talk.turn.conversation.id) is not None:
            talk.say("utter_carry_on")
            if not talk.in_form:
                talk.events.append(FollowupAction(FORM))
        else:
            talk.say("utter_menu")
