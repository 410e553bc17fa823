"""The end of a chat for its browser: after the quick exit its session opens nothing any more, on any machine.

The cookie is taken out of the browser as well, but browsers bring cookies back (a restored window, a copied profile).
So the contact is marked, and staff learn that nobody is there to read an answer. What the person told us stays with us.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from bot.intake.webchat.session import ACCOUNT
from bot.messages import Channel
from bot.store import audit
from bot.store.session import StoreSession
from bot.store.tables import Contact

LEFT = "left"
"""The contact's ``opt_out_reason``: left by the quick exit, and cannot be reached again."""


def end(session: StoreSession, key: str, now: dt.datetime) -> bool:
    """Ends the chat of the contact with the address hash ``key``; False when nothing was ever written in it."""
    contact = session.execute(_contact(key)).scalar_one_or_none()
    if contact is None:
        return False
    if contact.opt_out_reason != LEFT:
        contact.opted_out_at, contact.opt_out_reason = now, LEFT
        audit.record(session, actor="system", act="web_chat.left", subject="contact", subject_id=contact.id)
    return True


def has_ended(session: StoreSession, key: str) -> bool:
    """Whether the chat was left: its session is to be treated as one that we do not know."""
    return bool(session.execute(_contact(key).with_only_columns(Contact.opt_out_reason)).scalar_one_or_none() == LEFT)


def _contact(key: str) -> Any:
    return select(Contact).where(Contact.channel == str(Channel.WEB), Contact.account == ACCOUNT, Contact.address_hash == key)
