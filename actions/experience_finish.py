"""The end of a story: sent, deleted, or kept for later."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop

from actions.experience_progress import SLOTS
from actions.talk import SpokenAction, Talk
from actions.whats_on import offer_what_changed
from bot.experiences import capture, consent
from bot.experiences.coding import records
from bot.experiences.coding.suggest import Suggester
from bot.store.tables import Experience


class ActionFinishExperience(SpokenAction):
    """Does what the person chose at the end, and forgets the form's answers."""

    action_name = "action_finish_experience"
    introduces = False

    def act(self, talk: Talk) -> None:
        draft = capture.latest_draft(talk.turn.session, talk.turn.conversation.id)
        chosen = talk.slot("send")
        if draft is None:
            if chosen != "answered":
                talk.say("utter_menu")
        elif chosen == "later":
            talk.set("send", None)
            talk.set("experience_paused", True)
            talk.say("utter_experience_later")
            return
        elif chosen == "yes":
            _send(talk, draft)
        else:
            capture.discard(talk.turn.session, talk.turn.services.vault, draft, talk.turn.now)
            talk.say("utter_experience_deleted" if chosen == "delete" else "utter_experience_stopped")
        for name in (*SLOTS, "story_cue", "story_progress", "experience_paused"):
            talk.set(name, None)


def _send(talk: Talk, draft: Experience) -> None:
    _suggest_codes(talk, draft)
    reference = capture.submit(talk.turn.session, draft, talk.turn.now)
    agreed = consent.in_force(talk.turn.session, draft)
    if draft.wants_contact:
        # The desk's queue is how the team learns of it; no promise of an answer "here" is given for a call or a letter.
        talk.bring_person("contact_me", detail=reference)
        talk.say("utter_experience_contact")
    talk.say("utter_experience_sent" if agreed["use_anonymously"] else "utter_experience_sent_unused", reference=reference)
    offer_what_changed(talk, draft)


def _suggest_codes(talk: Talk, draft: Experience) -> None:
    """What staff will find suggested: the topics, how it felt, and the kind of service where nothing is known of it."""
    found = Suggester.load().suggest(draft.story_redacted)
    if draft.service_type is None and found.service_type is not None:
        capture.set_service(draft, service_type=found.service_type)
    records.keep_suggestions(talk.turn.session, draft, found.themes, found.sentiment, talk.turn.now)


class ActionPauseExperience(SpokenAction):
    """A person takes over, or messages stop: the draft stays and the form lets go."""

    action_name = "action_pause_experience"
    introduces = False

    def act(self, talk: Talk) -> None:
        talk.events += [ActiveLoop(None)]
        talk.set("requested_slot", None)
        talk.set("experience_paused", True)
        if talk.turn.conversation.contact.opted_out_at is None:
            talk.say("utter_experience_paused")
