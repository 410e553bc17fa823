"""The course of a story: each message is understood, and written into the draft at once.

Rasa calls this when the form begins, for each message to it, and when it comes back from an interruption. Returning
nothing that was set rejects the message: the rules of ``data/rules/experience.yml`` then answer it and come back here.
What is done with the answer to each question stands in ``experience_answers``.
"""

from __future__ import annotations

import datetime as dt

from actions import experience_answers as taking
from actions import experience_steps as steps
from actions import whats_on
from actions.answer_information import answer_aside
from actions.experience_corrected import correct
from actions.experience_progress import SKIPPED, SLOTS, Progress
from actions.interruptions import is_interruption
from actions.talk import FORM, SpokenAction, Talk, hear_a_child, introduce
from bot.announcements import wish
from bot.experiences import answers, capture, corrections, feelings, when
from bot.store.tables import Experience

LONGEST_SERVICE = 20
"""Words. A longer answer to "which service" is more of the story."""
MORE_STORY = 8
AWAY = dt.timedelta(hours=6)
"""After this long a person is greeted again, and told that nothing was lost."""


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
        if talk.events:  # a message that is not for us leaves the draft as it was
            draft.changed_at = talk.turn.now


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
    if draft is None and wish.asks_plainly(talk.words):  # "what has changed because of feedback?" tells nothing
        introduce(talk)
        whats_on.tell_if_asked_plainly(talk)
        steps.end(talk, "answered")
        return
    going_on = draft is not None
    told = bool(talk.words) and not answers.only_offers(talk.words) and not answers.is_back(talk.words)
    if draft is None:
        introduce(talk)
        if told:
            _feel(talk, Progress.of(talk, fresh=True))
        answer_aside(talk)
        draft = _new_draft(talk)
    else:
        talk.say("utter_carry_on")
    progress = Progress.of(talk)
    if told:
        steps.tell_more(talk, draft, talk.words, "utter_experience_added" if going_on else None)
    elif not going_on:
        progress.opening = talk.words
    _notice_child(talk, progress, talk.words)
    talk.set("story_cue", "begun" if told and not going_on else "carry_on")
    talk.set("experience_paused", None)
    progress.keep(talk)


def _feel(talk: Talk, progress: Progress) -> None:
    """Meets grief, distress or anger in a few words, once in a story."""
    seen = feelings.feeling(talk.words)
    if seen and not progress.felt:
        progress.felt = seen
        talk.say(f"utter_feeling_{seen}")
        talk.set("offer", None if seen == "glad" else "distress")
    progress.keep(talk)


def _notice_child(talk: Talk, progress: Progress, words: str) -> None:
    """A child is told of a listener of their own, and never asked for contact details or a name."""
    hear_a_child(talk, words)
    if talk.turn.conversation.under_13_at is None or progress.child:
        return
    progress.child = True
    progress.keep(talk)
    for name in ("share_with_provider", "contact_me", "contact_detail", "about_you", "permission"):
        talk.set(name, SKIPPED)


def _new_draft(talk: Talk) -> Experience:
    draft = capture.start(talk.turn.session, talk.turn.conversation, talk.organisation.notice_version, talk.turn.now)
    felt = Progress.of(talk).felt
    for name in SLOTS:
        talk.set(name, None)
    Progress(felt=felt).keep(talk)
    talk.say("utter_experience_notice")
    if talk.organisation.statement_url:
        talk.say("utter_experience_notice_more", link=talk.organisation.statement_url)
    return draft


def _take(talk: Talk, draft: Experience, asked: str) -> None:
    away = talk.turn.now - draft.changed_at > AWAY
    if talk.is_button and talk.intent == "choose":
        _pressed(talk, draft)
        return
    if talk.is_button and talk.intent in ("affirm", "deny"):
        _answered_aside(talk)
        return
    words = talk.words
    if talk.danger and words:
        talk.set("danger_at", talk.turn.now.isoformat())
        steps.tell_more(talk, draft, words, "utter_story_danger")
        talk.set("story_cue", "carry_on")
    elif answers.is_stop(words):  # before "stop" is taken for a wish to hear no more from us at all
        taking.take(talk, draft, "send" if asked == "send" else "story", "delete" if asked == "send" else "stop")
    elif is_interruption(talk, asked):
        return
    elif answers.is_puzzled(words):
        talk.say("utter_story_explain")
        talk.set("story_cue", "carry_on")
    elif answers.is_pause(words):
        steps.end(talk, "later")
    elif talk.intent == "abuse" and answers.is_at_us(words):
        talk.say("utter_story_abuse")
        talk.set("offer", "abuse")
        talk.set("story_cue", "carry_on")
    elif away and (not words or answers.is_back(words) or talk.intent == "greet"):
        talk.say("utter_welcome_back")
        talk.set("story_cue", "carry_on")
    elif not words:
        talk.set("story_cue", "carry_on")
    else:
        if away:
            talk.say("utter_welcome_back")
        _told(talk, draft, asked, words)


def _answered_aside(talk: Talk) -> None:
    """A button under an answer that was given beside the story: it offered a person. The story's own buttons say what they choose, so
    that a yes to something else is never taken for a consent."""
    if talk.intent == "affirm":
        talk.hand_over("not_helpful")
        steps.end(talk, "later")
    else:
        talk.set("story_cue", "carry_on")


def _pressed(talk: Talk, draft: Experience) -> None:
    for name in SLOTS:
        value = talk.entity(name)
        if value is not None:
            taking.take(talk, draft, name, value)
    if not talk.events:
        talk.set("story_cue", "carry_on")


def _told(talk: Talk, draft: Experience, asked: str, words: str) -> None:
    """Words that belong to the story or answer the question that was asked."""
    if asked != "story" and "[name]" in words:
        words = when.with_months_back(words, steps.as_written(talk))
    progress = Progress.of(talk)
    _notice_child(talk, progress, words)
    if asked == "story" and answers.yes_or_no(words) is True:  # to "is there more?": the yes is no part of the story
        talk.set("story_cue", "carry_on")
    elif asked == "story":
        done = answers.is_done(words)
        if not done:
            _feel(talk, progress)
        taking.take(talk, draft, "story", "done" if done else words)
    elif asked != "send" and answers.is_finish(words):
        taking.take(talk, draft, "story", "finish")
    elif (correction := _correction(talk, asked, words)) is not None:
        correct(talk, draft, asked, correction)
    elif _is_more_story(talk, asked):
        steps.tell_more(talk, draft, words)
        talk.set(asked, None)
    else:
        taking.take(talk, draft, asked, SKIPPED if asked != "send" and answers.is_skip(words) else words)


def _correction(talk: Talk, asked: str, words: str) -> corrections.Correction | None:
    if answers.yes_or_no(words) is not None or asked == "contact_detail":
        return None
    return corrections.read(words, talk.today, steps.directory(talk))


def _is_more_story(talk: Talk, asked: str) -> bool:
    """Whether the words tell more, although the story's own question is behind us."""
    least = LONGEST_SERVICE if asked == "service" else MORE_STORY
    return talk.intent == "share_experience" and len(talk.words.split()) >= least
