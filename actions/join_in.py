"""Somebody would like to come to an event, or to join in: whether we may keep that, what they need, how to reach them.

Consent comes first and is all that is needed; the rest can be skipped. What is answered is written down at once. The
form's questions stand in ``domain.yml``, its rules in ``data/rules/announcements.yml``.
"""

from __future__ import annotations

import re

from rasa_sdk.events import ActiveLoop, FollowupAction

from actions.experience_steps import as_written
from actions.interruptions import is_interruption
from actions.talk import SpokenAction, Talk
from bot.announcements import current, interest, wish, words
from bot.announcements.announcement import CuratedAnnouncement
from bot.announcements.answers import says
from bot.announcements.kinds import EVENT, OPPORTUNITY
from bot.announcements.wish import Wish
from bot.experiences import answers
from bot.messages import Button, Reply
from bot.privacy.keeping.schedule import Schedule, in_words
from bot.store.tables import Announcement, Interest

FORM = "interest_form"
SLOTS = ("join_agreed", "join_needs", "join_contact")
SKIPPED = "skip"
_NO_NEEDS = re.compile(
    r"(?:no|none|nothing|nope|i do ?n[o']?t|not really|n/?a|no needs?|i'?m fine|all fine|nothing special)\b.{0,20}", re.IGNORECASE
)


def join(talk: Talk, slug: str | None) -> None:
    """Begins with the announcement ``slug``, or the one that was shown last; asks which one where several were."""
    shown = [slug] if slug else list(talk.slot("announcement") or ())
    found = [one for one in (current.one(talk.turn.session, name, talk.turn.now) for name in shown) if one is not None]
    joinable = [one for _, one in found if one.joinable]
    if talk.in_form:
        talk.say("utter_join_later")
    elif not found and shown:
        talk.reply(Reply(says("over"), (words.PERSON,)))
    elif len(joinable) == 1:
        talk.set("joining", {"announcement": joinable[0].slug, "missed": []})
        for name in SLOTS:
            talk.set(name, None)
        talk.events.append(FollowupAction(FORM))
    elif joinable or not found:
        _which(talk, joinable)
    else:
        talk.reply(words.in_full(found[0][1], talk.organisation))


def _which(talk: Talk, those: list[CuratedAnnouncement]) -> None:
    there = those or [one for one in current.read(talk.turn.session, (EVENT, OPPORTUNITY), talk.turn.now) if one.joinable]
    found = current.choose(there, Wish((EVENT, OPPORTUNITY)), talk.organisation.timezone).announcements[: words.MOST]
    if not found:
        talk.say("utter_volunteer_person")
        talk.set("offer", "volunteering")
        return
    buttons = tuple(Button(one.label, words.join_payload(one.slug)) for one in found)
    talk.reply(Reply(says("which_to_join"), (*buttons, words.PERSON)))
    talk.set("announcement", [one.slug for one in found])


def leave(talk: Talk, reference: str | None) -> None:
    """Takes the person off what they are down for: the one that is named, or the newest; what was kept for it is erased."""
    down = interest.of_person(talk.turn.session, talk.turn.conversation.contact_id, reference)
    if not down:
        talk.say("utter_join_not_down")
        return
    found, row = down[0]
    title = str(row.title)
    interest.withdraw(talk.turn.session, [found])
    talk.say("utter_join_withdrawn", title=title)


def said_so(talk: Talk) -> bool:
    """Does what words ask that were taken for something else: to come to what was shown, or to be taken off. False for all others."""
    if not talk.words or len(talk.words.split()) > wish.PLAIN:
        return False
    if wish.cannot_come(talk.words):
        down = interest.of_person(talk.turn.session, talk.turn.conversation.contact_id)
        if down:
            leave(talk, wish.reference(talk.words))
        return bool(down)
    if talk.slot("announcement") and wish.wants_to_join(talk.words):
        join(talk, None)
        return True
    return False


class ActionJoinIn(SpokenAction):
    """The button "I would like to come"."""

    action_name = "action_join_in"

    def act(self, talk: Talk) -> None:
        join(talk, talk.entity("announcement"))


class ActionLeave(SpokenAction):
    """The button "Take me off"."""

    action_name = "action_leave"

    def act(self, talk: Talk) -> None:
        leave(talk, talk.entity("interest"))


class ValidateInterestForm(SpokenAction):
    """One answer at a time, as in a story: nothing that was set rejects the message, and the rules answer it and come back here."""

    action_name = "validate_interest_form"
    introduces = False

    def act(self, talk: Talk) -> None:
        if _answered_already(talk):
            talk.set("joining", talk.slot("joining"))
            return
        asked = talk.slot("requested_slot") or SLOTS[0]
        pressed = talk.entity(asked) if talk.is_button else None
        typed = "" if talk.is_button else talk.words  # another question's yes is none to this one
        if talk.danger or talk.possible_danger:
            _end(talk, "danger")
        elif pressed is None and (wish.cannot_come(typed) or answers.is_stop(typed)):
            _end(talk, "stopped")
        elif pressed is None and is_interruption(talk, "contact_detail" if asked == "join_contact" else asked):
            return
        elif not (pressed or typed):
            talk.set("joining", talk.slot("joining"))  # a button of another question: asked once more
        elif talk.intent == "volunteer_or_events" and typed.endswith("?"):
            return  # "is there parking?": answered by what is known of it
        else:
            _TAKERS[asked](talk, pressed or typed)


