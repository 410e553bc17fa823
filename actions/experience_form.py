"""Understands each answer while a story is told, and writes it into the draft at once.

Rasa calls this when the form begins, for each message to it, and when it comes back from an interruption. Returning
nothing that was set rejects the message: the rules of ``data/rules/experience.yml`` then answer it and come back here.
"""

from __future__ import annotations

from collections.abc import Callable

from actions.interruptions import is_interruption
from actions.talk import FORM, SpokenAction, Talk, introduce
from bot.experiences import answers, capture, when
from bot.experiences.consent import PURPOSES
from bot.experiences.service_types import SERVICE_TYPES
from bot.store.tables import Experience

SLOTS = ("story", "service", "month", "rating", "about", *PURPOSES, "contact_detail", "send")
SKIPPED = "skip"
LONGEST_SERVICE = 20
"""Words. A longer answer to "which service" is more of the story."""
MORE_STORY = 8


class ValidateExperienceForm(SpokenAction):
    """One answer at a time."""

    action_name = "validate_experience_form"
    introduces = False

    def act(self, talk: Talk) -> None:
        if _came_back(talk):
            talk.set("story_cue", "carry_on")
            return
        if _just_begun(talk):
            _begin(talk)
            return
        draft = capture.latest_draft(talk.turn.session, talk.turn.conversation.id)
        if draft is None:  # erased meanwhile, at the desk or by retention
            draft = _new_draft(talk)
        _take(talk, draft, talk.slot("requested_slot") or "story")


def _came_back(talk: Talk) -> bool:
    """Whether another action of this turn ran before the form: then the message has been answered already."""
    for event in reversed(talk.tracker.events):
        if event["event"] == "user":
            return False
        if event["event"] == "action" and event.get("name") not in (FORM, "action_listen", "action_session_start", "action_extract_slots"):
            # From a hand-back the form begins anew: no words to read either.
            return True
    return False


def _just_begun(talk: Talk) -> bool:
    for event in reversed(talk.tracker.events):
        if event["event"] == "user":
            return False
        if event["event"] == "active_loop":
            return bool(event.get("name") == FORM)
    return False


def _begin(talk: Talk) -> None:
    """The privacy notice and a new draft, or the draft that was left; a story in the opening words is kept."""
    draft = capture.latest_draft(talk.turn.session, talk.turn.conversation.id)
    going_on = draft is not None
    if draft is None:
        introduce(talk)
        draft = _new_draft(talk)
    else:
        talk.say("utter_carry_on")
    told = bool(talk.words) and not answers.only_offers(talk.words)
    if told:
        capture.add_story(draft, talk.words, talk.turn.now)
        if going_on:
            talk.say("utter_experience_added")
    talk.set("story_cue", "begun" if told and not going_on else "carry_on")
    talk.set("experience_paused", None)


def _new_draft(talk: Talk) -> Experience:
    draft = capture.start(talk.turn.session, talk.turn.conversation, talk.organisation.notice_version, talk.turn.now)
    for name in SLOTS:
        talk.set(name, None)
    talk.say("utter_experience_notice")
    if talk.organisation.statement_url:
        talk.say("utter_experience_notice_more", link=talk.organisation.statement_url)
    return draft


def _take(talk: Talk, draft: Experience, asked: str) -> None:
    if talk.is_button and talk.intent == "choose":
        for name in SLOTS:
            value = talk.entity(name)
            if value is not None:
                _answer(talk, draft, name, value)
        if not talk.events:
            talk.set("story_cue", "carry_on")
        return
    words = {"affirm": "yes", "deny": "no"}.get(talk.intent, "") if talk.is_button else talk.words
    if talk.danger and words:
        capture.add_story(draft, words, talk.turn.now)
        talk.say("utter_story_danger")
        talk.set("story_cue", "carry_on")
    elif answers.is_stop(words):  # before "stop" is taken for a wish to hear no more from us at all
        _answer(talk, draft, "send" if asked == "send" else "story", "delete" if asked == "send" else "stop")
    elif is_interruption(talk, asked):
        return
    elif not words:
        talk.set("story_cue", "carry_on")
    elif asked != "story" and answers.is_finish(words):
        _answer(talk, draft, "story", "finish")
    elif _is_more_story(talk, asked):
        capture.add_story(draft, words, talk.turn.now)
        talk.say("utter_experience_added")
        talk.set(asked, None)
    else:
        _answer(talk, draft, asked, SKIPPED if asked not in ("story", "send") and answers.is_skip(words) else words)


def _is_more_story(talk: Talk, asked: str) -> bool:
    """Whether the words tell more, although the story's own question is behind us."""
    least = LONGEST_SERVICE if asked == "service" else MORE_STORY
    return asked != "story" and talk.intent == "share_experience" and len(talk.words.split()) >= least


def _answer(talk: Talk, draft: Experience, name: str, value: str) -> None:
    """One answer to the question ``name``: from a button a fixed value, otherwise the person's words."""
    if name in PURPOSES:
        _consent(talk, draft, name, value)
    else:
        _TAKERS[name](talk, draft, value)


