"""Telegram: private chats, and groups as a public place."""

from connectors.telegram.callbacks import answer
from connectors.telegram.parse import parse, verify
from connectors.telegram.render import TELEGRAM_LIMITS, render
from connectors.telegram.send import TelegramConnector

__all__ = ["TELEGRAM_LIMITS", "TelegramConnector", "answer", "parse", "render", "verify"]
