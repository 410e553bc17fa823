"""Saying that this is a computer: at the start, after a long gap, and when the assistant speaks again after a person did.

Meta's rules for automated Pages ask for it (channel contract 1.7), and on every channel people should know to whom they
speak. Where the answer's own words say so already, as they do when an action opened the conversation, nothing is added.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import bindparam, select

from bot.dialogue.assistant import Said
from bot.messages import Channel
from bot.privacy.informing import notice
from bot.store.ready import Ready
from bot.store.tables import OutboundMessage
from bot.turn import Turn

LONG_GAP = dt.timedelta(hours=24)
"""After a day people no longer have in mind who answered them."""
SAYS_SO = ("automated assistant", "i am a computer")

_NEWEST = Ready(
    select(OutboundMessage.author, OutboundMessage.created_at)
    .where(
        OutboundMessage.conversation_id == bindparam("conversation"),
        OutboundMessage.author != "card",
        OutboundMessage.state != "returned",
    )
    .order_by(OutboundMessage.id.desc())
    .limit(1)
)


def opened(present: Turn, said: Said) -> Said:
    """What is said in this turn, with the disclosure before it where one is due.

    A person's very first answer is opened with the privacy notice in the same message, unless they want no messages:
    then they read who writes and nothing that could wait.
    """
    if not said.replies or any(phrase in reply.text.casefold() for reply, _ in said.replies for phrase in SAYS_SO):
        return said
    session, conversation, organisation = present.session, present.conversation, present.services.organisation
    newest = _NEWEST.first(session, conversation=conversation.id)
    if newest is not None and newest[0] == "bot" and newest[1] > present.now - LONG_GAP:
        return said
    if newest is None and conversation.contact.opted_out_at is None:
        url = present.services.settings.public_url
        english = notice.opening(organisation, url)
        first = notice.shown(english, organisation, url, conversation.contact.language, Channel(conversation.channel))
        notice.record(session, conversation, first, organisation.notice_version, present.now)
    else:
        first = [notice.hello(organisation, again=newest is not None)]
    return Said([*((one, None) for one in first), *said.replies], said.intent, said.confidence)