def _story(talk: Talk, draft: Experience, value: str) -> None:
    if value == "stop":
        if draft.story_redacted:
            talk.set("send", None)
            talk.set("requested_slot", "send")
        else:
            _end(talk, "stopped")
    elif value == "finish" or answers.is_done(value):
        if not draft.story_redacted:
            talk.set("story_cue", "empty")
            talk.set("story", None)
        else:
            talk.set("story", "told")
            if value == "finish":
                talk.set("requested_slot", "send")
    else:
        capture.add_story(draft, value, talk.turn.now)
        talk.set("story_cue", "noted")
        talk.set("story", None)


def _service(talk: Talk, draft: Experience, value: str) -> None:
    if value == SKIPPED:
        capture.set_service(draft)
    elif value in SERVICE_TYPES:
        capture.set_service(draft, service_type=value)
    else:
        capture.set_service(draft, name=value)
    talk.set("service", SKIPPED if value == SKIPPED else "given")


def _month(talk: Talk, draft: Experience, value: str) -> None:
    month = None if value == SKIPPED else when.month(value, talk.today)
    if value != SKIPPED and month is None:
        _again(talk, "month", "utter_hint_month")
        return
    capture.set_month(draft, month)
    talk.set("month", f"{month:%Y-%m}" if month else SKIPPED)


def _rating(talk: Talk, draft: Experience, value: str) -> None:
    rating = None if value == SKIPPED else answers.rating(value)
    if value != SKIPPED and rating is None:
        _again(talk, "rating", "utter_hint_rating")
        return
    capture.set_rating(draft, rating)
    talk.set("rating", rating or SKIPPED)


def _about(talk: Talk, draft: Experience, value: str) -> None:
    about = None if value == SKIPPED else value if value in capture.ABOUT else answers.about(value)
    if value != SKIPPED and about is None:
        _again(talk, "about", "utter_hint_about")
        return
    capture.set_about(draft, about)
    talk.set("about", about or SKIPPED)


def _consent(talk: Talk, draft: Experience, purpose: str, value: str) -> None:
    granted = None if value == SKIPPED else answers.yes_or_no(value)
    if value != SKIPPED and granted is None:
        _again(talk, purpose, "utter_hint_choice")
        return
    if granted is not None:
        capture.set_consent(talk.turn.session, draft, purpose, granted, talk.turn.now)
    talk.set(purpose, SKIPPED if granted is None else "yes" if granted else "no")
    if purpose == "contact_me":
        # Asked only after a yes; a later yes asks again.
        talk.set("contact_detail", None if granted else "none")


def _contact_detail(talk: Talk, draft: Experience, value: str) -> None:
    session, vault = talk.turn.session, talk.turn.services.vault
    if value in ("none", SKIPPED) or answers.yes_or_no(value) is False:
        capture.set_consent(session, draft, "contact_me", False, talk.turn.now)
        talk.set("contact_me", "no")
        talk.set("contact_detail", "none")
    elif value == "this_chat" or answers.is_this_chat(value):
        capture.set_contact(session, vault, draft, None)
        talk.set("contact_detail", "this_chat")
    else:
        original = _as_written(talk)
        if not answers.has_contact(original):
            _again(talk, "contact_detail", "utter_hint_contact")
            return
        capture.set_contact(session, vault, draft, original)
        talk.set("contact_detail", "given")


def _as_written(talk: Talk) -> str:
    """The message before its details were taken out: opened here to be sealed again as the contact of this story."""
    inbound = talk.turn.inbound
    if inbound is None:
        return str(talk.tracker.latest_message.get("text") or "")
    return talk.turn.services.vault.open(talk.turn.session, inbound.text_sealed_id) or ""


def _send(talk: Talk, draft: Experience, value: str) -> None:
    if value == "back":
        talk.set("send", None)
        talk.set("story_cue", "carry_on")
        if all(talk.slot(name) is not None for name in SLOTS if name != "send"):
            talk.set("story", None)
    elif value == "delete":
        _end(talk, "delete")
    elif answers.yes_or_no(value) or (answers.is_done(value) and answers.yes_or_no(value) is None):
        _end(talk, "yes")
    else:
        _again(talk, "send", "utter_hint_send")
        talk.set("requested_slot", "send")


def _end(talk: Talk, how: str) -> None:
    """Ends the form; ``action_finish_experience`` does what ``how`` says."""
    talk.set("send", how)
    talk.set("requested_slot", None)


def _again(talk: Talk, name: str, hint: str) -> None:
    talk.say(hint)
    talk.set(name, None)


_TAKERS: dict[str, Callable[[Talk, Experience, str], None]] = {
    "story": _story,
    "service": _service,
    "month": _month,
    "rating": _rating,
    "about": _about,
    "contact_detail": _contact_detail,
    "send": _send,
}
