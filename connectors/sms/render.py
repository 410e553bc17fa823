"""A reply as text messages: the short form with plain punctuation and a numbered menu; WhatsApp gets the full form."""

from __future__ import annotations

from bot.messages import Button, Channel, Reply
from connectors.base import Limits, Rendered
from connectors.layout import lay_out
from connectors.sms.pages import pages
from connectors.text import plain

# Twilio refuses a body of more than 1,600 characters (error 21617). No real buttons outside approved templates.
SMS_LIMITS = Limits(max_text=1600, unit="utf16")
WHATSAPP_LIMITS = Limits(max_text=1600, unit="utf16")


def render(reply: Reply, channel: Channel = Channel.SMS) -> list[Rendered]:
    """The messages of a reply, in order. Buttons become lines such as ``1. Yes``.

    As a text message the assistant sends the first of its pages, and the next one to whoever replies MORE; a danger
    card or a person's words (``reply.whole``) go uncut.
    """
    if channel is Channel.WHATSAPP:
        return lay_out(reply.text, reply.buttons, WHATSAPP_LIMITS)
    if not reply.whole:
        return [Rendered(page) for page in pages(reply)[:1]]
    buttons = [Button(plain(button.title), button.payload) for button in reply.buttons]
    return lay_out(plain(reply.short or reply.text), buttons, SMS_LIMITS)
