"""Telegram's updates: the secret header, and what each kind of update means."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.messages import Attachment, Channel, Event, Ignored, Inbound, InboundKind, Sender
from bot.settings import TelegramSettings
from connectors.errors import SignatureError
from connectors.payload import BAD_ITEM, as_dict, as_id, as_list, as_payload, as_text, header, json_object, moment
from connectors.telegram import groups

HEADER = "X-Telegram-Bot-Api-Secret-Token"

_FILES = {
    "photo": "image",
    "voice": "audio",
    "audio": "audio",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "document": "file",
    "sticker": "sticker",
    "location": "location",
    "venue": "location",
    "contact": "contact",
    "poll": "other",
    "dice": "other",
    "story": "other",
    "paid_media": "other",
    "checklist": "other",
    "web_app_data": "other",
    "game": "other",
    "giveaway": "other",
}
"""What a message may hold beside words. Anything else without words is Telegram speaking, not the person."""

_START = re.compile(r"/start(?:@\w+)?(?:\s+([A-Za-z0-9_-]{1,64}))?\s*")
"""The start button and deep links: ``https://t.me/BOT?start=PAYLOAD``. Words of the person after it are words."""


def verify(headers: Mapping[str, str], settings: TelegramSettings) -> None:
    """Raises ``SignatureError`` unless the request carries the secret we gave Telegram with ``setWebhook``."""
    given = header(headers, HEADER) or ""
    if not hmac.compare_digest(given.encode("utf-8", "replace"), settings.secret_token.encode()):
        raise SignatureError("The secret token is missing or wrong.")


def parse(body: bytes, settings: TelegramSettings, received_at: datetime) -> list[Event]:
    """The event of one update (Telegram sends no batches). Raises ``PayloadError`` if the body is no JSON object.

    ``provider_id`` is the update's id; ``message_id``, ``target_id`` of an edit and ``reply_to`` are message ids, which
    Telegram counts per chat: they say something only within a conversation. ``target_id`` of a button is the id to
    give to ``answer_callback``.
    """
    update = json_object(body)
    try:
        update_id = as_id(update["update_id"])
        bot = settings.token.partition(":")[0]
        for kind, read in _READERS.items():
            if kind in update:
                return [read(as_dict(update[kind]), bot, update_id, received_at)]
    except BAD_ITEM:
        return [Ignored("bad_item")]
    return [Ignored("unknown_update")]


def _person(user: dict[str, Any], bot: str, chat: dict[str, Any] | None = None) -> Sender:
    """The person, at the address of their private chat with us (which has their own id)."""
    name = " ".join(part for part in (as_text(user.get("first_name")), as_text(user.get("last_name"))) if part)
    language = as_text(user.get("language_code"))[:16]
    address = as_id((chat or user)["id"])
    return Sender(Channel.TELEGRAM, bot, address, name=name[:200] or None, language=language or None)


def _is_private(chat: dict[str, Any]) -> bool:
    """Whether it is a chat with one person. Where no type is told, the id says it: those of groups are negative."""
    kind = chat.get("type")
    return kind == "private" if kind is not None else not as_id(chat["id"]).startswith("-")


def _message(message: dict[str, Any], bot: str, update_id: str, received_at: datetime) -> Event:
    chat, author = as_dict(message["chat"]), as_dict(message.get("from") or {})
    # An administrator who hides behind the group writes through a bot of Telegram's own.
    if author.get("is_bot") and not message.get("sender_chat"):
        return Ignored("bot")
    if chat.get("type") == "channel":
        return Ignored("channel_post")
    edited = "edit_date" in message
    at = moment(message.get("edit_date") if edited else message.get("date"), received_at)
    if not _is_private(chat):
        return groups.read(message, bot, update_id, at)
    sender = _person(author, bot, chat)
    message_id = as_id(message["message_id"])
    text = as_text(message.get("text") or message.get("caption"))
    files = _files(message)
    replied = as_dict(message.get("reply_to_message") or {}).get("message_id")
    common: dict[str, Any] = {"attachments": files, "reply_to": as_id(replied) if replied else None, "message_id": message_id}
    if edited and "location" in message:
        return Ignored("live_location")  # a shared place that moves is told as one edit after another
    if edited:
        return Inbound(sender, update_id, InboundKind.EDIT, at, text=text, target_id=message_id, **common)
    start = _START.fullmatch(text)
    if start is not None:
        return Inbound(sender, update_id, InboundKind.START, at, payload=as_payload(start[1]), **common)
    if text.strip():
        return Inbound(sender, update_id, InboundKind.TEXT, at, text=text, **common)
    if files:
        return Inbound(sender, update_id, InboundKind.ATTACHMENT, at, **common)
    return Ignored("service_message")


def _files(message: dict[str, Any]) -> tuple[Attachment, ...]:
    files = []
    for key, kind in _FILES.items():
        # An animation and a venue come with a document and a location beside them: one thing, told twice.
        if key not in message or (key == "document" and "animation" in message) or (key == "location" and "venue" in message):
            continue
        value = message[key]
        name = None
        if key == "location":
            name = f"{as_dict(value).get('latitude')},{as_dict(value).get('longitude')}"
        elif key == "document":
            name = as_text(as_dict(value).get("file_name")) or None
        elif key == "photo" and not as_list(value):
            continue
        files.append(Attachment(kind, name=name))
    return tuple(files)


def _button(query: dict[str, Any], bot: str, update_id: str, received_at: datetime) -> Event:
    data = as_payload(query.get("data"))
    if data is None:
        return Ignored("no_payload")
    # The message with the button may be out of reach, or not there at all.
    message = as_dict(query.get("message") or {})
    chat = as_dict(message.get("chat") or {})
    if chat and not _is_private(chat):
        return Ignored("group_button")
    return Inbound(
        _person(as_dict(query["from"]), bot, chat or None),
        update_id,
        InboundKind.BUTTON,
        received_at,
        payload=data,
        reply_to=as_id(message["message_id"]) if message.get("message_id") else None,
        target_id=as_id(query["id"]),
    )


def _member(change: dict[str, Any], bot: str, update_id: str, received_at: datetime) -> Event:
    chat = as_dict(change["chat"])
    if not _is_private(chat):
        return Ignored("group_membership")
    status = as_dict(change["new_chat_member"]).get("status")
    kind = {"kicked": InboundKind.OPT_OUT, "member": InboundKind.OPT_IN}.get(str(status))
    if kind is None:
        return Ignored("unknown_membership")
    return Inbound(_person(as_dict(change["from"]), bot, chat), update_id, kind, moment(change.get("date"), received_at))


def _reaction(change: dict[str, Any], bot: str, update_id: str, received_at: datetime) -> Event:
    chat = as_dict(change["chat"])
    new = as_list(change.get("new_reaction"))
    if not _is_private(chat) or not new:
        return Ignored("reaction_removed" if not new else "reaction")
    return Inbound(
        _person(as_dict(change["user"]), bot, chat),
        update_id,
        InboundKind.REACTION,
        moment(change.get("date"), received_at),
        text=as_text(as_dict(new[0]).get("emoji")),
        target_id=as_id(change["message_id"]),
    )


def _channel_post(post: dict[str, Any], bot: str, update_id: str, received_at: datetime) -> Event:
    return Ignored("channel_post")


_READERS = {
    "message": _message,
    "edited_message": _message,
    "callback_query": _button,
    "my_chat_member": _member,
    "message_reaction": _reaction,
    "channel_post": _channel_post,
    "edited_channel_post": _channel_post,
}
