"""What every action has in hand: the turn, what the person said, and ways to say something back."""

from __future__ import annotations

import abc
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import turn_for
from bot.handover import service as handover
from bot.information.languages import recognise
from bot.messages import Button, Channel, Reply
from bot.organisation import Organisation
from bot.privacy.informing import in_languages, notice
from bot.privacy.informing.age import says_under_13
from bot.turn import Turn

FORM = "experience_form"
SHAKEN = dt.timedelta(hours=24)
"""For so long after a danger sign the assistant keeps its voice down."""
Events = list[dict[str, Any]]


@dataclass
class Talk:
    """One action's view of one turn."""

    turn: Turn
    tracker: Tracker
    dispatcher: CollectingDispatcher
    events: Events = field(default_factory=list)
    stood_by: bool = False
    """Whether this turn was answered with the kind words that follow a danger sign."""

    @property
    def organisation(self) -> Organisation:
        return self.turn.services.organisation

    @property
    def channel(self) -> Channel:
        return Channel(self.turn.conversation.channel)

    @property
    def today(self) -> dt.date:
        """The date where the organisation is."""
        return self.turn.now.astimezone(self.organisation.timezone).date()

    @property
    def language(self) -> str | None:
        """The language the person prefers, as their platform or an earlier message told us; or that of this one, if it is no English."""
        return self.turn.conversation.contact.language if self.intent != "other_language" else recognise(self.words)

    @property
    def intent(self) -> str:
        return str((self.tracker.latest_message.get("intent") or {}).get("name") or "")

    @property
    def confidence(self) -> float:
        return float((self.tracker.latest_message.get("intent") or {}).get("confidence") or 0.0)

    def likelihood(self, intent: str) -> float:
        """How likely the words are of this intent, which need not be the likeliest; 0 when it is not among the first few."""
        ranking = self.tracker.latest_message.get("intent_ranking") or []
        return next((float(one["confidence"]) for one in ranking if one["name"] == intent), 0.0)

    @property
    def is_button(self) -> bool:
        """Whether the person pressed a button (or the house sent an intent), instead of writing."""
        return (self.tracker.latest_message.get("text") or "").startswith(f"/{self.intent}")

    @property
    def words(self) -> str:
        """What the person wrote, personal details taken out; empty for a button."""
        text = "" if self.is_button else (self.tracker.latest_message.get("text") or "").strip()
        # The worker passes redacted words only; what a developer types into `rasa shell` has not been seen by anybody.
        return text if self.turn.inbound is not None or not text else self.turn.services.redactor.redact(text).text

    @property
    def danger(self) -> str | None:
        """The danger category that was seen in the message at the door, if any."""
        return (self.tracker.latest_message.get("metadata") or {}).get("danger")

    @property
    def possible_danger(self) -> str | None:
        """The danger category that only the second look found, if any."""
        return (self.tracker.latest_message.get("metadata") or {}).get("possible_danger")

    @property
    def after_danger(self) -> bool:
        """Whether the person showed a danger sign in this conversation, not long ago."""
        at = self.slot("danger_at")
        return bool(at) and self.turn.now - dt.datetime.fromisoformat(at) < SHAKEN

    @property
    def in_form(self) -> bool:
        return (self.tracker.active_loop or {}).get("name") == FORM

    def slot(self, name: str) -> Any:
        return self.tracker.get_slot(name)

    def entity(self, name: str) -> str | None:
        """The value a button's payload carries under this name."""
        value = next(self.tracker.get_latest_entity_values(name), None)
        return None if value is None else str(value)

    def set(self, name: str, value: Any) -> None:
        """Remembers something for later turns."""
        self.events.append(SlotSet(name, value))

    def say(self, response: str, *, buttons: Iterable[Button] = (), **values: str) -> None:
        """Says a response of ``domain.yml``, with its braces filled in and ``buttons`` after its own."""
        more = [{"title": button.title, "payload": button.payload} for button in buttons]
        self.dispatcher.utter_message(response=response, buttons=more, **values)

    def reply(self, reply: Reply, source: str | None = None) -> None:
        """Says a reply made by one of the house's services, with its form for text messages."""
        custom = {"short": reply.short, "source": source} if self.turn.inbound is not None else None
        self.dispatcher.utter_message(
            text=reply.text,
            buttons=[{"title": button.title, "payload": button.payload} for button in reply.buttons],
            json_message=custom,
        )

    def reply_in_their_language(self, english: Reply, name: str, **values: str) -> None:
        """Says a reply about somebody's own data, with the short fixed words of their language above it where we have them."""
        for one in in_languages.above(english, self.language, self.channel, name, **values):
            self.reply(one)

    def bring_person(self, reason: str, detail: str | None = None) -> str:
        """Puts the conversation in the desk's queue; returns the promise that fits the opening hours."""
        return handover.request(
            self.turn.session, self.turn.conversation, reason, organisation=self.organisation, now=self.turn.now, detail=detail
        ).text

    def hand_over(self, reason: str) -> None:
        """Puts the conversation in the queue and says what to expect, and the telephone as the other way."""
        promise = self.bring_person(reason)
        if self.organisation.phone:
            self.say("utter_handover_or_call", promise=promise, phone=self.organisation.phone)
        else:
            self.say("utter_handover", promise=promise)


