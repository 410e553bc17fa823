"""What is on, how to take part, and what changed: said from the announcements, when somebody asks or it fits a story."""

from __future__ import annotations

from sqlalchemy import select

from actions.experience_progress import Progress
from actions.talk import Talk
from bot.announcements import answers, current, wish, words
from bot.announcements.kinds import EVENT, IMPACT, OPPORTUNITY
from bot.announcements.wish import Wish
from bot.experiences import feelings
from bot.experiences.service_types import SERVICE_TYPES
from bot.information.answers import Answer, Outcome, record
from bot.messages import Button
from bot.store.tables import Conversation, Experience, InboundMessage

TROUBLED = ("anger", "distress", "grief")
"""Whoever feels so is given a person, and no list of good news."""
TOPICS = {EVENT: "events_have_say", OPPORTUNITY: "events_have_say", IMPACT: "about_healthwatch"}


def tell(talk: Talk, asked: Wish, *, counted: bool = True) -> bool:
    """Answers the wish; False when there is nothing to show, which is then said as well. ``counted``: as an enquiry of its own."""
    if IMPACT in asked.kinds and (talk.danger or talk.possible_danger or feelings.feeling(talk.words) in TROUBLED):
        talk.dispatcher.utter_message(text=answers.says("upset"), buttons=[_as_rasa(words.PERSON)])
        talk.set("offer", "distress")
        return False
    told = _told_about(talk) if asked.mine else ()
    found = answers.answer(talk.turn.session, asked, talk.organisation, talk.turn.now, told)
    talk.reply(found.reply, source=f"announcement/{found.slugs[0]}"[:64] if found.slugs else None)
    talk.set("announcement", list(found.slugs) or None)
    if not found.slugs:
        talk.set("offer", "volunteering")
    if not counted:
        return bool(found.slugs)
    outcome = Outcome.ANSWERED if found.slugs else Outcome.OUT_OF_AREA if asked.outside else Outcome.NO_ANSWER
    topic = "volunteering" if asked.form == "volunteering" else TOPICS[asked.kinds[0]]
    record(talk.turn.session, talk.turn.conversation.id, Answer(outcome, found.reply, topic))
    return bool(found.slugs)


def tell_if_asked_plainly(talk: Talk) -> bool:
    """Answers words that were taken for something else but can only ask for this; False for all others, which costs no query."""
    if not talk.words or not wish.asks_plainly(talk.words):
        return False
    asked = wish.read(talk.words, talk.today)
    if asked is None:
        return False
    tell(talk, asked)
    return True


def tell_if_there_is_any(talk: Talk) -> bool:
    """For a question that the article on having a say answers: what is on comes in its place, if anything is that was asked for."""
    asked = wish.read(talk.words, talk.today)
    if asked is None or asked.outside or not current.read(talk.turn.session, asked.kinds, talk.turn.now):
        return False
    return tell(talk, asked, counted=False)


def offer_what_changed(talk: Talk, story: Experience) -> None:
    """After a story was sent: offers what changed at that kind of service, if something did. Nobody who is troubled is asked."""
    if story.service_type is None or Progress.of(talk).felt in TROUBLED:
        return
    session = talk.turn.session
    there = [one for one in current.read(session, (IMPACT,), talk.turn.now) if one.service_type == story.service_type]
    if not there or _danger_seen(talk):
        return
    newest = max(there, key=lambda one: one.details["changed_on"])
    kind = SERVICE_TYPES.get(story.service_type, "")
    talk.say(
        "utter_what_changed_offer",
        kind=kind if kind[:2].isupper() else kind[:1].lower() + kind[1:],
        buttons=[Button("See what changed", words.see_payload(newest.slug)), Button("Ask a question", "/ask_information"), words.PERSON],
    )


def _danger_seen(talk: Talk) -> bool:
    seen = select(InboundMessage.id).where(InboundMessage.conversation_id == talk.turn.conversation.id, InboundMessage.danger.is_not(None))
    return talk.turn.session.execute(seen.limit(1)).first() is not None


def _told_about(talk: Talk) -> tuple[str, ...]:
    """The kinds of service that this person's stories are about, the newest first."""
    mine = select(Conversation.id).where(Conversation.contact_id == talk.turn.conversation.contact_id)
    query = select(Experience.service_type).where(
        Experience.conversation_id.in_(mine), Experience.state == "submitted", Experience.service_type.is_not(None)
    )
    return tuple(talk.turn.session.execute(query.order_by(Experience.id.desc())).scalars())


def _as_rasa(button: Button) -> dict[str, str]:
    return {"title": button.title, "payload": button.payload}
