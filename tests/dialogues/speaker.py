"""Plays one person of a transcript against the whole front desk, and looks at what was said and recorded."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot import buttons
from bot.experiences import consent
from bot.messages import Button, Channel, InboundKind, Reply
from bot.store.outbox import read_reply
from bot.store.session import transaction
from bot.store.tables import Experience, Handover, InboundMessage, Interest, OutboundMessage
from tests.support.front import Front

TYPED = (Channel.SMS, Channel.WHATSAPP)
"""Where a choice is made by its number or its words."""


class Speaker:
    """One person on one channel."""

    def __init__(self, front: Front, channel: Channel, name: str) -> None:
        self._front, self._channel, self._name = front, channel, name
        self._conversation: int | None = None
        self._seen = 0
        self.latest: tuple[Button, ...] = ()
        self._words = ""

    def says(self, words: str) -> list[Reply]:
        """Writes, or presses the button in square brackets; returns everything that was answered."""
        if words.startswith("[") and words.endswith("]"):
            self._press(words[1:-1])
        else:
            self._front.write(words, channel=self._channel, person=self._name)
        self._front.work()
        return self._answers()

    def _press(self, title: str) -> None:
        button = next((button for button in self.latest if button.title == title), None)
        assert button is not None, f"no button '{title}' among {[item.title for item in self.latest]} of: {self._words}"
        if self._channel in TYPED:
            number = [item.title for item in self.latest].index(title) + 1
            self._front.write(str(number), channel=self._channel, person=self._name)
            return
        index = [item.title for item in self.latest].index(title)
        token = buttons.token(self._front.house.vault, self._conversation, self._seen, index)  # type: ignore[arg-type]
        self._front.write("", channel=self._channel, person=self._name, kind=InboundKind.BUTTON, payload=token)

    def _answers(self) -> list[Reply]:
        with self._front.house.sessions() as session:
            if self._conversation is None:
                newest = select(InboundMessage.conversation_id).order_by(InboundMessage.id.desc()).limit(1)
                self._conversation = session.execute(newest).scalar_one()
            rows = session.execute(
                select(OutboundMessage)
                .where(OutboundMessage.conversation_id == self._conversation, OutboundMessage.id > self._seen)
                .order_by(OutboundMessage.id)
            ).scalars()
            replies = []
            for row in rows:
                self._seen = row.id
                replies.append(read_reply(session, self._front.house.vault, row))
        if replies:
            self.latest, self._words = replies[-1].buttons, replies[-1].text
        return replies

    def is_silent(self, time: dt.timedelta) -> None:
        """Lets time pass, by moving what was recorded into the past."""
        with transaction(self._front.house.sessions) as session:
            for table, column in ((Experience, "changed_at"), (InboundMessage, "received_at"), (OutboundMessage, "created_at")):
                rows = session.execute(select(table.id, getattr(table, column)).where(table.conversation_id == self._conversation)).all()
                for row_id, at in rows:
                    session.execute(update(table).where(table.id == row_id).values({column: at - time}))

    def record(self, name: str) -> str:
        """What stands in the database under a transcript's word for it; empty for nothing."""
        with self._front.house.sessions() as session:
            if name == "person":
                asked = session.execute(select(Handover.id).where(Handover.conversation_id == self._conversation)).first()
                return "yes" if asked else "no"
            if name in ("interest", "needs", "reach"):
                return self._interest(session, name)
            newest = select(Experience).where(Experience.conversation_id == self._conversation).order_by(Experience.id.desc()).limit(1)
            experience = session.execute(newest).scalar_one_or_none()
            if experience is None:
                return "none"
            if name.startswith("consent "):
                return "yes" if consent.in_force(session, experience)[name.removeprefix("consent ")] else "no"
            value = getattr(experience, {"story": "story_redacted", "service": "service_name_redacted", "provider": "provider_code",
                                         "type": "service_type"}.get(name, name))  # fmt: skip
            return f"{value:%Y-%m}" if isinstance(value, dt.date) else "" if value is None else " / ".join(str(value).split("\n"))

    def _interest(self, session: Session, name: str) -> str:
        query = select(Interest).where(Interest.conversation_id == self._conversation).order_by(Interest.id.desc()).limit(1)
        found = session.execute(query).scalar_one_or_none()
        if name == "interest":
            return "yes" if found else "no"
        if found is None:
            return "none"
        if name == "needs":
            return found.needs_redacted or ""
        return "no" if not found.wants_contact else "sealed" if found.contact_sealed_id else "chat"
