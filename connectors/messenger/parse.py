"""Meta's webhook payload: which entry is ours, and what each item of a batch means.

Direct messages are read in ``direct``, what stands in public in ``comments``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.messages import Event, Ignored
from bot.settings import MetaSettings
from connectors.messenger.account import Account, account_of
from connectors.messenger.comments import read_change
from connectors.messenger.direct import read_item, read_standby
from connectors.payload import BAD_ITEM, as_dict, as_id, as_list, json_object

_DIRECT_FIELDS = ("messages", "messaging_", "message_", "standby")
"""Apps with Instagram Login, and Meta's own test button, wrap a direct message as a change of one of these fields."""

Reader = Callable[[dict[str, Any], Account], list[Event]]


def parse(body: bytes, settings: MetaSettings, received_at: datetime) -> list[Event]:
    """Every event of a delivery (Meta puts up to 1,000 in one), in order.

    Raises ``PayloadError`` if the body is no JSON object. Anything else that cannot be read becomes ``Ignored``, alone.
    """
    payload = json_object(body)
    if payload.get("object") not in ("page", "instagram"):
        return [Ignored("unknown_object")]
    try:
        entries = as_list(payload.get("entry"))
    except TypeError:
        return [Ignored("bad_item")]
    events: list[Event] = []
    for entry in entries:
        try:
            events.extend(_read_entry(as_dict(entry), settings, received_at))
        except BAD_ITEM:
            events.append(Ignored("bad_item"))
    return events or [Ignored("empty")]


def _read_entry(entry: dict[str, Any], settings: MetaSettings, received_at: datetime) -> list[Event]:
    account = account_of(entry, settings, received_at)
    if account is None:
        # The dashboard's test button sends id 0; the rest are other Pages of the same app.
        return [Ignored("dashboard_test" if as_id(entry["id"]) == "0" else "other_account")]
    events: list[Event] = []
    readers: tuple[tuple[str, Reader], ...] = (("messaging", read_item), ("standby", read_standby), ("changes", _read_change))
    for key, read in readers:
        if key in entry:
            events.extend(_read_list(entry[key], read, account))
    if not any(key in entry for key, _ in readers) and "field" in entry:
        # Apps with Instagram Login get field and value on the entry itself.
        return _read_change(entry, account)
    return events or [Ignored("empty")]


def _read_list(items: object, read: Reader, account: Account) -> list[Event]:
    if not isinstance(items, list):
        return [Ignored("bad_item")]
    events: list[Event] = []
    for item in items:
        try:
            events.extend(read(as_dict(item), account))
        except BAD_ITEM:
            events.append(Ignored("bad_item"))
    return events


def _read_change(change: dict[str, Any], account: Account) -> list[Event]:
    field, value = str(change.get("field")), change.get("value")
    if field.startswith(_DIRECT_FIELDS) and isinstance(value, dict):
        return (read_standby if field == "standby" else read_item)(value, account)
    return read_change(change, account)
