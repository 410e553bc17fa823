"""One turn: a stored message, what is thought of it, and what is said, all in one transaction."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import sessionmaker
from sqlalchemy.orm.attributes import set_committed_value

from bot import buttons, turn
from bot.delivery import more
from bot.dialogue import choices, disclosure, fixed, looking_again
from bot.dialogue.assistant import Assistant, Said
from bot.dialogue.tracker_store import take_back
from bot.experiences.answers import is_puzzled
from bot.messages import Button, InboundKind, Reply
from bot.privacy.numbering import replace_numbered
from bot.safety import suspicion
from bot.safety.answering import LEARNED, Seen
from bot.services import Services
from bot.store import wake
from bot.store.originals import TAKEN_BACK, find_original
from bot.store.outbox import say
from bot.store.ready import Ready
from bot.store.session import StoreSession
from bot.store.tables import Contact, Conversation, InboundMessage, Sealed, utcnow

# One look for the message and all that belongs to it: what is asked for by its key later is then already there.
_ALL_OF_IT = (
    select(InboundMessage, Conversation, Contact, Sealed)
    .join(Conversation, Conversation.id == InboundMessage.conversation_id)
    .join(Contact, Contact.id == Conversation.contact_id)
    .outerjoin(Sealed, Sealed.id == InboundMessage.text_sealed_id)
    .where(InboundMessage.id == bindparam("inbound"))
)
_INBOX = InboundMessage.__table__
_ANSWERED = Ready(update(_INBOX).where(_INBOX.c.id == bindparam("inbound")), ("text_redacted", "state", "done_at", "intent", "confidence"))
_AS_IT_STANDS = Ready(
    select(Conversation.state, InboundMessage.state, InboundMessage.suspected)
    .join(InboundMessage, InboundMessage.conversation_id == Conversation.id)
    .where(InboundMessage.id == bindparam("inbound"))
    .with_for_update()
)


class TurnOvertaken(Exception):
    """While we thought, a person of staff took the conversation, another worker the message, or its suspicion was answered. Think again."""


class Turns:
    """Takes stored messages through the assistant."""

    def __init__(self, sessions: sessionmaker, services: Services, assistant: Assistant) -> None:  # type: ignore[type-arg]
        self._sessions = sessions
        self._services = services
        self._assistant = assistant

    async def take(self, inbound_id: int, now: dt.datetime | None = None) -> bool:
        """Answers one waiting message and commits everything it caused; False when it is not, or not yet, to be answered.

        Raises ``TurnOvertaken``, or whatever went wrong; in either case nothing was written.
        """
        now = now or utcnow()
        with self._sessions() as session, session.no_autoflush:
            session.need_not_wait()
            found = session.execute(_ALL_OF_IT, {"inbound": inbound_id}).first()
            # Another worker may have answered it since the worker's last look, or put it off.
            if found is None or found[0].state != "waiting" or found[0].available_at > now:
                return False
            message, conversation = found[:2]
            stood = conversation.state, message.suspected
            try:
                with turn.entered(turn.Turn(session, conversation, message, self._services, now)) as present:
                    said = await self._think(present, message)
                    self._leave_no_suspicion(present, message)
                self._finish(present, message, stood, said)
                session.commit()
            except BaseException:
                session.rollback()
                self._assistant.forget(str(message.conversation_id))
                raise
        return True

    async def _think(self, present: turn.Turn, message: InboundMessage) -> Said:
        session, conversation = present.session, present.conversation
        silent = Said([], None, None)
        kind = InboundKind(message.kind)
        text = self._services.vault.open(session, message.text_sealed_id) or ""
        if text and kind is InboundKind.TEXT and not message.danger:
            # In most messages nothing is personal: their meaning is read while that is still being found out.
            self._services.encoder.read_ahead(as_text(readable(without_nul(text))))
        redacted = self._redacted(conversation, without_nul(text)) if text else ""
        if kind is InboundKind.UNSEND:
            self._forget_message(session, message)
            return silent
        if kind is InboundKind.EDIT:
            self._look_again(present, message, as_text(readable(redacted)), text)
            self._rewrite_message(session, message, redacted)
            return silent
        if kind in (InboundKind.STANDBY, InboundKind.STAFF_ELSEWHERE):
            if kind is InboundKind.STANDBY:
                self._look_again(present, message, as_text(readable(redacted)), text)
            # Said in the platform's own inbox: kept for staff to read, whoever has the conversation by now.
            message.text_redacted = message.text_redacted or redacted
            return silent
        if message.text_redacted is None:
            set_committed_value(message, "text_redacted", redacted)  # written with the rest, when the turn is finished
        elif not text and kind is InboundKind.TEXT:
            return silent  # taken back before we came to it
        if conversation.state == "staff" or conversation.contact.opted_out_at is not None:
            if kind is InboundKind.TEXT:
                self._look_again(present, message, as_text(readable(redacted)), text)
            return silent
        said = await self._ask(present, message, kind, redacted, text)
        return disclosure.opened(present, said)

    def _redacted(self, conversation: Conversation, text: str) -> str:
        """The text with placeholders, in which each person keeps the one they have in this conversation."""
        found = self._services.redactor.redact(text)
        if not any(span.type == "PERSON" for span in found.spans):
            return found.text
        known = conversation.name_marks or []
        words, marks = replace_numbered(text, found.spans, known, lambda word: self._services.vault.sign(f"name/{conversation.id}/{word}"))
        if marks != known:
            conversation.name_marks = marks
        return words

    def _look_again(self, present: turn.Turn, message: InboundMessage, words: str, original: str) -> None:
        """Answers what the learned second look sees; the exact words wait until the turn has the write lock."""
        self._answer(present, message, looking_again.look(self._services, message, words), original)
        present.looked = True

    def _answer(self, present: turn.Turn, message: InboundMessage, found: list[Seen], original: str) -> None:
        looking_again.answer(self._services, present.session, found, message, present.conversation, present.now)
        present.worries += [(seen.category, original) for seen in found]

    def _leave_no_suspicion(self, present: turn.Turn, message: InboundMessage) -> None:
        """Answers what the door suspected of a message that this turn had no second look at, such as a choice from a menu."""
        seen = suspicion.of(message)
        if seen is not None and not present.looked:
            self._answer(present, message, [seen], self._services.vault.open(present.session, message.text_sealed_id) or "")

    async def _ask(self, present: turn.Turn, message: InboundMessage, kind: InboundKind, redacted: str, original: str) -> Said:
        session, sender_id = present.session, str(message.conversation_id)
        metadata: dict[str, object] = {}
        words = readable(redacted)
        if kind is InboundKind.TEXT and more.asked(message, words):
            following = more.following(session, self._services.vault, message)
            if following is not None:
                reply = following.page or (fixed.TOO_LONG_AGO if following.stale else fixed.READ_TO_THE_END)
                return Said([(reply, following.source)], None, None)
        choice = self._choice(session, message, kind, words)
        if choice is not None:
            words = choice.payload
        elif kind is InboundKind.BUTTON and not words:
            return _fixed(fixed.BUTTON_TOO_OLD)
        elif kind is InboundKind.HAND_BACK:
            words = "/hand_back"
        elif kind is InboundKind.START:
            words = "/greet"
        elif not words:
            return _fixed(fixed.ONLY_ATTACHMENT if message.attachments else fixed.NOTHING_READABLE)
        else:
            words = as_text(words)
            if not words:
                return _fixed(fixed.NOT_UNDERSTOOD)
            if kind is InboundKind.TEXT:
                self._look_again(present, message, words, original)
            if message.danger:
                metadata["possible_danger" if message.danger_sign in LEARNED else "danger"] = message.danger
            if (metadata or is_puzzled(words)) and not await self._assistant.in_form(sender_id):
                words = "/danger_sign" if metadata else "/nlu_fallback"  # "?" says nothing that could be classified
        said = await self._assistant.say(sender_id, words, channel=message.channel, message_id=str(message.id), metadata=metadata)
        # An automated Page must answer any and all input within 30 seconds: silence is never an answer.
        return said if said.replies else Said([(fixed.NOT_UNDERSTOOD, None)], said.intent, said.confidence)

    def _choice(self, session: StoreSession, message: InboundMessage, kind: InboundKind, words: str) -> Button | None:
        if kind is InboundKind.BUTTON:
            contact_id = session.get(Conversation, message.conversation_id).contact_id
            return buttons.resolve(session, self._services.vault, contact_id, message.payload)
        return choices.chosen(session, message, words) if words else None

    def _finish(self, present: turn.Turn, message: InboundMessage, stood: tuple[str, str | None], said: Said) -> None:
        """Everything the turn leaves behind, with the certainty that nobody came in between."""
        session, now = present.session, present.now
        session.begin_write()
        (held_by, suspected), (now_held_by, now_state, now_suspected) = stood, self._as_it_stands(session, message)
        if now_state != "waiting" or (now_held_by == "staff" and held_by != "staff") or now_suspected != suspected:
            raise TurnOvertaken
        suspicion.settle(message)
        if present.worries:
            session.flush()  # cards stand before what is said of them
        for category, original in present.worries:
            self._services.danger.keep_words(session, category, present.conversation, original, now)
        for reply, source in said.replies:
            say(session, self._services.vault, message, reply, source=source, now=now)
        answered = {"text_redacted": message.text_redacted, "intent": said.intent, "confidence": said.confidence}
        answered |= {"state": "done", "done_at": now}
        _ANSWERED.run(session, inbound=message.id, **answered)
        for name, value in answered.items():
            set_committed_value(message, name, value)
        wake.notify(session, wake.OUTBOX)

    @staticmethod
    def _as_it_stands(session: StoreSession, message: InboundMessage) -> tuple[str, str, str | None]:
        # Columns, not objects: the session's own copies are what this turn read at its start, or has changed since.
        found = _AS_IT_STANDS.first(session, inbound=message.id)
        if found is None:
            raise TurnOvertaken
        held_by, state, suspected = found
        return held_by, state, suspected

    def _forget_message(self, session: StoreSession, message: InboundMessage) -> None:
        original = find_original(session, _contact_id(session, message), message.target_id)
        if original is not None and take_back(session, str(original.conversation_id), str(original.id)):
            self._assistant.forget(str(original.conversation_id))

    def _rewrite_message(self, session: StoreSession, message: InboundMessage, redacted: str) -> None:
        """Puts the new words in the old ones' place: there they are found when they are to be erased."""
        if message.text_redacted is not None:
            return  # taken back before we came to it
        original = find_original(session, _contact_id(session, message), message.target_id)
        if original is None:
            message.text_redacted = redacted
            return
        words, message.text_sealed_id = message.text_sealed_id, None
        if original.text_redacted == TAKEN_BACK:
            old = words
        else:
            old, original.text_sealed_id, original.text_redacted = original.text_sealed_id, words, redacted
        self._services.vault.erase(session, old)


def _contact_id(session: StoreSession, message: InboundMessage) -> int:
    return session.get(Conversation, message.conversation_id).contact_id  # type: ignore[no-any-return]


def _fixed(reply: Reply) -> Said:
    return Said([(reply, None)], None, None)


def without_nul(text: str) -> str:
    """The text without NUL characters, which PostgreSQL cannot keep."""
    return text.replace("\x00", "")


def readable(text: str) -> str:
    """The text without control and invisible formatting characters at its ends; empty when nothing is left to read.

    Direction marks and joiners inside the text stay: Urdu and emoji need them.
    """
    cleaned = "".join(character for character in text if character in "\n\t" or unicodedata.category(character) != "Cc")
    visible = [character for character in cleaned if unicodedata.category(character) not in ("Cf", "Cc", "Zs", "Zl", "Zp")]
    return cleaned.strip() if visible else ""


_COMMAND = re.compile(r"^[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff/]+")


def as_text(words: str) -> str:
    """Words that Rasa cannot take for a command: whatever stands before the first real character goes when it holds a ``/``."""
    match = _COMMAND.match(words)
    return words[match.end() :] if match and "/" in match[0] else words
