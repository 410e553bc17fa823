"""Answers to what the person decides: what may be done with the story, how to reach them, about themselves, and sending it."""

from __future__ import annotations

from actions.experience_progress import DETAILS, SKIPPED
from actions.experience_steps import again, as_written, end, now
from actions.talk import Talk
from bot.experiences import about_you, answers, capture
from bot.experiences.consent import PURPOSES
from bot.store.tables import Experience


def take_consent(talk: Talk, draft: Experience, purpose: str, value: str) -> None:
    """Yes or no to one purpose. A number or an address is a yes to being contacted, and answers the next question."""
    granted = None if value == SKIPPED else answers.yes_or_no(value)
    if purpose == "contact_me" and granted is None and answers.has_contact(as_written(talk)):
        capture.set_consent(talk.turn.session, draft, purpose, True, talk.turn.now)
        talk.set(purpose, "yes")
        take_contact_detail(talk, draft, value)
        return
    if value != SKIPPED and granted is None:
        again(talk, draft, purpose, "utter_hint_choice")
        if purpose == "contact_me" and now(talk, purpose) is not None:
            talk.set("contact_detail", "none")
        return
    if granted is not None:
        capture.set_consent(talk.turn.session, draft, purpose, granted, talk.turn.now)
    talk.set(purpose, SKIPPED if granted is None else "yes" if granted else "no")
    if purpose == "contact_me":
        # Asked only after a yes; a later yes asks again.
        talk.set("contact_detail", None if granted else "none")


def take_contact_detail(talk: Talk, draft: Experience, value: str) -> None:
    """How to reach the person: this chat, or a number or address, which is sealed as it was written. A no takes the consent back."""
    session, vault = talk.turn.session, talk.turn.services.vault
    if value in ("none", SKIPPED) or answers.yes_or_no(value) is False:
        capture.set_consent(session, draft, "contact_me", False, talk.turn.now)
        talk.set("contact_me", "no")
        talk.set("contact_detail", "none")
    elif value == "this_chat" or answers.is_this_chat(value):
        capture.set_contact(session, vault, draft, None)
        talk.set("contact_detail", "this_chat")
    else:
        original = as_written(talk)
        if answers.has_contact(original):
            capture.set_contact(session, vault, draft, original)
            talk.set("contact_detail", "given")
        else:
            talk.say("utter_hint_contact")
            talk.set("contact_detail", None)


def take_about_you(talk: Talk, draft: Experience, value: str) -> None:
    """First whether the questions may be asked, then each; the slot is filled when none is left."""
    session = talk.turn.session
    begun = talk.slot("about_you") == "asking"
    question = about_you.next_question(session, draft) if begun else None
    named, _, answer = value.partition("=")
    if answer:
        about_you.record(session, draft, named, answer)
    elif question is None:
        agreed = answers.yes_or_no(value)
        if agreed is None and value != SKIPPED:
            again(talk, draft, "about_you", "utter_hint_choice")
            return
        talk.set("about_you", "asking" if agreed else "no")
        if agreed:
            talk.set("requested_slot", "about_you")
        return
    else:
        chosen = about_you.not_said() if value == SKIPPED else question.read(value)
        about_you.record(session, draft, question.code, chosen or about_you.not_said())
        if chosen is None:
            talk.say("utter_let_go")
    more = about_you.next_question(session, draft) is not None
    talk.set("about_you", "asking" if more else "answered")
    if more:
        talk.set("requested_slot", "about_you")


def take_send(talk: Talk, draft: Experience, value: str) -> None:
    """Sends, deletes or goes back, as the person says."""
    if value == "back":
        talk.set("send", None)
        talk.set("story_cue", "carry_on")
        if all(talk.slot(name) is not None for name in ("story", *DETAILS, *PURPOSES)):
            talk.set("story", None)
    elif value == "delete":
        end(talk, "delete")
    elif answers.yes_or_no(value) or answers.is_finish(value) or (answers.is_done(value) and answers.yes_or_no(value) is None):
        end(talk, "yes")
    else:
        talk.say("utter_hint_send")
        talk.set("send", None)
        talk.set("requested_slot", "send")
