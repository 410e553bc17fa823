"""How long a person's own words are on a channel, while they are being written: what ``render`` would make of them."""

from __future__ import annotations

from typing import Literal

from bot.messages import Channel, Length, Reply
from connectors import messenger, sms, telegram, webchat
from connectors.base import Limits
from connectors.messenger import INSTAGRAM_LIMITS, MESSENGER_LIMITS
from connectors.sms import SMS_LIMITS, WHATSAPP_LIMITS
from connectors.telegram import TELEGRAM_LIMITS
from connectors.text import ALONE, JOINED, dear, measure, segments
from connectors.webchat import WEB_LIMITS

_LIMITS: dict[Channel, Limits] = {
    Channel.MESSENGER: MESSENGER_LIMITS,
    Channel.INSTAGRAM: INSTAGRAM_LIMITS,
    Channel.SMS: SMS_LIMITS,
    Channel.WHATSAPP: WHATSAPP_LIMITS,
    Channel.TELEGRAM: TELEGRAM_LIMITS,
    Channel.WEB: WEB_LIMITS,
}


def length(channel: Channel, text: str) -> Length:
    """How long ``text``, written by a member of staff, is on ``channel``. Nothing written is no part."""
    messages = _messages(channel, text)
    if channel is Channel.SMS:
        return _by_sms(messages)
    limits = _LIMITS[channel]
    unit: Literal["characters", "bytes"] = "bytes" if limits.unit == "bytes" else "characters"
    used = measure(messages[-1], limits.unit) if messages else 0
    return Length(len(messages), limits.max_text, limits.max_text - used, unit)


def _by_sms(messages: list[str]) -> Length:
    """Every message is cut into parts of its own; curly quotes and dashes have been made plain by then, and cost nothing."""
    counted = [segments(message) for message in messages] or [segments("")]
    odd = dear("".join(messages))
    parts, last = sum(one.count for one in counted), counted[-1]
    holds = (ALONE if last.count < 2 else JOINED)[last.encoding]
    without = sum(segments("".join(char for char in message if char not in odd)).count for message in messages) if odd else 0
    return Length(parts, holds, last.left, "characters", odd, without)


def _messages(channel: Channel, text: str) -> list[str]:
    reply = Reply(text.strip(), whole=True)
    if channel in (Channel.MESSENGER, Channel.INSTAGRAM):
        rendered = messenger.render(reply, channel)
    elif channel in (Channel.SMS, Channel.WHATSAPP):
        rendered = sms.render(reply, channel)
    else:
        rendered = telegram.render(reply) if channel is Channel.TELEGRAM else webchat.render(reply)
    return [one.text for one in rendered]