def _answered_already(talk: Talk) -> bool:
    """Whether the form has just begun, or comes back from an answer to something else: then the message is none of its own."""
    for event in reversed(talk.tracker.events):
        if event["event"] == "user":
            return False
        if event["event"] == "active_loop":
            return bool(event.get("name") == FORM)
        if event["event"] == "action" and event.get("name") not in (FORM, "action_listen", "action_session_start", "action_extract_slots"):
            return True
    return False


def _agreed(talk: Talk, value: str) -> None:
    said = answers.yes_or_no(value)
    if said is None and not answers.is_skip(value) and _first_miss(talk, "join_agreed"):
        talk.say("utter_hint_choice")
        return
    if not said:
        _end(talk, "no")
        return
    found = current.one(talk.turn.session, _wanted(talk), talk.turn.now)
    if found is None:
        talk.reply(Reply(says("over"), (words.PERSON,)))
        _end(talk, "over")
        return
    interest.record(talk.turn.session, talk.turn.conversation, found[0], notice_version=talk.organisation.notice_version, now=talk.turn.now)
    talk.set("join_agreed", "yes")
    if talk.turn.conversation.under_13_at is not None:  # no contact details of a child
        talk.set("join_contact", SKIPPED)


def _needs(talk: Talk, value: str) -> None:
    down = _down(talk)
    if down is None or answers.is_skip(value) or _NO_NEEDS.fullmatch(value) or value == SKIPPED:
        talk.set("join_needs", "none")
        return
    if answers.yes_or_no(value) is True:
        talk.say("utter_join_needs_what")
        talk.set("join_needs", None)
        return
    interest.set_needs(talk.turn.session, talk.turn.services.vault, down[0], value, as_written(talk))
    talk.set("join_needs", "given")


def _contact(talk: Talk, value: str) -> None:
    down = _down(talk)
    session, vault = talk.turn.session, talk.turn.services.vault
    if down is None or value in ("none", SKIPPED) or answers.yes_or_no(value) is False or answers.is_skip(value):
        talk.set("join_contact", "none")
        return
    if value == "this_chat" or answers.is_this_chat(value):
        interest.set_contact(session, vault, down[0], None)
        talk.set("join_contact", "this_chat")
        return
    original = as_written(talk)
    if answers.has_contact(original):
        interest.set_contact(session, vault, down[0], original)
        talk.set("join_contact", "given")
    elif _first_miss(talk, "join_contact"):
        talk.say("utter_hint_contact")
    else:
        talk.set("join_contact", "none")


_TAKERS = {"join_agreed": _agreed, "join_needs": _needs, "join_contact": _contact}


def _first_miss(talk: Talk, name: str) -> bool:
    """Whether an answer could not be read for the first time: then the question is asked once more, and after that let go."""
    joining = dict(talk.slot("joining") or {})
    if name in joining.get("missed", ()):
        return False
    talk.set("joining", {**joining, "missed": [*joining.get("missed", ()), name]})
    talk.set(name, None)
    return True


def _wanted(talk: Talk) -> str:
    return str((talk.slot("joining") or {}).get("announcement") or "")


def _end(talk: Talk, how: str) -> None:
    talk.set("join_needs", how)
    talk.set("requested_slot", None)


def _down(talk: Talk) -> tuple[Interest, Announcement] | None:
    """What this person is down for under the name that is being asked about."""
    there = interest.of_person(talk.turn.session, talk.turn.conversation.contact_id)
    return next(((found, row) for found, row in there if row.slug == _wanted(talk)), None)


class AskAgreed(SpokenAction):
    """Asks whether we may keep that they would like to come: what is kept, what for, and how long."""

    action_name = "action_ask_interest_form_join_agreed"
    introduces = False

    def act(self, talk: Talk) -> None:
        found = current.one(talk.turn.session, _wanted(talk), talk.turn.now)
        if found is None:
            talk.reply(Reply(says("over"), (words.PERSON,)))
            return
        days = in_words(Schedule(talk.organisation).days("event_interest"))
        talk.say("utter_join_agreed_ask", title=found[1].title, days=days)


class ActionFinishInterest(SpokenAction):
    """Says what was kept and how to take it back; or that nothing was."""

    action_name = "action_finish_interest"
    introduces = False

    def act(self, talk: Talk) -> None:
        how, down = talk.slot("join_needs"), _down(talk)
        if how in ("stopped", "no") and down is not None:
            title = str(down[1].title)
            interest.withdraw(talk.turn.session, [down[0]])
            talk.say("utter_join_withdrawn", title=title)
        elif how in ("stopped", "no"):
            talk.say("utter_join_not_kept")
        elif how == "danger":
            talk.say("utter_after_danger")
        elif how != "over" and down is not None:
            _confirm(talk, *down)
        for name in (*SLOTS, "joining"):
            talk.set(name, None)


def _confirm(talk: Talk, found: Interest, row: Announcement) -> None:
    if talk.turn.conversation.under_13_at is not None:
        talk.say("utter_join_child")
    take_off = Button("Take me off the list", f'/leave{{"interest": "{found.reference}"}}')
    kept = "utter_join_done" if found.wants_contact else "utter_join_done_unreachable"
    talk.say(kept, title=str(row.title), reference=str(found.reference), buttons=(take_off, words.PERSON))


class ActionPauseInterest(SpokenAction):
    """A person takes over, or messages stop: the form lets go; what was agreed to stays until it is taken back."""

    action_name = "action_pause_interest"
    introduces = False

    def act(self, talk: Talk) -> None:
        talk.events.append(ActiveLoop(None))
        for name in (*SLOTS, "joining", "requested_slot"):
            talk.set(name, None)
