"""When Meta takes a message for a person: the 24 hours, the tags, and who has the thread (channel contract 1.7 and 1.10)."""

from __future__ import annotations

import time
from typing import Any

from bot.messages import Channel
from connectors.sandbox.graph_call import Refused
from connectors.sandbox.world import Person

DAY = 24 * 3600.0
_TYPES = ("RESPONSE", "UPDATE", "MESSAGE_TAG", "UTILITY")
_TAGS = ("HUMAN_AGENT",)
"""The others are gone since April 2026."""


def check(person: Person, given: dict[str, Any], *, private_reply: bool) -> None:
    """Raises ``Refused`` for a message that Meta would not take now.

    People whom a test brings along, and who never wrote here, are taken to have written elsewhere.
    """
    kind, tag = given.get("messaging_type"), given.get("tag")
    if kind not in _TYPES:
        raise Refused(100, f"messaging_type must be one of {', '.join(_TYPES)}")
    if kind == "MESSAGE_TAG" and tag not in _TAGS:
        raise Refused(100, f"Param tag must be one of {{{', '.join(_TAGS)}}}")
    if person.with_inbox:
        raise Refused(10, "Message failed to send because another app is controlling this thread now.", 2018300)
    wrote = max((entry.at for entry in person.thread if entry.origin == "person"), default=None)
    if wrote is None or private_reply:
        return
    if time.time() - wrote >= (7 * DAY if kind == "MESSAGE_TAG" else DAY):
        subcode = 2534022 if person.channel is Channel.INSTAGRAM else 2018278
        raise Refused(10, "This message is sent outside of allowed window.", subcode)
