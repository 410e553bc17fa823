"""Web chat: what the page sends, and replies that the page itself fetches."""

from __future__ import annotations

import re
from datetime import datetime

from bot.messages import Channel, Event, Ignored, Inbound, InboundKind, Reply, Sender
from connectors.base import Limits, Rendered
from connectors.errors import PayloadError
from connectors.layout import lay_out
from connectors.payload import MAX_PAYLOAD, derived_id, json_object
from connectors.text import clean, is_blank

ACCOUNT = "web"
WEB_LIMITS = Limits(max_text=10_000, unit="characters", max_buttons=100, max_title=80, max_payload=1000)
_MESSAGE_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def parse(body: bytes, session: str, received_at: datetime) -> list[Event]:
    """The event of one post: ``{"id": UUID the page made, "text": str}`` or ``{"id", "button": token}``.

    ``session`` is the web session the server knows, never something the page says. Raises ``PayloadError`` for a body
    of another shape, with words that can be shown. An empty text is ``Ignored``.
    """
    payload = json_object(body)
    message_id = payload.get("id")
    if not isinstance(message_id, str) or not _MESSAGE_ID.fullmatch(message_id):
        raise PayloadError("The message has no id.")
    text, button = payload.get("text"), payload.get("button")
    if (text is None) == (button is None) or not isinstance(text if button is None else button, str):
        raise PayloadError("A message is either a text or a button.")
    sender = Sender(Channel.WEB, ACCOUNT, session)
    # Two browsers could make the same id, one session will not; the session itself is a secret and is not written down.
    provider_id = derived_id("web", session, message_id)
    if isinstance(button, str):
        return [Inbound(sender, provider_id, InboundKind.BUTTON, received_at, payload=clean(button)[:MAX_PAYLOAD])]
    written = clean(str(text))
    if is_blank(written):
        return [Ignored("empty")]
    return [Inbound(sender, provider_id, InboundKind.TEXT, received_at, text=written)]


def render(reply: Reply) -> list[Rendered]:
    """The reply as the page shows it, buttons and all."""
    return lay_out(reply.text, reply.buttons, WEB_LIMITS)


class WebChatConnector:
    """Web chat as a channel like the others: sending is only marking, since pages read the stored replies themselves."""

    channel = Channel.WEB
    limits: Limits = WEB_LIMITS

    def render(self, reply: Reply) -> list[Rendered]:
        """See ``webchat.render``."""
        return render(reply)

    async def send(self, to: Sender, rendered: Rendered, key: str) -> str:
        """Nothing travels; the message's id is our own key."""
        return key

    async def find_sent(self, to: Sender, rendered: Rendered, key: str, since: datetime, known: frozenset[str]) -> str | None:
        """Nothing can be sent twice, so nothing was sent until it is marked."""
        return None

    async def seen(self, to: Sender, message_id: str | None = None) -> None:
        """Nothing: the page shows its own sign."""

    async def aclose(self) -> None:
        """Nothing to close."""
