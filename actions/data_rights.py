"""Rights over one's own data, in the chat: done at once where that is safe, and passed to a person where it must be.

Whoever writes here has proof of this conversation and of nothing else. So taking consent back happens at once, which
harms nobody; a copy, a correction or an erasure is a request with a number and a date, which staff carry out.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from actions import whats_on
from actions.talk import SpokenAction, Talk
from bot.experiences import consent
from bot.messages import Reply
from bot.privacy.data_rights import requests, wishes
from bot.privacy.informing import notice
from bot.privacy.keeping.going import erase_story_contacts
from bot.store.tables import Conversation, Experience, InboundMessage


class ActionDataRights(SpokenAction):
    """Does what the person asks about their data, or opens a request and brings a person in."""

    action_name = "action_data_rights"

    def act(self, talk: Talk) -> None:
        if whats_on.tell_if_asked_plainly(talk):  # "what happened with what I told you?" asks for no right
            return
        wish = wishes.read(talk.words)
        stories = _stories(talk, wish.story)
        if wish.kind == "consent":
            _take_back(talk, stories, wish.purposes)
            return
        stopped = [story.reference for story in stories if _withdraw(talk, story, wish.purposes)]
        request = requests.open_request(talk.turn.session, talk.turn.conversation, wish.kind, by="person", now=talk.turn.now)
        told = {"reference": request.reference, "due": _day(request.due_at, talk)}
        if wish.kind == "access":
            told |= _held(talk, stories)
        elif wish.kind in ("erase", "object"):
            told["stories"] = " ".join(_says("stories_stopped", story=reference) for reference in stopped)
        due = f"{request.due_at.astimezone(talk.organisation.timezone):%d.%m.%Y}"
        talk.reply_in_their_language(notice.response(wish.kind, **told), wish.kind, reference=request.reference, due=due)
        talk.bring_person("data_rights", detail=f"{wish.kind} {request.reference}")
        talk.hand_over("data_rights")


def _take_back(talk: Talk, stories: list[Experience], purposes: tuple[str, ...]) -> None:
    if not stories:
        talk.reply(notice.response("no_story"))
        return
    withdrawn = [(story, _withdraw(talk, story, purposes)) for story in stories]
    told = []
    for story, taken_back in withdrawn:
        if taken_back and purposes == consent.PURPOSES:
            told.append(_says("withdrawn_all", story=story.reference))
        else:
            told += [_says(f"withdrawn_{purpose}", story=story.reference) for purpose in taken_back]
    taken_back_of = [story.reference for story, taken_back in withdrawn if taken_back]
    for number, words in enumerate(told or [_says("nothing_agreed")]):
        if taken_back_of and number == 0:
            talk.reply_in_their_language(Reply(words), "withdrawn", story=", ".join(taken_back_of))
        else:
            talk.reply(Reply(words))


def _withdraw(talk: Talk, story: Experience, purposes: tuple[str, ...]) -> tuple[str, ...]:
    taken_back = consent.withdraw(talk.turn.session, story, purposes, now=talk.turn.now)
    if "contact_me" in purposes:
        erase_story_contacts(talk.turn.session, [story])
    return taken_back


def _stories(talk: Talk, named: str | None) -> list[Experience]:
    """The stories of this person on this channel; one that is named by its number, which only its teller was given."""
    if named is not None:
        return list(talk.turn.session.execute(select(Experience).where(Experience.reference == named)).scalars())
    mine = select(Conversation.id).where(Conversation.contact_id == talk.turn.conversation.contact_id)
    query = select(Experience).where(Experience.conversation_id.in_(mine), Experience.state == "submitted").order_by(Experience.id)
    return list(talk.turn.session.execute(query).scalars())


def _held(talk: Talk, stories: list[Experience]) -> dict[str, str]:
    """How much there is, for the conversations of this person on this channel: numbers and dates, no words."""
    mine = select(Conversation.id).where(Conversation.contact_id == talk.turn.conversation.contact_id)
    query = select(func.count(), func.min(InboundMessage.received_at)).where(InboundMessage.conversation_id.in_(mine))
    number, first = talk.turn.session.execute(query).one()
    return {
        "messages": f"{number} message{'' if number == 1 else 's'}",
        "first": _day(first or talk.turn.now, talk),
        "stories": " ".join(_says("stories_held", story=story.reference) for story in stories),
    }


def _says(name: str, **values: str) -> str:
    return notice.response(name, **values).text


def _day(at: dt.datetime, talk: Talk) -> str:
    day = at.astimezone(talk.organisation.timezone).date()
    return f"{day.day} {day:%B %Y}"
