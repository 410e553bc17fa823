"""Stopping the little clock on a pressed button in the answer to the webhook itself.

Telegram carries out a method that stands in that answer. Its result is not told, and for this method none is needed:
the clock stops at once, for every press, also one that means nothing to us or that nobody will reply to.
"""

from __future__ import annotations

from typing import Any

from connectors.errors import PayloadError
from connectors.payload import BAD_ITEM, as_dict, as_id, json_object


def answer(body: bytes) -> dict[str, Any] | None:
    """What to answer to the webhook call with this body; None when no button was pressed."""
    if b"callback_query" not in body:
        return None
    try:
        query = as_dict(json_object(body).get("callback_query"))
        return {"method": "answerCallbackQuery", "callback_query_id": as_id(query["id"])}
    except (PayloadError, *BAD_ITEM):
        return None
