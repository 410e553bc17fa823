"""Rasa's output channel that sends nothing: what the assistant says is collected, and the worker stores it."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel

from bot.messages import Button, Reply


class OutboxChannel(OutputChannel):  # type: ignore[misc]
    """Collects replies in the order in which they were said."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self.said: list[tuple[Reply, str | None]] = []

    def name(self) -> str:  # type: ignore[override]
        """The channel's name, by which Rasa picks channel-specific responses."""
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Takes one bot message: ``text``, ``buttons``, and in ``custom`` the ``short`` form and the ``source``."""
        custom = message.get("custom") or {}
        text = (message.get("text") or "").strip()
        buttons = tuple(Button(title=button["title"], payload=button["payload"]) for button in message.get("buttons") or ())
        if text:
            self.said.append((Reply(text=text, buttons=buttons, short=custom.get("short")), custom.get("source")))
