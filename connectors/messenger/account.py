"""Whose webhook it is: which of our Pages or Instagram accounts an entry belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.messages import Channel, Sender
from bot.settings import MetaSettings
from connectors.payload import as_id


@dataclass(frozen=True)
class Account:
    """Our Page or Instagram account, our app as far as we know it, and when the delivery was made and came in."""

    channel: Channel
    id: str
    received_at: datetime
    app_id: str | None = None
    entry_time: object = None

    def person(self, address: object) -> Sender:
        """The person behind a PSID or IGSID."""
        return Sender(self.channel, self.id, as_id(address))


def account_of(entry: dict[str, Any], settings: MetaSettings, received_at: datetime) -> Account | None:
    """The account of an entry, by the entry's own id: sender and recipient change places in echoes. None if it is not ours."""
    entry_id = as_id(entry["id"])
    for page in settings.pages:
        if entry_id in (page.id, page.instagram_id):
            channel = Channel.MESSENGER if entry_id == page.id else Channel.INSTAGRAM
            return Account(channel, entry_id, received_at, settings.app_id, entry.get("time"))
    return None
