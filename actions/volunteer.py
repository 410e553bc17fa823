"""Volunteering, events, having a say, and what came of it."""

from __future__ import annotations

import re

from actions import whats_on
from actions.join_in import FORM, join, leave
from actions.talk import SpokenAction, Talk
from bot.announcements import current, wish, words
from bot.announcements.answers import says
from bot.announcements.kinds import EVENT, OPPORTUNITY
from bot.announcements.wish import Wish
from bot.information.answers import Outcome, record
from bot.messages import Reply

_TAKING_PART = re.compile(
    r"event|meeting|survey|have my say|having a say|focus group|forum|consultation|questionnaire|board|panel|patient group"
    r"|drop[- ]?in|newsletter|zoom",
    re.IGNORECASE,
)


class ActionVolunteer(SpokenAction):
    """Says what is on or what changed, takes down who would like to come, or tells of volunteering and offers a person."""

    action_name = "action_volunteer"

    def act(self, talk: Talk) -> None:
        asked = wish.read(talk.words, talk.today)
        if (talk.tracker.active_loop or {}).get("name") == FORM:
            _say_again(talk)
        elif wish.cannot_come(talk.words):
            leave(talk, wish.reference(talk.words))
        elif wish.wants_to_join(talk.words) and (asked is None or talk.slot("announcement")):
            join(talk, None)
        elif asked is not None and asked.form != "volunteering":
            whats_on.tell(talk, asked)
        else:
            _tell_of_volunteering(talk, asked)


def _say_again(talk: Talk) -> None:
    """A question about what somebody is just asking to come to: all that is known of it."""
    found = current.one(talk.turn.session, (talk.slot("joining") or {}).get("announcement", ""), talk.turn.now)
    if found is not None:
        reply = words.in_full(found[1], talk.organisation)
        talk.reply(Reply(reply.text, (), reply.short))


def _tell_of_volunteering(talk: Talk, asked: Wish | None) -> None:
    """The article of the subject; the roles that are open now, or the person who can sign somebody up."""
    information = talk.turn.services.information
    information.refresh(talk.turn.session)
    answer = information.answer_topic("events_have_say" if _TAKING_PART.search(talk.words) else "volunteering")
    record(talk.turn.session, talk.turn.conversation.id, answer)
    if answer.outcome is Outcome.ANSWERED:
        talk.reply(answer.reply, source=answer.article)
    if asked is not None and _roles(talk, asked):
        return
    talk.say("utter_volunteer_person")
    talk.set("offer", "volunteering")


def _roles(talk: Talk, asked: Wish) -> bool:
    there = current.read(talk.turn.session, (OPPORTUNITY,), talk.turn.now)
    open_now = [one for one in there if one.details.get("form") == "volunteering"]
    found = current.choose(open_now, asked, talk.organisation.timezone).announcements[: words.MOST]
    if found:
        talk.reply(words.listing(found, says("take_part", near=""), talk.organisation))
        talk.set("announcement", [one.slug for one in found])
    return bool(found)


class ActionSeeAnnouncement(SpokenAction):
    """One announcement in full, from its button."""

    action_name = "action_see_announcement"

    def act(self, talk: Talk) -> None:
        found = current.one(talk.turn.session, talk.entity("announcement") or "", talk.turn.now)
        if found is None:
            talk.reply(Reply(says("over"), (words.PERSON,)))
            whats_on.tell(talk, Wish((EVENT, OPPORTUNITY)))
            return
        _, one = found
        talk.reply(words.in_full(one, talk.organisation), source=f"announcement/{one.slug}"[:64])
        talk.set("announcement", [one.slug])
