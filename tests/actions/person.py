"""A person who talks with the trained assistant, one transaction a message, without channels or a worker."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import sessionmaker

from bot import turn
from bot.dialogue.assistant import Assistant
from bot.intake.contacts import find_or_create
from bot.messages import Channel, Reply, Sender
from bot.services import Services
from bot.store.session import StoreSession, transaction
from bot.store.tables import Conversation, InboundMessage

NOW = dt.datetime(2026, 11, 24, 11, 0, tzinfo=dt.timezone.utc)
"""A Tuesday morning."""


@dataclass
class Said:
    """What was answered to one message."""

    replies: list[Reply]
    intent: str | None

    @property
    def text(self) -> str:
        return "\n".join(reply.text for reply in self.replies)

    @property
    def buttons(self) -> dict[str, str]:
        """The choices under the last reply: title to payload."""
        return {button.title: button.payload for button in self.replies[-1].buttons}


class Person:
    """``say`` writes, ``press`` presses a button of the latest reply by its title."""

    def __init__(self, sessions: sessionmaker, services: Services, assistant: Assistant, name: str) -> None:  # type: ignore[type-arg]
        self.sessions = sessions
        self._services = services
        self._assistant = assistant
        self._count = 0
        self.last: Said | None = None
        with transaction(sessions) as session:
            self.conversation_id: int = find_or_create(session, Sender(Channel.WEB, "web", name), services.vault, NOW)[1].id

    def say(self, text: str, *, original: str | None = None, danger: str | None = None) -> Said:
        """One message: ``text`` as it reads with personal details taken out, ``original`` as it was written."""
        self._count += 1
        with self.sessions() as session, session.no_autoflush:
            conversation = session.get(Conversation, self.conversation_id)
            inbound = InboundMessage(
                conversation_id=conversation.id,
                channel=conversation.channel,
                account="web",
                provider_id=f"{conversation.id}/{self._count}",
                kind="text",
                text_sealed_id=self._services.vault.seal(session, "inbound.text", original or text),
                text_redacted=text,
                occurred_at=NOW,
                received_at=NOW,
                danger=danger,
            )
            session.add(inbound)
            session.flush()
            told: dict[str, object] = {"danger": danger} if danger else {}
            with turn.entered(turn.Turn(session, conversation, inbound, self._services, NOW)):
                said = asyncio.run(
                    self._assistant.say(str(conversation.id), text, channel="web", message_id=str(self._count), metadata=told)
                )
            session.commit()
        self.last = Said([reply for reply, _ in said.replies], said.intent)
        return self.last

    def press(self, title: str) -> Said:
        """Presses the button with this title under the latest reply."""
        assert self.last is not None
        return self.say(self.last.buttons[title])

    @contextmanager
    def records(self) -> Iterator[StoreSession]:
        """A session to look at what was recorded."""
        with self.sessions() as session:
            yield session
