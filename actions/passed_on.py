"""Requests that only certain people may deal with: the press."""

from __future__ import annotations

from actions.talk import SpokenAction, Talk


class ActionMediaEnquiry(SpokenAction):
    """Gives no comment; passes the press to the Communications Manager or the Chief Executive (policy, section 6)."""

    action_name = "action_media_enquiry"

    def act(self, talk: Talk) -> None:
        talk.say("utter_media")
        talk.hand_over("media_enquiry")
