"""Calls to Telegram's Bot API, through python-telegram-bot."""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from datetime import datetime
from typing import TypeVar

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram.constants import ChatAction
from telegram.error import ChatMigrated, TelegramError
from telegram.request import HTTPXRequest

from bot.messages import Button, Channel, Reply, Sender
from bot.settings import TelegramSettings
from connectors.base import UNKNOWN, Limits, Rendered, Unknown
from connectors.errors import SendError
from connectors.http import NO_PROXY, tls
from connectors.telegram.failures import failure
from connectors.telegram.render import TELEGRAM_LIMITS, render

log = logging.getLogger(__name__)
T = TypeVar("T")

GROUP_PAYLOAD = "group"
"""What a private chat that began with our invitation in a group starts with."""
_ROW = 24
"""Two buttons share a row while their titles have at most this many characters together."""


class TelegramConnector:
    """One bot: its private chats, and invitations in groups."""

    channel = Channel.TELEGRAM
    limits: Limits = TELEGRAM_LIMITS

    def __init__(self, settings: TelegramSettings) -> None:
        self._request = HTTPXRequest(
            connection_pool_size=32,
            connect_timeout=5,
            read_timeout=15,
            write_timeout=10,
            pool_timeout=5,
            httpx_kwargs={"mounts": NO_PROXY, "verify": tls()},
        )
        self._username: str | None = None
        self._bot = Bot(settings.token, base_url=f"{settings.api_url}/bot", request=self._request, get_updates_request=self._request)

    def render(self, reply: Reply) -> list[Rendered]:
        """See ``telegram.render``."""
        return render(reply)

    async def send(self, to: Sender, rendered: Rendered, key: str) -> str:
        """Sends one message; gives its id, which is unique in its chat only. Raises ``SendError``.

        The Bot API has no field for our key, and the chat's id is the person's own: it stays out of the message's.
        """
        message = await _typed(
            self._bot.send_message(
                int(to.address) if to.address.lstrip("-").isdigit() else to.address,
                rendered.text,
                reply_markup=_keyboard(rendered.buttons) if rendered.buttons else None,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        )
        return str(message.message_id)

    async def find_sent(self, to: Sender, rendered: Rendered, key: str, since: datetime, known: frozenset[str]) -> Unknown:
        """A bot cannot read back what it sent."""
        return UNKNOWN

    async def seen(self, to: Sender, message_id: str | None = None) -> None:
        """Shows "typing" for up to five seconds."""
        try:
            await _typed(self._bot.send_chat_action(to.address, ChatAction.TYPING))
        except SendError as error:
            log.debug("typing was not shown: %s", error)

    async def invite(self, place: str, text: str, names: list[str]) -> str | None:
        """Writes an invitation into a group; gives its message id, or None when it turns out that another bot was meant.

        ``place`` is the group's id, with a topic's after a colon; ``{link}`` in the text becomes the link to a private
        chat with us. With ``names`` it is sent only if one of them is our user name. Raises ``SendError``.
        """
        username = await self._own_name()
        if names and username.lower() not in names:
            return None
        chat, _, topic = place.partition(":")
        words = text.replace("{link}", f"https://t.me/{username}?start={GROUP_PAYLOAD}")
        try:
            message = await self._post(int(chat), words, int(topic) if topic else None)
        except ChatMigrated as moved:
            # A group that grew into a supergroup has a new id, and no topics yet.
            message = await _typed(self._post(moved.new_chat_id, words, None))
        except TelegramError as error:
            raise failure(error) from None
        return str(message.message_id)

    async def _own_name(self) -> str:
        if self._username is None:
            self._username = (await _typed(self._bot.get_me())).username or ""
        return self._username

    async def _post(self, chat: int, words: str, topic: int | None) -> Message:
        # It answers nobody by name, and quotes nothing: Telegram would show the first words of what it replies to.
        return await self._bot.send_message(
            chat, words, message_thread_id=topic, link_preview_options=LinkPreviewOptions(is_disabled=True), disable_notification=True
        )

    async def answer_callback(self, callback_id: str) -> None:
        """Stops the little clock on a button that was pressed (``target_id`` of the ``Inbound``). Never raises ``SendError``."""
        try:
            await _typed(self._bot.answer_callback_query(callback_id))
        except SendError as error:
            log.debug("a button's clock was not stopped: %s", error)

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._request.shutdown()


def _keyboard(buttons: tuple[Button, ...]) -> InlineKeyboardMarkup:
    rows: list[list[InlineKeyboardButton]] = []
    for button in buttons:
        key = InlineKeyboardButton(button.title, callback_data=button.payload)
        if rows and len(rows[-1]) == 1 and len(rows[-1][0].text) + len(button.title) <= _ROW:
            rows[-1].append(key)
        else:
            rows.append([key])
    return InlineKeyboardMarkup(rows)


async def _typed(call: Awaitable[T]) -> T:
    """The result of a call, its errors turned into ours."""
    try:
        return await call
    except TelegramError as error:
        raise failure(error) from None
