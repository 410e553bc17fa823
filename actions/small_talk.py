"""Hello, who are you, yes, no, and other short exchanges."""

from __future__ import annotations

from actions import join_in
from actions.danger import stand_by
from actions.talk import SpokenAction, Talk, give_notice, introduce
from bot.experiences import capture


class ActionIntroduce(SpokenAction):
    """Says what the assistant is, unless it has said so before."""

    action_name = "action_introduce"

    def act(self, talk: Talk) -> None:
        """Nothing beyond the introduction."""


class ActionGreet(SpokenAction):
    """Says hello, what the assistant is, and what can be done here."""

    action_name = "action_greet"
    introduces = False

    def act(self, talk: Talk) -> None:
        if stand_by(talk):
            return
        if talk.slot("introduced"):
            talk.say("utter_greet", organisation=talk.organisation.name)
        else:
            introduce(talk)
            talk.say("utter_menu")
        if capture.latest_draft(talk.turn.session, talk.turn.conversation.id) is not None:
            talk.say("utter_story_waiting")


class ActionBotChallenge(SpokenAction):
    """Says plainly that nobody is typing."""

    action_name = "action_bot_challenge"
    introduces = False

    def act(self, talk: Talk) -> None:
        give_notice(talk)
        talk.say("utter_bot_challenge", organisation=talk.organisation.name)


class ActionAbuse(SpokenAction):
    """Does not argue; offers a person."""

    action_name = "action_abuse"

    def act(self, talk: Talk) -> None:
        talk.say("utter_abuse")
        talk.set("offer", "abuse")


class ActionAffirm(SpokenAction):
    """Yes: to the person offered last, or to nothing in particular."""

    action_name = "action_affirm"

    def act(self, talk: Talk) -> None:
        reason = talk.slot("offer")
        if join_in.said_so(talk):  # "yes, I would like to come"
            return
        if reason:
            talk.hand_over(str(reason))
        elif not stand_by(talk):
            talk.say("utter_what_next")


class ActionDeny(SpokenAction):
    """No: whatever was offered is dropped."""

    action_name = "action_deny"

    def act(self, talk: Talk) -> None:
        if not join_in.said_so(talk) and not stand_by(talk):  # "no, I can't come any more"
            talk.say("utter_what_next")


class ActionStaleChoice(SpokenAction):
    """A button of a question that is closed."""

    action_name = "action_stale_choice"

    def act(self, talk: Talk) -> None:
        talk.say("utter_stale_choice")
