"""The two questions of the form whose words depend on the draft; the others stand in ``domain.yml``."""

from __future__ import annotations

from actions.talk import SpokenAction, Talk
from bot.experiences import capture
from bot.experiences.summary import summary


class ActionAskStory(SpokenAction):
    """Asks for the story, or for more of it."""

    action_name = "action_ask_experience_form_story"
    introduces = False

    def act(self, talk: Talk) -> None:
        draft = capture.latest_draft(talk.turn.session, talk.turn.conversation.id)
        cue = talk.slot("story_cue")
        if cue == "empty":
            talk.say("utter_story_empty")
        elif draft is None or not draft.story_redacted:
            talk.say("utter_story_ask")
        else:
            talk.say(f"utter_story_{cue or 'carry_on'}")


class ActionAskSend(SpokenAction):
    """Shows what there is and asks whether to send it."""

    action_name = "action_ask_experience_form_send"
    introduces = False

    def act(self, talk: Talk) -> None:
        draft = capture.latest_draft(talk.turn.session, talk.turn.conversation.id)
        if draft is not None:
            talk.say("utter_send_ask", summary=summary(talk.turn.session, draft))
