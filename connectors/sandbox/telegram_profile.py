"""Telegram's Bot API, the part an operator needs: the webhook, the commands, what the bot says of itself."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from starlette.responses import JSONResponse, Response

from connectors.sandbox.world import World


class TelegramRefused(Exception):
    """An error answer: HTTP status, words, and what to do about it."""

    def __init__(self, status: int, words: str, **parameters: Any) -> None:
        super().__init__(words)
        self.status, self.words, self.parameters = status, words, parameters

    def response(self) -> Response:
        answer: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.words}
        if self.parameters:
            answer["parameters"] = self.parameters
        return JSONResponse(answer, status_code=self.status)


class BotProfile:
    """The methods, over one ``World``. A new sandbox delivers to the web process, so that nothing needs to be set up."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._url: str | None = None
        self._updates: list[str] = []
        self._commands: list[dict[str, str]] = []
        self._words = {"description": "", "short_description": ""}

    def methods(self) -> dict[str, Callable[[dict[str, Any]], Any]]:
        """By their names in lower case."""
        return {
            "setwebhook": self._set_webhook,
            "deletewebhook": self._delete_webhook,
            "getwebhookinfo": self._webhook_info,
            "setmycommands": self._set_commands,
            "getmycommands": lambda given: self._commands,
            "setmydescription": lambda given: self._say(given, "description", 512),
            "setmyshortdescription": lambda given: self._say(given, "short_description", 120),
            "getmydescription": lambda given: {"description": self._words["description"]},
            "getmyshortdescription": lambda given: {"short_description": self._words["short_description"]},
        }

    def _set_webhook(self, given: dict[str, Any]) -> bool:
        secret = str(given.get("secret_token") or "")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise TelegramRefused(400, "Bad Request: secret token contains unallowed characters")
        url = str(given.get("url") or "")
        if not url.startswith(("https://", self._world.settings.public_url)):
            raise TelegramRefused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        self._url, self._updates = url, _listed(given.get("allowed_updates"))
        return True

    def _delete_webhook(self, given: dict[str, Any]) -> bool:
        self._url = ""
        return True

    def _webhook_info(self, given: dict[str, Any]) -> dict[str, Any]:
        info = {
            "url": f"{self._world.settings.public_url}/webhooks/telegram" if self._url is None else self._url,
            "has_custom_certificate": False,
            "pending_update_count": self._world.post.waiting,
        }
        return {**info, "allowed_updates": self._updates} if self._updates else info

    def _set_commands(self, given: dict[str, Any]) -> bool:
        commands = _listed(given.get("commands"))
        if len(commands) > 100:
            raise TelegramRefused(400, "Bad Request: too many commands")
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command"))) or not 1 <= len(str(command.get("description"))) <= 256:
                raise TelegramRefused(400, "Bad Request: BOT_COMMAND_INVALID")
        self._commands = commands
        return True

    def _say(self, given: dict[str, Any], name: str, longest: int) -> bool:
        words = str(given.get(name) or "")
        if len(words) > longest:
            raise TelegramRefused(400, f"Bad Request: {name} is too long")
        self._words[name] = words
        return True


def _listed(value: Any) -> list[Any]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise TelegramRefused(400, "Bad Request: can't parse a list") from None
    return value if isinstance(value, list) else []
