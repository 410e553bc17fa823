"""Who has a thread, as Meta tells it: passing, taking, standing by (Conversation Routing, channel contract 1.10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.messages import Event, Ignored, Inbound, InboundKind
from connectors.messenger.account import Account
from connectors.payload import as_payload, derived_id, some_dict

INBOX_APPS = frozenset({"263902037430900", "26390203743090", "1217981644879628"})
"""Meta's own inbox on Facebook (the second is how one of its pages prints it) and on Instagram."""

CHANGES = ("pass_thread_control", "take_thread_control", "request_thread_control", "app_roles")

_NEVER_IN_STANDBY = (InboundKind.STAFF_ELSEWHERE, InboundKind.GIVEN_BACK, InboundKind.UNSEND, InboundKind.EDIT)


def read_control(item: dict[str, Any], account: Account, at: datetime) -> Event:
    """A change of who answers a person. Raises one of ``payload.BAD_ITEM`` if the person is not named.

    A thread that is now another app's counts as a first human reply. A wish of another app to have it, and a change of
    the app's part on the Page, change nothing by themselves.
    """
    change = next(key for key in CHANGES if key in item)
    if change in ("app_roles", "request_thread_control"):
        return Ignored(change)
    given = some_dict(item[change])
    person = account.person(item["sender"]["id"])
    owner = as_payload(str(given.get("new_owner_app_id") or "")) or ""
    if change == "pass_thread_control" and not owner:
        return Ignored("thread_released")
    kind = InboundKind.GIVEN_BACK if _is_ours(owner, change, account) else InboundKind.STAFF_ELSEWHERE
    return Inbound(person, derived_id(change, person.address, item.get("timestamp"), owner), kind, at, payload=owner or None)


def stand_by(event: Event) -> Event:
    """An event of ``standby``: staff have the thread in Meta's own inbox, so what the person does is kept and never answered."""
    if not isinstance(event, Inbound) or event.kind in _NEVER_IN_STANDBY:
        return event
    if event.kind is InboundKind.REACTION:
        return event
    # What a button means is told only to the app that made it.
    return replace(event, kind=InboundKind.STANDBY, payload=None)


def _is_ours(owner: str, change: str, account: Account) -> bool:
    """Whether the new owner is our app. Unless we know our app's id: what is passed and not to an inbox is passed to us."""
    if account.app_id is not None:
        return owner == account.app_id
    return change == "pass_thread_control" and owner not in INBOX_APPS
