"""After the card: a message with a danger sign was answered at the door; the assistant only stands aside."""

from __future__ import annotations

from actions.talk import SpokenAction, Talk


class ActionAfterDanger(SpokenAction):
    """Points to the message with help and offers a person; the conversation is already first in the queue."""

    action_name = "action_after_danger"
    introduces = False

    def act(self, talk: Talk) -> None:
        talk.say("utter_after_soft_card" if talk.possible_danger else "utter_after_danger")
