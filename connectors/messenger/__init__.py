"""Messenger and Instagram direct messages, and what the public writes on the Page: one webhook, one Graph API."""

from connectors.messenger.parse import parse
from connectors.messenger.render import INSTAGRAM_LIMITS, MESSENGER_LIMITS, render
from connectors.messenger.send import MetaConnector
from connectors.messenger.signature import sign, verify, verify_subscription

__all__ = ["INSTAGRAM_LIMITS", "MESSENGER_LIMITS", "MetaConnector", "parse", "render", "sign", "verify", "verify_subscription"]
