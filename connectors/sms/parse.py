"""Twilio's form posts: a message that came in, and how far one of ours has got."""

from __future__ import annotations

from datetime import datetime

from bot.messages import Attachment, Channel, Delivery, DeliveryState, Event, Ignored, Inbound, InboundKind, Sender
from bot.settings import TwilioSettings
from connectors.errors import StopContact
from connectors.payload import BAD_ITEM, as_id, as_payload, as_text
from connectors.sms import fields as form
from connectors.sms.failures import meaning

# Twilio acts on these itself when they are the whole text message (support pages on opt-out keywords), then passes them on.
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
_MESSAGE_TYPES = {"image": "image", "audio": "audio", "video": "video", "document": "file", "sticker": "sticker", "location": "location",
                  "contacts": "contact"}  # fmt: skip
_SIDS = ("MessageSid", "SmsMessageSid", "SmsSid")
"""One id under three names, the newest first."""
MOST_MEDIA = 20


def parse(body: bytes, settings: TwilioSettings, received_at: datetime, token: str | None = None) -> list[Event]:
    """The event of one post to the message webhook: one message, or ``Ignored``. Twilio sends no batches and no time.

    ``token`` is the ``I-Twilio-Idempotency-Token`` header, which all attempts of one event share: the key of an event
    that came without an id.
    """
    fields = form.read(body)
    status = (fields.get("MessageStatus") or fields.get("SmsStatus") or "received").lower()
    if status not in ("received", "receiving"):
        return parse_status(body, None, settings, received_at)
    try:
        return [_message(fields, settings, received_at, token)]
    except BAD_ITEM:
        return [Ignored("bad_item")]


def parse_status(body: bytes, key: str | None, settings: TwilioSettings, received_at: datetime) -> list[Event]:
    """The event of one post to the status webhook. ``key`` is our own, from the address's query."""
    fields = form.read(body)
    state = _STATES.get((fields.get("MessageStatus") or fields.get("SmsStatus") or "").lower())
    if state is None:
        return [Ignored("unknown_status")]
    try:
        channel, account = _ours(fields, "From", "To", settings)
        address = _bare(fields["To"]) if fields.get("To") else None
        provider_id = _sid(fields, None)
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
            unreachable=state is DeliveryState.FAILED and meaning(error) is StopContact,
        )
    ]


def _sid(fields: dict[str, str], token: str | None) -> str:
    found = next((fields[name] for name in _SIDS if fields.get(name)), None)
    return as_id(found or (f"token:{token}" if token else None))


def _ours(fields: dict[str, str], ours: str, theirs: str, settings: TwilioSettings) -> tuple[Channel, str]:
    """The channel of a post, and which of our numbers it concerns: one that goes through a Messaging Service may not say."""
    whatsapp = any((fields.get(name) or "").startswith(_WHATSAPP) for name in (ours, theirs))
    number = fields.get(ours) or (settings.whatsapp_from or settings.sms_from if whatsapp else settings.sms_from)
    return Channel.WHATSAPP if whatsapp else Channel.SMS, _bare(number)


def _bare(value: str) -> str:
    """A number, or WhatsApp's business-scoped id, without the name of its network."""
    return as_id(value.removeprefix(_WHATSAPP))


def _message(fields: dict[str, str], settings: TwilioSettings, received_at: datetime, token: str | None) -> Event:
    provider_id = _sid(fields, token)
    channel, account = _ours(fields, "To", "From", settings)
    # Who hides their number on WhatsApp is known by an id of theirs with our business alone, such as ``GB.1234``.
    address = _bare(fields.get("From") or fields["ExternalUserId"])
    sender = Sender(channel, account, address, name=as_text(fields.get("ProfileName"))[:200] or None)
    chosen = as_payload(fields.get("ButtonPayload") or fields.get("ListId")) if channel is Channel.WHATSAPP else None
    label = as_text(fields.get("ButtonText") or fields.get("ListTitle")) if channel is Channel.WHATSAPP else ""
    text = label or form.undisguised(as_text(fields.get("Body")))
    files = _files(fields)
    kind = _kind(fields, channel, text, chosen, files)
    reply_to = fields.get("OriginalRepliedMessageSid")
    return Inbound(
        sender,
        provider_id,
        kind,
        received_at,
        text=text,
        payload=chosen if kind is InboundKind.BUTTON else None,
        attachments=files,
        reply_to=as_id(reply_to) if reply_to else None,
    )


def _kind(fields: dict[str, str], channel: Channel, text: str, chosen: str | None, files: tuple[Attachment, ...]) -> InboundKind:
    # OptOutType only comes with Advanced Opt-Out, when Twilio has answered on whatever channel. Without it the word
    # itself tells, and only on SMS is it obeyed by Twilio: elsewhere it is up to us, so it stays text.
    word, opt_out_type = text.strip().lower(), fields.get("OptOutType", "").upper()
    obeyed = bool(opt_out_type) or channel is Channel.SMS
    if opt_out_type == "STOP" or (obeyed and word in STOP_WORDS):
        return InboundKind.OPT_OUT
    if (opt_out_type == "START" and word != "yes") or (obeyed and word in START_WORDS):
        return InboundKind.OPT_IN
    if chosen:
        return InboundKind.BUTTON
    # A message of spaces is still somebody who wants something: it is answered, like any other.
    return InboundKind.ATTACHMENT if files and not text.strip() else InboundKind.TEXT


def _files(fields: dict[str, str]) -> tuple[Attachment, ...]:
    count = fields.get("NumMedia", "0").strip()
    stated = int(count) if count.isdecimal() and len(count) < 4 else 0
    files = []
    for number in range(min(stated, MOST_MEDIA)):
        media = fields.get(f"MediaContentType{number}", "").lower()
        kind = "contact" if "vcard" in media else _MEDIA.get(media.partition("/")[0], "other")
        files.append(Attachment(kind, as_text(fields.get(f"MediaUrl{number}")) or None))
    if fields.get("Latitude") and fields.get("Longitude"):
        files.append(Attachment("location", name=as_text(f"{fields['Latitude']},{fields['Longitude']}")))
    said = fields.get("MessageType", "").lower()
    if not files and said not in ("", "text", "button", "interactive"):
        files.append(Attachment(_MESSAGE_TYPES.get(said, "other")))
    return tuple(files)