class SpokenAction(Action, abc.ABC):
    """An action in which the assistant speaks. In its first words of a conversation it says what it is."""

    action_name: str
    introduces = True
    """Whether these words may have the introduction before them."""
    understood = True
    """Whether this action means that the person was understood, which ends a row of misunderstandings."""

    def name(self) -> str:
        return self.action_name

    @abc.abstractmethod
    def act(self, talk: Talk) -> None:
        """Does the one thing this action is for; what it remembers goes into ``talk.events``."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        with turn_for(tracker) as turn:
            talk = Talk(turn, tracker, dispatcher)
            if self.introduces and not talk.after_danger:
                introduce(talk)
            self.act(talk)
            if self.introduces and talk.after_danger and not talk.stood_by:
                give_notice(talk)  # after the answer: the person has enough to bear, and knows that a computer writes
            if not talk.in_form:
                hear_a_child(talk, talk.words)
            remembered = {event.get("name") for event in talk.events}
            if talk.slot("offer") and "offer" not in remembered:
                talk.set("offer", None)  # an offer stands for one turn: a later "yes" answers something else
            if self.understood and talk.slot("not_understood") and "not_understood" not in remembered:
                talk.set("not_understood", None)
            return talk.events


def introduce(talk: Talk) -> None:
    """Says once in a conversation that this is an automated assistant, and whose; and how we look after what is written.

    Both are one message: each message costs a person who reads by text, and us.
    """
    _show(talk, whole=not talk.slot("introduced"))


def give_notice(talk: Talk) -> None:
    """Shows the privacy notice alone, before words that say themselves who writes."""
    _show(talk, whole=False)


def _show(talk: Talk, *, whole: bool) -> None:
    """The notice before anything personal is written, and again when its version is another; on record.

    The slot ``introduced`` holds the version that was shown, so that only the first turn need ask the database for it.
    """
    version, conversation = talk.organisation.notice_version, talk.turn.conversation
    if talk.slot("introduced") == version:
        return
    talk.set("introduced", version)
    # An answer that did not come from here (to a picture, say) may have been opened with it.
    if notice.was_shown(talk.turn.session, conversation.id, version):
        return
    url = talk.turn.services.settings.public_url
    english = (notice.opening if whole else notice.notice)(talk.organisation, url)
    shown = notice.shown(english, talk.organisation, url, talk.language, talk.channel)
    for one in shown:
        talk.reply(one)
    notice.record(talk.turn.session, conversation, shown, version, talk.turn.now)


def hear_a_child(talk: Talk, words: str) -> None:
    """Somebody under 13 is told where to find help, once, and is asked for nothing about themselves from then on."""
    conversation = talk.turn.conversation
    if conversation.under_13_at is None and says_under_13(words):
        conversation.under_13_at = talk.turn.now
        talk.reply_in_their_language(notice.child(talk.organisation), "child", childline=notice.childline())
