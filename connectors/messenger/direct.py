"""Direct messages on Messenger and Instagram: one item of ``messaging`` or ``standby``, and what it means to us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.messages import Attachment, Channel, Delivery, DeliveryState, Event, Ignored, Inbound, InboundKind, Sender
from connectors.payload import as_dict, as_id, as_list, as_payload, as_text, derived_id, moment

KEY_PREFIX = "qw:"
"""Before our key in ``message.metadata``: an echo that carries it is our own message coming back."""

GET_STARTED = "GET_STARTED"
"""The payload we give the Get Started button in the Page's profile."""

_ATTACHMENT_KINDS = {
    "image": "image",
    "audio": "audio",
    "video": "video",
    "file": "file",
    "sticker": "sticker",
    "like_heart": "sticker",
    "location": "location",
    "fallback": "link",
    "reel": "link",
    "ig_reel": "link",
    "post": "link",
    "ig_post": "link",
    "share": "link",
    "story_mention": "link",
}
_THUMBS_UP = {"369239263222822", "369239343222814", "369239383222810"}
_NOT_FOR_US = {
    "optin": "optin",
    "policy-enforcement": "policy_enforcement",
    "pass_thread_control": "thread_control",
    "take_thread_control": "thread_control",
    "request_thread_control": "thread_control",
    "app_roles": "thread_control",
    "account_linking": "account_linking",
}


@dataclass(frozen=True)
class Account:
    """Whose webhook it is: our Page or Instagram account, and when the delivery came in."""

    channel: Channel
    id: str
    received_at: datetime

    def person(self, address: object) -> Sender:
        """The person behind a PSID or IGSID."""
        return Sender(self.channel, self.id, as_id(address))


def read_item(item: dict[str, Any], account: Account) -> list[Event]:
    """The events in one item of ``messaging``. Raises one of ``payload.BAD_ITEM`` if it has not the promised shape."""
    for key, reason in _NOT_FOR_US.items():
        if key in item:
            return [Ignored(reason)]
    at = moment(item.get("timestamp"), account.received_at)
    if "message" in item:
        message = as_dict(item["message"])
        if message.get("is_echo"):
            return [_echo(item, message, account, at)]
        return [_message(account.person(item["sender"]["id"]), message, at)]
    if "delivery" in item:
        return _delivered(as_dict(item["delivery"]), account, as_id(item["sender"]["id"]), at)
    if "read" in item:
        return [_read(as_dict(item["read"]), account, as_id(item["sender"]["id"]), at)]
    if "sender" not in item:
        return [Ignored("no_sender")]
    sender = account.person(item["sender"]["id"])
    if "postback" in item:
        return [_postback(sender, as_dict(item["postback"]), at, item.get("timestamp"))]
    if "message_edit" in item:
        return [_edit(sender, as_dict(item["message_edit"]), at)]
    if "reaction" in item:
        return [_reaction(sender, as_dict(item["reaction"]), at, item.get("timestamp"))]
    if "referral" in item:
        reference = as_payload(as_dict(item["referral"]).get("ref"))
        key = derived_id("referral", sender.address, item.get("timestamp"), reference)
        return [Inbound(sender, key, InboundKind.START, at, payload=reference)]
    return [Ignored("unknown_event")]


def read_standby(item: dict[str, Any], account: Account) -> list[Event]:
    """One item of ``standby``: another app, usually staff in Meta's own inbox, has the thread. We never answer these.

    What staff write there is told (the bot must stay silent), and so is what a person takes back.
    """
    message = item.get("message")
    if isinstance(message, dict) and (message.get("is_echo") or message.get("is_deleted")):
        return read_item(item, account)
    return [Ignored("standby")]


def _message(sender: Sender, message: dict[str, Any], at: datetime) -> Event:
    mid = as_id(message["mid"])
    if message.get("is_deleted"):
        return Inbound(sender, derived_id("unsend", mid), InboundKind.UNSEND, at, target_id=mid)
    text = as_text(message.get("text"))
    reply_to = as_dict(message.get("reply_to") or {}).get("mid")
    files = tuple(_attachment(as_dict(file)) for file in as_list(message.get("attachments")))
    if message.get("is_unsupported") and not files:
        files = (Attachment("other"),)
    common: dict[str, Any] = {"text": text, "attachments": files, "reply_to": as_id(reply_to) if reply_to else None}
    if isinstance(message.get("quick_reply"), dict) and message["quick_reply"].get("payload"):
        return Inbound(sender, mid, InboundKind.BUTTON, at, payload=as_payload(message["quick_reply"]["payload"]), **common)
    if text.strip():
        return Inbound(sender, mid, InboundKind.TEXT, at, **common)
    if files:
        return Inbound(sender, mid, InboundKind.ATTACHMENT, at, **common)
    return Ignored("empty")


