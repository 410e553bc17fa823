"""Telegram's errors, sorted by what to do about them (channel contract 5)."""

from __future__ import annotations

from datetime import timedelta

import httpx
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from connectors.errors import Ambiguous, Bug, GiveToStaff, Retryable, SendError, StopChannel, StopContact, Throttled

_GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "user_is_blocked", "bot was blocked", "input_user_deactivated")
_NOT_ALLOWED = ("not enough rights", "have no rights", "chat_write_forbidden", "chat_restricted", "need administrator rights")


def failure(error: TelegramError) -> SendError:
    """What an error of python-telegram-bot means.

    The order matters: ``BadRequest`` and ``TimedOut`` are kinds of ``NetworkError``, and repeating a bad request for
    ever would be the price of getting it wrong.
    """
    if isinstance(error, RetryAfter):
        return Throttled("Telegram 429: too many messages at once", "429", _seconds(error))
    if isinstance(error, Forbidden):
        return StopContact("Telegram 403: the person blocked the bot or is gone", "403")
    if isinstance(error, InvalidToken):
        return StopChannel("Telegram 401: the bot's token is wrong", "401")
    if isinstance(error, ChatMigrated):
        return GiveToStaff("Telegram 400: the chat has become another one", "400")
    if isinstance(error, BadRequest):
        return _bad_request(str(error).lower())
    cause = error.__cause__
    if isinstance(error, TimedOut):
        if isinstance(cause, (httpx.ConnectTimeout, httpx.PoolTimeout)):
            return Retryable("Telegram could not be reached")
        return Ambiguous("Telegram did not answer in time")
    if isinstance(error, NetworkError):
        if isinstance(cause, httpx.ConnectError):
            return Retryable("Telegram could not be reached")
        return Ambiguous("Telegram's answer was cut off or a gateway failed")
    return GiveToStaff(f"Telegram refused the message ({type(error).__name__})")


def _bad_request(words: str) -> SendError:
    if any(known in words for known in _GONE):
        return StopContact("Telegram 400: no such chat", "400")
    if any(known in words for known in _NOT_ALLOWED):
        return GiveToStaff("Telegram 400: the bot may not write there", "400")
    return Bug("Telegram 400: the message has a wrong form", "400")


def _seconds(error: RetryAfter) -> float:
    pause = error.retry_after
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)
