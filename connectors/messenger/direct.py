"""Direct messages on Messenger and Instagram: one item of ``messaging`` or ``standby``, and what it means to us."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from bot.messages import AccountNotice, Attachment, Delivery, DeliveryState, Event, Ignored, Inbound, InboundKind, Sender
from connectors.messenger import control
from connectors.messenger.account import Account
from connectors.messenger.attachments import read_attachments
from connectors.payload import as_dict, as_id, as_payload, derived_id, moment, some_dict, some_list, some_text

KEY_PREFIX = "qw:"
"""Before our key in ``message.metadata``: an echo that carries it is our own message coming back."""

SAY_PREFIX = "say:"
"""Before the words that a tap in the Page's menu stands for: they are read as if the person had written them."""

GET_STARTED = "GET_STARTED"
"""The payload we give the Get Started button in the Page's profile."""

_GET_STARTED = re.compile(r"[\W_]*get[\W_]*started([\W_]*payload)?[\W_]*", re.IGNORECASE)
"""That button under the names which others, and Meta's own inbox, give it."""

_NOT_FOR_US = {
    "account_linking": "account_linking",
    "payment": "payment",
    "checkout_update": "payment",
}


def read_item(item: dict[str, Any], account: Account) -> list[Event]:
    """The events in one item of ``messaging``. Raises one of ``payload.BAD_ITEM`` if it has not the promised shape."""
    for key, reason in _NOT_FOR_US.items():
        if key in item:
            return [Ignored(reason)]
    at = moment(item.get("timestamp"), account.received_at)
    if "policy-enforcement" in item:
        return [_policy(some_dict(item["policy-enforcement"]), account, at)]
    if any(key in item for key in control.CHANGES):
        return [control.read_control(item, account, at)]
    address = some_dict(item.get("sender")).get("id")
    if "message" in item:
        message = as_dict(item["message"])
        if message.get("is_echo") or _is_from_the_page(item, account):
            return [_echo(item, message, account, at)]
    if "delivery" in item:
        return _delivered(as_dict(item["delivery"]), account, _address(address), at)
    if "read" in item:
        return [_read(as_dict(item["read"]), account, _address(address), at)]
    if address is None:
        return [Ignored("optin" if "optin" in item else "no_sender")]
    return [_from_person(item, account.person(address), at)]


def read_standby(item: dict[str, Any], account: Account) -> list[Event]:
    """One item of ``standby``: another app, usually staff in Meta's own inbox, has the thread. We never answer these.

    What a person writes there is kept, what staff write is told (the bot must stay silent), and what is taken back goes.
    """
    return [control.stand_by(event) for event in read_item(item, account)]


def unsend_key(mid: str) -> str:
    """The key under which the taking back of a message is known: it may overtake the message itself."""
    return derived_id("unsend", mid)


def _from_person(item: dict[str, Any], sender: Sender, at: datetime) -> Event:
    timestamp = item.get("timestamp")
    if "message" in item:
        return _message(sender, item["message"], at, timestamp)
    if "postback" in item:
        return _postback(sender, as_dict(item["postback"]), at, timestamp)
    if "message_edit" in item:
        return _edit(sender, as_dict(item["message_edit"]), at)
    if "reaction" in item:
        return _reaction(sender, as_dict(item["reaction"]), at, timestamp)
    if "referral" in item:
        return _start(sender, "referral", some_dict(item["referral"]).get("ref"), at, timestamp)
    if "optin" in item:
        optin = some_dict(item["optin"])
        # A wish for regular notifications, which we never send, is not the start of a conversation.
        if optin.get("type"):
            return Ignored("optin_notifications")
        return _start(sender, "optin", optin.get("ref"), at, timestamp)
    return Ignored("unknown_event")


def _is_from_the_page(item: dict[str, Any], account: Account) -> bool:
    """The Page speaking to somebody is an echo, also where the mark is missing: taken for a person it would answer itself."""
    ids = [str(some_dict(item.get(side)).get("id")) for side in ("sender", "recipient")]
    return ids[0] == account.id != ids[1]


def _message(sender: Sender, message: dict[str, Any], at: datetime, timestamp: object) -> Event:
    text = some_text(message.get("text"))
    mid = as_id(message["mid"]) if message.get("mid") else derived_id("message", sender.address, timestamp, text)
    if message.get("is_deleted"):
        return Inbound(sender, unsend_key(mid), InboundKind.UNSEND, at, target_id=mid)
    reply_to = some_dict(message.get("reply_to")).get("mid")
    common: dict[str, Any] = {
        "text": text,
        "attachments": read_attachments(message),
        "reply_to": as_id(reply_to) if isinstance(reply_to, (str, int)) and reply_to else None,
    }
    payload = as_payload(some_text(some_dict(message.get("quick_reply")).get("payload")))
    if payload:
        return Inbound(sender, mid, InboundKind.BUTTON, at, payload=payload, **common)
    if text.strip():
        return Inbound(sender, mid, InboundKind.TEXT, at, **common)
    # A message without anything we know is still a message: a Page that answers by itself must answer any and all input.
    common["attachments"] = common["attachments"] or (Attachment("other"),)
    return Inbound(sender, mid, InboundKind.ATTACHMENT, at, **common)


