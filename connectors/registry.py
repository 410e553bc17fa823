"""The channels of an installation, built once per process from its settings."""

from __future__ import annotations

import logging

from bot.messages import Channel
from bot.settings import Settings
from connectors.base import Connector
from connectors.messenger import MetaConnector
from connectors.sms import TwilioConnector
from connectors.telegram import TelegramConnector
from connectors.webchat import WebChatConnector


def channels(settings: Settings) -> list[Channel]:
    """The channels that are on."""
    found = [Channel.WEB]
    if settings.meta is not None:
        found += [Channel.MESSENGER, *([Channel.INSTAGRAM] if settings.meta.instagram_id else [])]
    if settings.twilio is not None:
        found += [Channel.SMS, *([Channel.WHATSAPP] if settings.twilio.whatsapp_from else [])]
    return [*found, *([Channel.TELEGRAM] if settings.telegram is not None else [])]


def build(settings: Settings) -> dict[Channel, Connector]:
    """A connector for every channel that has settings; web chat is always there. Opens no connection yet."""
    # httpx logs the address of every call, and addresses hold phone numbers and the Telegram token.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)

    connectors: list[Connector] = [WebChatConnector()]
    if settings.meta is not None:
        connectors.append(MetaConnector(settings.meta, Channel.MESSENGER))
        if settings.meta.instagram_id:
            connectors.append(MetaConnector(settings.meta, Channel.INSTAGRAM))
    if settings.twilio is not None:
        connectors.append(TwilioConnector(settings.twilio, settings.public_url, Channel.SMS))
        if settings.twilio.whatsapp_from:
            connectors.append(TwilioConnector(settings.twilio, settings.public_url, Channel.WHATSAPP))
    if settings.telegram is not None:
        connectors.append(TelegramConnector(settings.telegram))
    return {connector.channel: connector for connector in connectors}
