"""Rows of the tables of Meta's events, in the short form of ``conftest.short``. Sam has id 222, on Instagram 555."""

from __future__ import annotations

from typing import Any

SAM = "messenger:1000:222"
SAM_ON_INSTAGRAM = "instagram:2000:555"

_COMMENT = {
    "item_id": "900_77",
    "verb": "add",
    "text": "My GP will not see me",
    "author_id": "333",
    "author_name": "Sam",
    "post_id": "1000_900",
}


def inbound(kind: str, *, sender: str = SAM, **fields: Any) -> dict[str, Any]:
    """Something Sam, or a colleague with Sam's thread, did."""
    return {"inbound": kind, "sender": sender, **fields}


def delivery(state: str, *, address: str = "222", **fields: Any) -> dict[str, Any]:
    """News of a message of ours to Sam."""
    return {"delivery": state, "address": address, **fields}


def public(kind: str, **changes: Any) -> dict[str, Any]:
    """Sam's comment on the Page, with changes; None takes a field away."""
    return {key: value for key, value in {"public": kind, **_COMMENT, **changes}.items() if value is not None}


def ignored(reason: str) -> dict[str, Any]:
    """Nothing for us, and why."""
    return {"ignored": reason}


def notice(*, blocked: str | None, reason: str) -> dict[str, Any]:
    """Meta's word on our own Page."""
    return {key: value for key, value in {"notice": None, "blocked": blocked, "reason": reason}.items() if key == "notice" or value}
