"""Buttons answered by typing: the number of a menu on a telephone, or the words on the button anywhere."""

from __future__ import annotations

import re

from sqlalchemy import bindparam, select

from bot.messages import Button
from bot.store.ready import Ready
from bot.store.session import StoreSession
from bot.store.tables import InboundMessage, OutboundMessage

_NUMBER = re.compile(r"\(?(?:option|number|no\.?)?\s*([0-9]{1,2})[.):!]?")


_LATEST = Ready(
    select(OutboundMessage.buttons)
    .where(
        OutboundMessage.conversation_id == bindparam("conversation"),
        OutboundMessage.author == "bot",
        OutboundMessage.created_at <= bindparam("before"),
    )
    .order_by(OutboundMessage.id.desc())
    .limit(1)
)


def chosen(session: StoreSession, message: InboundMessage, text: str) -> Button | None:
    """The button of our latest reply that ``text`` names, by its number in the menu or by its title; None when none.

    Only a reply given before the message counts: an answer belongs to the question the person saw.
    """
    latest = _LATEST.first(session, conversation=message.conversation_id, before=message.received_at)
    buttons = [Button(**button) for button in latest[0] or ()] if latest else []
    said = " ".join(text.casefold().split()).strip(" .!")
    for button in buttons:
        if said == " ".join(button.title.casefold().split()).strip(" .!"):
            return button
    number = _NUMBER.fullmatch(said)
    if number and 1 <= int(number[1]) <= len(buttons):
        return buttons[int(number[1]) - 1]
    return None