def _attachment(file: dict[str, Any]) -> Attachment:
    kind = _ATTACHMENT_KINDS.get(as_text(file.get("type")), "other")
    payload = as_dict(file.get("payload") or {})
    url = as_text(payload.get("url") or file.get("url")) or None
    name = as_text(file.get("title")) or None
    if str(payload.get("sticker_id")) in _THUMBS_UP:
        kind, name = "sticker", "thumbs_up"
    elif payload.get("sticker_id"):
        kind = "sticker"
    coordinates = payload.get("coordinates")
    if isinstance(coordinates, dict):
        name = f"{coordinates.get('lat')},{coordinates.get('long')}"
    return Attachment(kind, url, name)


def _echo(item: dict[str, Any], message: dict[str, Any], account: Account, at: datetime) -> Event:
    """A message the Page sent. Ours confirms that it went out; anybody else's means staff have stepped in."""
    mid = as_id(message["mid"])
    address = as_id(item["recipient"]["id"])
    metadata = message.get("metadata")
    if isinstance(metadata, str) and metadata.startswith(KEY_PREFIX):
        key = metadata.removeprefix(KEY_PREFIX)
        return Delivery(account.channel, account.id, DeliveryState.SENT, at, provider_id=mid, key=key, address=address)
    if message.get("is_deleted"):
        return Ignored("echo_deleted")
    app = message.get("app_id")
    return Inbound(
        account.person(address),
        mid,
        InboundKind.STAFF_ELSEWHERE,
        at,
        text=as_text(message.get("text")),
        payload=as_id(app) if app else None,
        attachments=tuple(_attachment(as_dict(file)) for file in as_list(message.get("attachments"))),
    )


def _delivered(delivery: dict[str, Any], account: Account, address: str, at: datetime) -> list[Event]:
    state = DeliveryState.DELIVERED
    events: list[Event] = [
        Delivery(account.channel, account.id, state, at, provider_id=as_id(mid), address=address) for mid in as_list(delivery.get("mids"))
    ]
    if delivery.get("watermark"):
        upto = moment(delivery["watermark"], at)
        events.append(Delivery(account.channel, account.id, state, at, address=address, watermark=upto))
    return events or [Ignored("empty")]


def _read(read: dict[str, Any], account: Account, address: str, at: datetime) -> Event:
    if read.get("mid"):  # Instagram names one message; Messenger names a time
        return Delivery(account.channel, account.id, DeliveryState.READ, at, provider_id=as_id(read["mid"]), address=address)
    return Delivery(account.channel, account.id, DeliveryState.READ, at, address=address, watermark=moment(read["watermark"], at))


def _postback(sender: Sender, postback: dict[str, Any], at: datetime, timestamp: object) -> Event:
    payload = as_payload(postback.get("payload"))
    title = as_text(postback.get("title"))
    reference = as_payload(as_dict(postback.get("referral") or {}).get("ref"))
    mid = postback.get("mid")
    key = as_id(mid) if mid else derived_id("postback", sender.address, timestamp, payload)
    if reference or payload == GET_STARTED:
        return Inbound(sender, key, InboundKind.START, at, text=title, payload=reference)
    if payload is None:
        return Ignored("no_payload")
    return Inbound(sender, key, InboundKind.BUTTON, at, text=title, payload=payload)


def _edit(sender: Sender, edit: dict[str, Any], at: datetime) -> Event:
    mid = as_id(edit["mid"])
    return Inbound(
        sender, derived_id("edit", mid, edit.get("num_edit")), InboundKind.EDIT, at, text=as_text(edit.get("text")), target_id=mid
    )


def _reaction(sender: Sender, reaction: dict[str, Any], at: datetime, timestamp: object) -> Event:
    if reaction.get("action") != "react":
        return Ignored("reaction_removed")
    mid = as_id(reaction["mid"])
    return Inbound(
        sender,
        derived_id("reaction", mid, sender.address, "react", timestamp),
        InboundKind.REACTION,
        at,
        text=as_text(reaction.get("emoji")),
        payload=as_payload(reaction.get("reaction")),
        target_id=mid,
    )
