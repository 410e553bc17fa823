"""A reply as Messenger or Instagram messages: text within the limit, buttons as quick replies on the last one."""

from __future__ import annotations

from bot.messages import Channel, Reply
from connectors.base import Limits, Rendered
from connectors.layout import lay_out

# Send API reference: text under 2,000 characters; 13 quick replies of 20 characters. Counted in UTF-16, the stricter way.
MESSENGER_LIMITS = Limits(max_text=1999, unit="utf16", max_buttons=13, max_title=20, max_payload=1000)
# Instagram: 1,000 bytes of UTF-8, not characters.
INSTAGRAM_LIMITS = Limits(max_text=1000, unit="bytes", max_buttons=13, max_title=20, max_payload=1000)


def limits_of(channel: Channel) -> Limits:
    """The limits of Messenger or Instagram."""
    return INSTAGRAM_LIMITS if channel is Channel.INSTAGRAM else MESSENGER_LIMITS


def render(reply: Reply, channel: Channel = Channel.MESSENGER) -> list[Rendered]:
    """The messages of a reply, in order. A button beyond the thirteenth is written out under its number."""
    return lay_out(reply.text, reply.buttons, limits_of(channel))
