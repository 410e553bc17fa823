"""After the card: a message with a danger sign was answered at the door. The assistant stands aside, and stays kind."""

from __future__ import annotations

import re

from actions.talk import SpokenAction, Talk

_SECRET = re.compile(
    r"\b(?:secret|between us|(?:do ?n.?t|not|never|please|u|you) tell (?:any|no|my|him|her|them|the)\w*"
    r"|(?:any|no) ?(?:one|body) (?:to |can |must |should )*(?:know|find out|hear)|find out|promise|confidential)\b",
    re.IGNORECASE,
)


class ActionAfterDanger(SpokenAction):
    """Points to the message with help and offers a person; the conversation is already first in the queue."""

    action_name = "action_after_danger"
    introduces = False

    def act(self, talk: Talk) -> None:
        talk.set("danger_at", talk.turn.now.isoformat())
        talk.say("utter_after_soft_card" if talk.possible_danger else "utter_after_danger")


def stand_by(talk: Talk) -> bool:
    """For a day after a danger sign, says kind fixed words where the assistant would not understand, or would ask what is wanted.

    Nothing is asked, nothing is promised: whoever hopes that nobody is told hears that we cannot say so. False when there was no sign.
    """
    if not talk.after_danger:
        return False
    talk.say("utter_no_secret" if _SECRET.search(talk.words) else "utter_still_here")
    talk.stood_by = True
    return True
