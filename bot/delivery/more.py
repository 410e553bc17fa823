"""The next page of a reply that was too long for a text message, for a person who replied MORE.

A page is a reply of its own in the outbox, whose source names the reply it continues; so the place is kept where
everything else is, and a restart forgets nothing. See ``connectors.sms.pages``.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.messages import Channel, Reply
from bot.privacy.sealing.vault import Vault
from bot.store.outbox import read_reply
from bot.store.tables import InboundMessage, OutboundMessage
from connectors.sms.pages import KEYWORD, pages

KEPT_FOR = dt.timedelta(hours=24)
"""After a day nobody knows any more what MORE was the answer to."""
LOOK_BACK = 12
"""Replies among which the one to be continued is sought: several may belong to one turn."""
_SOURCE = re.compile(r"more/(\d{1,18})/(\d{1,4})")
_ASKED = re.compile(rf"(?:(?:reply|send|read|text) )?{KEYWORD}(?: please)?")
_REPLIES = (
    select(OutboundMessage)
    .where(
        OutboundMessage.conversation_id == bindparam("conversation"),
        OutboundMessage.author == "bot",
        OutboundMessage.created_at <= bindparam("before"),
        OutboundMessage.state != "returned",
    )
    .order_by(OutboundMessage.id.desc())
    .limit(LOOK_BACK)
)


@dataclass(frozen=True)
class Next:
    """What MORE leads to. ``page`` is None when the reply has been read to its end, or is too old (``stale``)."""

    page: Reply | None
    source: str | None = None
    stale: bool = False


def asked(message: InboundMessage, words: str) -> bool:
    """Whether a message asks for the next page: the word alone, by text message."""
    return message.channel == Channel.SMS.value and _ASKED.fullmatch(" ".join(words.casefold().split()).strip(" .!'\"")) is not None


def following(session: Session, vault: Vault, message: InboundMessage) -> Next | None:
    """The next page of the newest reply that has one; None when no reply of late had pages: then MORE is an ordinary word."""
    rows = session.execute(_REPLIES, {"conversation": message.conversation_id, "before": message.received_at}).scalars().all()
    sent: dict[int, int] = {}
    for row in rows:
        continued = _SOURCE.fullmatch(row.source or "")
        if continued:
            sent.setdefault(int(continued[1]), int(continued[2]))
            continue
        reply = read_reply(session, vault, row)
        every_page, number = pages(reply), sent.get(row.id, 0) + 1
        if len(every_page) < 2:
            continue
        if number >= len(every_page):
            return Next(None)
        if row.created_at < message.received_at - KEPT_FOR:
            return Next(None, stale=True)
        # The choices stand in the words of the pages; kept with each, they can be answered by number.
        return Next(Reply(every_page[number], reply.buttons), f"more/{row.id}/{number}")
    return None


def as_sent(reply: Reply, row: OutboundMessage) -> Reply:
    """A reply as the channel is to render it: a page has its choices in its words, and only the assistant's own are cut."""
    if _SOURCE.fullmatch(row.source or ""):
        return replace(reply, buttons=(), whole=True)
    return replace(reply, whole=row.author != "bot")
