"""The trained Rasa assistant, loaded into this process and asked for one turn at a time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore

from bot.dialogue import in_process
from bot.dialogue.outbox_channel import OutboxChannel
from bot.dialogue.swifter import load_domains_once, make_swifter
from bot.dialogue.tracker_store import TurnTrackerStore
from bot.messages import Reply


@dataclass(frozen=True)
class Said:
    """What the assistant made of one message."""

    replies: list[tuple[Reply, str | None]]
    intent: str | None
    confidence: float | None


class AssistantError(Exception):
    """The assistant could not finish the turn; nothing of it may be kept."""


class Assistant:
    """Rasa's agent with our tracker store, our actions and no channel of its own."""

    def __init__(self, agent: Agent, tracker_store: TurnTrackerStore) -> None:
        self._agent = agent
        self._trackers = tracker_store

    @classmethod
    def load(cls, model: Path) -> Assistant:
        """Loads a trained model. Raises ``AssistantError`` when the file is no model."""
        in_process.install()
        load_domains_once()
        store = TurnTrackerStore()
        agent = Agent.load(model, tracker_store=store, lock_store=InMemoryLockStore(), action_endpoint=in_process.InProcessEndpoint())
        if agent.processor is None:
            raise AssistantError(f"{model.name} is no trained model. Run: quietword train")
        make_swifter(agent)
        # Rasa wraps every tracker store in one that, when saving fails, goes on in memory: the turn must fail instead.
        store.domain = agent.processor.domain
        agent.tracker_store = agent.processor.tracker_store = store
        return cls(agent, store)

    async def in_form(self, sender_id: str) -> bool:
        """Whether the conversation is in the middle of a form. Call inside a turn."""
        tracker = await self._trackers.retrieve(sender_id)
        return tracker is not None and tracker.active_loop is not None

    async def say(self, sender_id: str, text: str, *, channel: str, message_id: str, metadata: dict[str, object] | None = None) -> Said:
        """One message in, everything said to it out.

        ``text`` is redacted; one that starts with ``/`` is obeyed as an intent, so only the worker may pass such.
        Raises ``AssistantError`` when an action failed.
        """
        output = OutboxChannel(channel)
        message = UserMessage(text, output, sender_id, input_channel=channel, message_id=message_id, metadata=metadata or {})
        processor = self._agent.processor
        assert processor is not None
        with in_process.failures() as found:
            await processor.handle_message(message)
        if found:
            raise AssistantError(f"an action failed: {type(found[0]).__name__}") from found[0]
        tracker = self._trackers.in_memory(sender_id)
        intent = dict(tracker.latest_message.intent) if tracker and tracker.latest_message else {}
        return Said(output.said, intent.get("name"), intent.get("confidence"))

    def forget_all(self) -> None:
        """Drops what is in memory of every conversation: for tests, whose databases number theirs alike."""
        self._trackers.forget_all()

    def forget(self, sender_id: str) -> None:
        """Drops what is in memory of a conversation, after a rollback."""
        self._trackers.forget(sender_id)
