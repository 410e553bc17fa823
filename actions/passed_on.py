"""Requests that only certain people may deal with: the press, and rights over one's own data."""

from __future__ import annotations

from actions.talk import SpokenAction, Talk


class ActionMediaEnquiry(SpokenAction):
    """Gives no comment; passes the press to the Communications Manager or the Chief Executive (policy, section 6)."""

    action_name = "action_media_enquiry"

    def act(self, talk: Talk) -> None:
        talk.say("utter_media")
        talk.hand_over("media_enquiry")


class ActionDataRights(SpokenAction):
    """Says what rights there are; a person carries them out."""

    action_name = "action_data_rights"

    def act(self, talk: Talk) -> None:
        talk.say("utter_data_rights")
        talk.hand_over("data_rights")
