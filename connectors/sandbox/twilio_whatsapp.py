"""What WhatsApp adds to Twilio's API: approved templates, the 24 hours, and the sign that somebody is typing."""

from __future__ import annotations

import json
import time
from typing import Any

from bot.messages import Channel
from connectors.sandbox.world import Person, World

WINDOW_SECONDS = 24 * 3600
TYPING_SECONDS = 25
OUTSIDE_THE_WINDOW, BLOCKED, WRONG_CONTENT, WRONG_VARIABLES, NO_SUCH_MESSAGE = 63016, 63033, 21655, 21656, 20404


class Wrong(Exception):
    """What was asked breaks a rule: the code, and the words Twilio has for it."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code, self.words = code, words


def template_text(form: dict[str, str]) -> str | None:
    """The text of a message sent by ``ContentSid``; None when it is not. Raises ``Wrong``.

    The stand-in knows no template's words, so it shows what stands in the gaps.
    """
    if not form.get("ContentSid"):
        return None
    if not form["ContentSid"].startswith("HX"):
        raise Wrong(WRONG_CONTENT, "The ContentSid is invalid.")
    try:
        variables = json.loads(form.get("ContentVariables") or "{}")
    except ValueError:
        variables = None
    if not isinstance(variables, dict) or not all(isinstance(value, str) for value in variables.values()):
        raise Wrong(WRONG_VARIABLES, "The ContentVariables parameter is invalid.")
    return " ".join(variables.values()) or form["ContentSid"]


def bad_end(person: Person, by_template: bool) -> int | None:
    """The code with which a message to a person fails after it was taken; None if it arrives."""
    if person.channel is not Channel.WHATSAPP:
        return None
    if person.blocked:
        return BLOCKED
    wrote = max((entry.at for entry in person.thread if entry.origin == "person"), default=0.0)
    return None if by_template or time.time() - wrote < WINDOW_SECONDS else OUTSIDE_THE_WINDOW


def show_typing(world: World, form: dict[str, str]) -> dict[str, Any]:
    """Shows the writer of a message that it is read and being answered. Raises ``Wrong`` for any other message."""
    wanted = form.get("messageId")
    for person in world.people.values():
        if person.channel is Channel.WHATSAPP and any(entry.provider_id == wanted and entry.origin == "person" for entry in person.thread):
            person.typing_until, person.rev = time.time() + TYPING_SECONDS, world.bump()
            return {"success": True}
    raise Wrong(NO_SUCH_MESSAGE, "The requested resource was not found")