def _echo(item: dict[str, Any], message: dict[str, Any], account: Account, at: datetime) -> Event:
    """A message the Page sent. Ours confirms that it went out; anybody else's means staff have stepped in."""
    address = as_id(item["recipient"]["id"])
    if address == account.id:
        return Ignored("note_to_self")
    text = some_text(message.get("text"))
    mid = as_id(message["mid"]) if message.get("mid") else derived_id("echo", address, item.get("timestamp"), text)
    if message.get("is_deleted"):
        return Inbound(account.person(address), unsend_key(mid), InboundKind.UNSEND, at, target_id=mid)
    metadata, app = some_text(message.get("metadata")), message.get("app_id")
    ours = account.app_id is not None and app is not None and str(app) == account.app_id
    if metadata.startswith(KEY_PREFIX) or ours:
        key = metadata.removeprefix(KEY_PREFIX) if metadata.startswith(KEY_PREFIX) else None
        return Delivery(account.channel, account.id, DeliveryState.SENT, at, provider_id=mid, key=key, address=address)
    return Inbound(
        account.person(address),
        mid,
        InboundKind.STAFF_ELSEWHERE,
        at,
        text=text,
        payload=as_payload(str(app)) if isinstance(app, (str, int)) and app else None,
        attachments=read_attachments(message),
    )


def _delivered(delivery: dict[str, Any], account: Account, address: str | None, at: datetime) -> list[Event]:
    state = DeliveryState.DELIVERED
    events: list[Event] = [
        Delivery(account.channel, account.id, state, at, provider_id=as_id(mid), address=address)
        for mid in some_list(delivery.get("mids"))
        if isinstance(mid, (str, int)) and mid
    ]
    if delivery.get("watermark"):
        upto = moment(delivery["watermark"], at)
        events.append(Delivery(account.channel, account.id, state, at, address=address, watermark=upto))
    return events or [Ignored("empty")]


def _read(read: dict[str, Any], account: Account, address: str | None, at: datetime) -> Event:
    if read.get("mid"):  # Instagram names one message; Messenger names a time
        return Delivery(account.channel, account.id, DeliveryState.READ, at, provider_id=as_id(read["mid"]), address=address)
    if not read.get("watermark"):
        return Ignored("empty")
    return Delivery(account.channel, account.id, DeliveryState.READ, at, address=address, watermark=moment(read["watermark"], at))


def _postback(sender: Sender, postback: dict[str, Any], at: datetime, timestamp: object) -> Event:
    payload = as_payload(some_text(postback.get("payload")))
    title = some_text(postback.get("title"))
    reference = as_payload(some_text(some_dict(postback.get("referral")).get("ref")))
    mid = postback.get("mid")
    key = as_id(mid) if mid else derived_id("postback", sender.address, timestamp, payload or title)
    # Meta's inbox gives its ice breakers that payload too: there the title is a question, which wants an answer.
    if reference or (payload and _GET_STARTED.fullmatch(payload) and "?" not in title):
        return Inbound(sender, key, InboundKind.START, at, payload=reference)
    if payload and payload.startswith(SAY_PREFIX):
        return Inbound(sender, key, InboundKind.TEXT, at, text=payload.removeprefix(SAY_PREFIX).strip() or title)
    if payload is None and not title:
        return Inbound(sender, key, InboundKind.START, at) if "referral" in postback else Ignored("no_payload")
    # Somebody else's button, or one of before our time, still has words on it: they are read as the person's own.
    return Inbound(sender, key, InboundKind.BUTTON, at, text=title, payload=payload)


def _edit(sender: Sender, edit: dict[str, Any], at: datetime) -> Event:
    mid, text = as_id(edit["mid"]), some_text(edit.get("text"))
    return Inbound(sender, derived_id("edit", mid, edit.get("num_edit"), text), InboundKind.EDIT, at, text=text, target_id=mid)


def _reaction(sender: Sender, reaction: dict[str, Any], at: datetime, timestamp: object) -> Event:
    if reaction.get("action") != "react":
        return Ignored("reaction_removed")
    mid = as_id(reaction["mid"])
    return Inbound(
        sender,
        derived_id("reaction", mid, sender.address, "react", timestamp),
        InboundKind.REACTION,
        at,
        text=some_text(reaction.get("emoji")),
        payload=as_payload(some_text(reaction.get("reaction"))),
        target_id=mid,
    )


def _start(sender: Sender, kind: str, reference: object, at: datetime, timestamp: object) -> Inbound:
    payload = as_payload(some_text(reference))
    return Inbound(sender, derived_id(kind, sender.address, timestamp, payload), InboundKind.START, at, payload=payload)


def _policy(policy: dict[str, Any], account: Account, at: datetime) -> Event:
    """Meta names nobody here: it is the Page that may not send, or may again."""
    action = some_text(policy.get("action"))
    if action not in ("block", "unblock"):
        return Ignored("policy_enforcement")
    return AccountNotice(account.channel, account.id, action == "block", at, some_text(policy.get("reason"))[:200])


def _address(value: object) -> str | None:
    return None if value is None else as_id(value)
