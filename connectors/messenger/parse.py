"""Meta's webhook payload: which entry is ours, and what each item of a batch means.

Direct messages are read in ``direct``, what stands in public in ``comments``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.messages import Channel, Event, Ignored
from bot.settings import MetaSettings
from connectors.messenger.comments import read_change
from connectors.messenger.direct import Account, read_item, read_standby
from connectors.payload import BAD_ITEM, as_dict, as_id, as_list, json_object


def parse(body: bytes, settings: MetaSettings, received_at: datetime) -> list[Event]:
    """Every event of a delivery (Meta puts up to 1,000 in one), in order.

    Raises ``PayloadError`` if the body is no JSON object. Anything else that cannot be read becomes ``Ignored``, alone.
    """
    payload = json_object(body)
    if payload.get("object") not in ("page", "instagram"):
        return [Ignored("unknown_object")]
    events: list[Event] = []
    try:
        entries = as_list(payload.get("entry"))
    except TypeError:
        return [Ignored("bad_item")]
    for entry in entries:
        try:
            events.extend(_read_entry(as_dict(entry), settings, received_at))
        except BAD_ITEM:
            events.append(Ignored("bad_item"))
    return events or [Ignored("empty")]


def _read_entry(entry: dict[str, Any], settings: MetaSettings, received_at: datetime) -> list[Event]:
    # The entry's own id says whose event it is; sender and recipient change places in echoes.
    account_id = as_id(entry["id"])
    if account_id == settings.page_id:
        account = Account(Channel.MESSENGER, account_id, received_at)
    elif settings.instagram_id is not None and account_id == settings.instagram_id:
        account = Account(Channel.INSTAGRAM, account_id, received_at)
    else:
        # Another Page of the same app, or the dashboard's test button (id "0").
        return [Ignored("other_account")]

    events: list[Event] = []
    readers: tuple[tuple[str, Callable[[dict[str, Any], Account], list[Event]]], ...] = (
        ("messaging", read_item),
        ("standby", read_standby),
        ("changes", read_change),
    )
    found = False
    for key, read in readers:
        if key not in entry:
            continue
        found = True
        for item in as_list(entry[key]):
            try:
                events.extend(read(as_dict(item), account))
            except BAD_ITEM:
                events.append(Ignored("bad_item"))
    if not found and "field" in entry:
        # Apps with Instagram Login get field and value on the entry itself.
        return read_change(entry, account)
    return events or [Ignored("empty")]
