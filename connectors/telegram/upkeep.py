"""Telegram's side of ``quietword channels``: the webhook with its secret, the commands, and what the bot says of itself."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import datetime, timedelta, timezone

import httpx
from telegram import Bot, BotCommand
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError
from telegram.request import HTTPXRequest

from bot.settings import TelegramSettings
from connectors.http import NO_PROXY, client, tls
from connectors.upkeep import Finding, Profile, webhook_answers

UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "message_reaction")
"""What we ask Telegram for. Channel posts are not among it."""

LONG_AGO = timedelta(hours=1)
"""A delivery that failed longer ago than this was made good since: Telegram repeats it."""


class TelegramUpkeep:
    """One bot."""

    platform = "telegram"

    def __init__(self, settings: TelegramSettings, public_url: str, http: httpx.AsyncClient | None = None) -> None:
        self._settings = settings
        self._webhook = f"{public_url}/webhooks/telegram"
        self._http = http or client()
        self._request = HTTPXRequest(httpx_kwargs={"mounts": NO_PROXY, "verify": tls()})
        self._bot = Bot(settings.token, base_url=f"{settings.api_url}/bot", request=self._request, get_updates_request=self._request)

    async def set_up(self, profile: Profile) -> list[Finding]:
        """See ``connectors.upkeep``."""
        bot, secret = self._bot, self._settings.secret_token
        commands = [BotCommand(command.name, command.title) for command in profile.commands]
        return [
            await _do("webhook", bot.set_webhook(self._webhook, secret_token=secret, allowed_updates=list(UPDATES))),
            await _do("commands", bot.set_my_commands(commands)),
            await _do("description", bot.set_my_description(profile.description)),
            await _do("about", bot.set_my_short_description(profile.about)),
        ]

    async def check(self, profile: Profile) -> list[Finding]:
        """See ``connectors.upkeep``."""
        findings = [await webhook_answers(self._http, "POST", self._webhook, None, 403)]
        try:
            me = await self._bot.get_me()
            info = await self._bot.get_webhook_info()
            commands = await self._bot.get_my_commands()
        except TelegramError as error:
            return [*findings, _refused("bot", error)]
        findings.append(Finding("bot", True, f"@{me.username}; its token is valid"))
        if info.url != self._webhook:
            words = f"delivers to {info.url or 'nowhere'}, not to {self._webhook}. Run: quietword channels setup"
            findings.append(Finding("delivery", False, words, broken=True))
        elif info.last_error_date and datetime.now(timezone.utc) - info.last_error_date < LONG_AGO:
            findings.append(Finding("delivery", False, f"Telegram could not deliver: {info.last_error_message}", broken=True))
        else:
            findings.append(Finding("delivery", True, f"delivers to us; {info.pending_update_count} on the way"))
        missing = [name for name in UPDATES if info.allowed_updates and name not in info.allowed_updates]
        if missing:
            findings.append(Finding("delivery", False, f"lacks {', '.join(missing)}. Run: quietword channels setup"))
        same = [(command.command, command.description) for command in commands] == [(one.name, one.title) for one in profile.commands]
        findings.append(Finding("commands", same, "as in data/channels.yml" if same else "differ. Run: quietword channels setup"))
        return findings

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._request.shutdown()
        await self._http.aclose()


async def _do(subject: str, request: Awaitable[bool]) -> Finding:
    try:
        await request
    except TelegramError as error:
        return _refused(subject, error)
    return Finding(subject, True, "set")


def _refused(subject: str, error: TelegramError) -> Finding:
    if isinstance(error, InvalidToken):
        return Finding(subject, False, "Telegram does not know the bot's token. Check TELEGRAM_TOKEN", broken=True)
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        return Finding(subject, False, "Telegram could not be reached")
    return Finding(subject, False, f"Telegram refused: {error.message}")
