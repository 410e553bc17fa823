"""Twilio's form posts: a message that came in, and how far one of ours has got."""

from __future__ import annotations

from datetime import datetime

from bot.messages import Attachment, Channel, Delivery, DeliveryState, Event, Ignored, Inbound, InboundKind, Sender
from bot.settings import TwilioSettings
from connectors.payload import BAD_ITEM, as_id, as_payload, as_text
from connectors.sms.signature import fields_of

# Twilio acts on these itself when they are the whole message (support pages on opt-out keywords), then passes them on.
STOP_WORDS = frozenset({"stop", "stopall", "unsubscribe", "end", "quit", "cancel", "revoke", "optout"})
START_WORDS = frozenset({"start", "unstop"})
"""``yes`` opts in too, but is first of all an answer: it stays text, and only the intake knows who had opted out."""

_WHATSAPP = "whatsapp:"
_STATES = {
    # "Sent" is our word for "the provider has it": these confirm it, also after a time-out on our side.
    "accepted": DeliveryState.SENT,
    "scheduled": DeliveryState.SENT,
    "queued": DeliveryState.SENT,
    "sending": DeliveryState.SENT,
    "sent": DeliveryState.SENT,
    "partially_delivered": DeliveryState.SENT,
    "delivered": DeliveryState.DELIVERED,
    "read": DeliveryState.READ,
    "undelivered": DeliveryState.FAILED,
    "failed": DeliveryState.FAILED,
    "canceled": DeliveryState.FAILED,
}
_MEDIA = {"image": "image", "audio": "audio", "video": "video", "text": "file", "application": "file"}


def parse(body: bytes, settings: TwilioSettings, received_at: datetime) -> list[Event]:
    """The event of one post to the message webhook: one message, or ``Ignored``. Twilio sends no batches and no time."""
    fields = dict(fields_of(body))
    status = (fields.get("MessageStatus") or fields.get("SmsStatus") or "received").lower()
    if status not in ("received", "receiving"):
        return parse_status(body, None, settings, received_at)
    try:
        return [_message(fields, received_at)]
    except BAD_ITEM:
        return [Ignored("bad_item")]


def parse_status(body: bytes, key: str | None, settings: TwilioSettings, received_at: datetime) -> list[Event]:
    """The event of one post to the status webhook. ``key`` is our own, from the address's query."""
    fields = dict(fields_of(body))
    state = _STATES.get((fields.get("MessageStatus") or fields.get("SmsStatus") or "").lower())
    if state is None:
        return [Ignored("unknown_status")]
    try:
        channel, account = _party(fields.get("From") or settings.sms_from)
        address = _party(fields["To"])[1] if fields.get("To") else None
        provider_id = as_id(fields["MessageSid"])
    except BAD_ITEM:
        return [Ignored("bad_item")]
    error = fields.get("ErrorCode") or None
    return [
        Delivery(
            channel,
            account,
            state,
            received_at,
            provider_id=provider_id,
            key=key or None,
            address=address,
            error_code=error[:40] if error else None,
        )
    ]


def _party(value: str) -> tuple[Channel, str]:
    """Which channel a ``From`` or ``To`` belongs to, and the number (or WhatsApp's business-scoped id) in it."""
    if value.startswith(_WHATSAPP):
        return Channel.WHATSAPP, as_id(value.removeprefix(_WHATSAPP))
    return Channel.SMS, as_id(value)


def _message(fields: dict[str, str], received_at: datetime) -> Event:
    provider_id = as_id(fields["MessageSid"])
    channel, address = _party(fields["From"])
    account = _party(fields["To"])[1]
    sender = Sender(channel, account, address, name=as_text(fields.get("ProfileName"))[:200] or None)
    text = as_text(fields.get("Body"))
    files = _files(fields)
    kind = _kind(fields, text, bool(files))
    if kind is None:
        return Ignored("empty")
    button = as_payload(fields.get("ButtonPayload"))
    reply_to = fields.get("OriginalRepliedMessageSid")
    return Inbound(
        sender,
        provider_id,
        kind,
        received_at,
        text=text or as_text(fields.get("ButtonText")),
        payload=button if kind is InboundKind.BUTTON else None,
        attachments=files,
        reply_to=as_id(reply_to) if reply_to else None,
    )


def _kind(fields: dict[str, str], text: str, files: bool) -> InboundKind | None:
    word = text.strip().lower()
    # OptOutType only comes with Advanced Opt-Out; without it the words themselves must tell.
    opt_out_type = fields.get("OptOutType", "").upper()
    if opt_out_type == "STOP" or word in STOP_WORDS:
        return InboundKind.OPT_OUT
    if opt_out_type == "START" or word in START_WORDS:
        return InboundKind.OPT_IN
    if fields.get("ButtonPayload"):
        return InboundKind.BUTTON
    if word or fields.get("ButtonText"):
        return InboundKind.TEXT
    return InboundKind.ATTACHMENT if files else None


def _files(fields: dict[str, str]) -> tuple[Attachment, ...]:
    count = fields.get("NumMedia", "0")
    files = []
    for number in range(min(int(count), 20) if count.isdigit() else 0):
        media = fields.get(f"MediaContentType{number}", "").lower()
        kind = "contact" if "vcard" in media else _MEDIA.get(media.partition("/")[0], "other")
        files.append(Attachment(kind, as_text(fields.get(f"MediaUrl{number}")) or None))
    if fields.get("Latitude") and fields.get("Longitude"):
        files.append(Attachment("location", name=as_text(f"{fields['Latitude']},{fields['Longitude']}")))
    return tuple(files)
