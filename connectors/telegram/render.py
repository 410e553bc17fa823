"""A reply as Telegram messages: plain text (no markup is ever parsed) with an inline keyboard on the last one."""

from __future__ import annotations

from bot.messages import Reply
from connectors.base import Limits, Rendered
from connectors.layout import lay_out

# Bot API: 4,096 characters, callback data of 64 bytes, 100 buttons. Titles have no stated limit; 64 stays readable.
TELEGRAM_LIMITS = Limits(max_text=4096, unit="utf16", max_buttons=100, max_title=64, max_payload=64)


def render(reply: Reply) -> list[Rendered]:
    """The messages of a reply, in order. A button whose payload is too long is written out under its number."""
    return lay_out(reply.text, reply.buttons, TELEGRAM_LIMITS)
