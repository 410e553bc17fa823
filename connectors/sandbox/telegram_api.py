"""Telegram's Bot API, as far as a bot in private chats and in one group needs it (channel contract 5)."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.messages import Channel
from connectors.sandbox.post import Parcel, packed_json
from connectors.sandbox.telegram_profile import BotProfile, TelegramRefused
from connectors.sandbox.world import GROUP, Fault, Person, World
from connectors.text import measure

NAME = "quietword_sandbox_bot"
_WORDS = {
    400: "Bad Request: played by the sandbox",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    429: "Too Many Requests: retry after {retry_after}",
}


def user(person: Person) -> dict[str, Any]:
    """The person as Telegram describes them."""
    first, _, last = person.name.partition(" ")
    return {"id": int(person.address), "is_bot": False, "first_name": first, "last_name": last, "language_code": "en"}


def chat(person: Person) -> dict[str, Any]:
    """The private chat with a person: it has their id. Or the group."""
    if person.address == GROUP:
        return {"id": int(GROUP), "type": "supergroup", "title": person.name}
    first, _, last = person.name.partition(" ")
    return {"id": int(person.address), "type": "private", "first_name": first, "last_name": last}


def post_update(world: World, person: Person, **content: Any) -> int:
    """Queues an update for the bot; gives its ``update_id``."""
    telegram = world.settings.telegram
    update_id = world.number()
    if telegram is not None:
        secret = telegram.secret_token

        def headers(body: bytes) -> dict[str, str]:
            return {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret}

        item = {"update_id": update_id, **content}
        world.post.put("telegram", person.address, Parcel(f"{world.target}/webhooks/telegram", headers, packed_json, [item]))
    return update_id


class TelegramApi:
    """The stand-in, over one ``World``."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._methods: dict[str, Callable[[dict[str, Any]], Any]] = {
            "getme": self._get_me,
            "sendmessage": self._send_message,
            "sendchataction": self._send_chat_action,
            "answercallbackquery": self._answer_callback,
            **BotProfile(world).methods(),
        }
        self.answered: set[str] = set()

    def routes(self) -> list[Route]:
        """Routes to hang under ``/telegram``."""
        return [Route("/telegram/bot{token}/{method}", self._endpoint, methods=["GET", "POST"])]

    async def _endpoint(self, request: Request) -> Response:
        telegram = self._world.settings.telegram
        try:
            if telegram is None or request.path_params["token"] != telegram.token:
                raise TelegramRefused(401, "Unauthorized")
            method = self._methods.get(request.path_params["method"].lower())
            if method is None:
                raise TelegramRefused(404, "Not Found")
            given = await _parameters(request)
            fault = self._world.take_fault("telegram")
            if fault is not None and not fault.after:
                return _played(fault)
            result = method(given)
        except TelegramRefused as refused:
            return refused.response()
        return _played(fault) if fault is not None else JSONResponse({"ok": True, "result": result})

    def _bot(self) -> dict[str, Any]:
        telegram = self._world.settings.telegram
        assert telegram is not None
        number = telegram.token.partition(":")[0]
        return {"id": int(number), "is_bot": True, "first_name": "Quiet Word", "username": NAME}

    def _get_me(self, given: dict[str, Any]) -> dict[str, Any]:
        return {**self._bot(), "can_join_groups": True, "can_read_all_group_messages": True, "supports_inline_queries": False}

    def _person(self, given: dict[str, Any]) -> Person:
        address = str(given.get("chat_id") or "")
        if not address:
            raise TelegramRefused(400, "Bad Request: chat_id is empty")
        if not address.isdigit() and address != GROUP:
            raise TelegramRefused(400, "Bad Request: chat not found")
        person = self._world.at(Channel.TELEGRAM, address)
        if person.blocked:
            raise TelegramRefused(403, "Forbidden: bot was blocked by the user")
        return person

    def _send_message(self, given: dict[str, Any]) -> dict[str, Any]:
        person = self._person(given)
        if given.get("message_thread_id"):
            raise TelegramRefused(400, "Bad Request: message thread not found")  # the pretend group has no topics
        text = str(given.get("text") or "")
        if not text.strip():
            raise TelegramRefused(400, "Bad Request: message text is empty")
        if measure(text, "utf16") > 4096:
            raise TelegramRefused(400, "Bad Request: message is too long")
        markup = given.get("reply_markup") or {}
        rows = markup.get("inline_keyboard", []) if isinstance(markup, dict) else []
        buttons = []
        for button in (button for row in rows for button in row):
            data = str(button.get("callback_data") or "")
            if not 1 <= len(data.encode()) <= 64 or not button.get("text"):
                raise TelegramRefused(400, "Bad Request: BUTTON_DATA_INVALID")
            buttons.append({"title": str(button["text"]), "payload": data})
        # Telegram counts messages per chat; a count over all chats is as good, and never repeats.
        message_id = self._world.number() % 2_000_000_000
        self._world.add(person, "us", text, str(message_id), buttons=buttons, state="delivered")
        message: dict[str, Any] = {
            "message_id": message_id,
            "date": int(time.time()),
            "chat": chat(person),
            "from": self._bot(),
            "text": text,
        }
        if rows:
            message["reply_markup"] = {"inline_keyboard": rows}
        return message

    def _send_chat_action(self, given: dict[str, Any]) -> bool:
        person = self._person(given)
        # Shown for five seconds at most.
        person.typing_until, person.rev = time.time() + 5, self._world.bump()
        return True

    def _answer_callback(self, given: dict[str, Any]) -> bool:
        query = str(given.get("callback_query_id") or "")
        if not query:
            raise TelegramRefused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if len(str(given.get("text") or "")) > 200:
            raise TelegramRefused(400, "Bad Request: MESSAGE_TOO_LONG")
        self.answered.add(query)
        return True


async def _parameters(request: Request) -> dict[str, Any]:
    """What was given in query, form or JSON; nested values come as JSON inside a form."""
    given: dict[str, Any] = dict(request.query_params)
    body = await request.body()
    if "json" in request.headers.get("content-type", ""):
        try:
            value = json.loads(body)
        except ValueError:
            raise TelegramRefused(400, "Bad Request: can't parse JSON") from None
        given.update(value if isinstance(value, dict) else {})
    else:
        given.update(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    if isinstance(given.get("reply_markup"), str):
        try:
            given["reply_markup"] = json.loads(given["reply_markup"])
        except ValueError:
            raise TelegramRefused(400, "Bad Request: can't parse reply keyboard markup JSON object") from None
    return given


def _played(fault: Fault) -> Response:
    given = {"retry_after": fault.retry_after, "migrate_to_chat_id": fault.moved_to}
    words = "Bad Request: group chat was upgraded to a supergroup chat" if fault.moved_to else _WORDS.get(fault.status, "Bad Gateway")
    parameters = {name: value for name, value in given.items() if value is not None}
    return TelegramRefused(fault.status, fault.words or words.format(**given), **parameters).response()
