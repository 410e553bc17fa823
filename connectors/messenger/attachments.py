"""What is not text in a message: files, stickers, places, shared posts, each by the kind we know."""

from __future__ import annotations

from typing import Any

from bot.messages import Attachment
from connectors.payload import some_dict, some_list, some_text

_KINDS = {
    "image": "image",
    "animated_image": "image",
    "audio": "audio",
    "video": "video",
    "file": "file",
    "sticker": "sticker",
    "like_heart": "sticker",
    "location": "location",
    "fallback": "link",
    "reel": "link",
    "ig_reel": "link",
    "post": "link",
    "ig_post": "link",
    "share": "link",
    "story_mention": "link",
    "ig_story": "link",
}
_THUMBS_UP = {"369239263222822", "369239343222814", "369239383222810"}


def read_attachments(message: dict[str, Any]) -> tuple[Attachment, ...]:
    """Everything a message carries beside its text. Whatever its shape, nothing here costs the person their message.

    Until the end of August 2026 a sticker came as an image with a ``sticker_id``, in older versions on the message itself.
    """
    # A sticker may come both ways at once.
    files = tuple(dict.fromkeys(_read(some_dict(file)) for file in some_list(message.get("attachments"))))
    sticker = message.get("sticker_id")
    if sticker and not any(file.kind == "sticker" for file in files):
        files = (Attachment("sticker", files[0].url if files else None, _sticker_name(sticker)), *files[1:])
    if message.get("is_unsupported") and not files:
        files = (Attachment("other"),)
    return files


def _read(file: dict[str, Any]) -> Attachment:
    kind = _KINDS.get(some_text(file.get("type")), "other")
    # The payload of a fallback may be missing, null or a text; address and title then stand on the attachment.
    payload = some_dict(file.get("payload"))
    url = some_text(payload.get("url")) or some_text(file.get("url")) or None
    name = some_text(file.get("title")) or some_text(payload.get("title")) or None
    if payload.get("sticker_id"):
        kind, name = "sticker", _sticker_name(payload["sticker_id"])
    coordinates = payload.get("coordinates")
    if isinstance(coordinates, dict):
        name = f"{coordinates.get('lat')},{coordinates.get('long')}"
    return Attachment(kind, url, name)


def _sticker_name(sticker_id: object) -> str | None:
    return "thumbs_up" if str(sticker_id) in _THUMBS_UP else None
