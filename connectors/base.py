"""What every channel offers to the dispatcher, and the values that go with it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from bot.messages import Button, Channel, Reply, Sender


class Unknown(enum.Enum):
    """The answer of ``find_sent`` where a platform has no way to look."""

    UNKNOWN = "unknown"


UNKNOWN = Unknown.UNKNOWN

Unit = Literal["characters", "bytes", "utf16", "septets"]


@dataclass(frozen=True)
class Limits:
    """What one message of a channel can hold.

    ``max_text`` counts ``unit``: Unicode code points, UTF-8 bytes or UTF-16 units. ``max_buttons`` is 0 where buttons
    become a numbered menu. ``max_title`` counts code points, ``max_payload`` UTF-8 bytes.
    """

    max_text: int
    unit: Unit
    max_buttons: int = 0
    max_title: int = 20
    max_payload: int = 1000


@dataclass(frozen=True)
class Template:
    """A message that the platform has approved beforehand, by its id there, and what stands in its gaps."""

    id: str
    variables: dict[str, str] = field(repr=False)


@dataclass(frozen=True)
class Rendered:
    """One message as the platform will show it: text that fits, and the buttons that travel as real buttons.

    ``human_agent``: a person wrote it, after the hours in which the assistant may answer (Messenger, Instagram).
    ``template``: it travels as this template, of which ``text`` is our part (WhatsApp).
    """

    text: str = field(repr=False)
    buttons: tuple[Button, ...] = ()
    human_agent: bool = False
    template: Template | None = None

    def as_dict(self) -> dict[str, Any]:
        """The message as JSON-ready values: ``{"text", "buttons": [{"title", "payload"}]}``."""
        return {"text": self.text, "buttons": [{"title": button.title, "payload": button.payload} for button in self.buttons]}


class Connector(Protocol):
    """One channel of one account, built once per process. Everything but ``render`` talks to the platform."""

    @property
    def channel(self) -> Channel:
        """The channel it speaks for."""
        ...

    @property
    def limits(self) -> Limits:
        """What one message can hold."""
        ...

    def render(self, reply: Reply) -> list[Rendered]:
        """The platform's messages for a reply, in order. Pure. No part is empty and no button is dropped: what the
        platform cannot carry as a button stands in the text as a numbered line."""
        ...

    async def send(self, to: Sender, rendered: Rendered, key: str) -> str:
        """Sends one message; gives the platform's id of it ("" when it was taken without an id).

        ``key`` is our own id; it travels with the message and comes back in ``Delivery.key``. Raises the kinds of
        ``SendError``.
        """
        ...

    async def find_sent(self, to: Sender, rendered: Rendered, key: str, since: datetime, known: frozenset[str]) -> str | Unknown | None:
        """After a crash or a time-out: was the message taken? Its id, None (surely not), or ``UNKNOWN``.

        ``known`` are ids that belong to other messages of ours. Raises ``SendError`` when the platform does not answer.
        """
        ...

    async def seen(self, to: Sender, message_id: str | None = None) -> None:
        """Shows the person that we have read and are answering, where the platform can. Never raises ``SendError``.

        ``message_id``: the platform's id of the message being answered. WhatsApp shows nothing without it.
        """
        ...

    async def aclose(self) -> None:
        """Closes the connections."""
        ...
