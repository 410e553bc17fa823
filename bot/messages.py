"""The channel-neutral values that travel between rooms: what came in, what goes out, and what became of it.

Connectors turn a platform's payload into these and back; nothing here knows a platform, a database or Rasa.
All times are timezone-aware UTC. All text is exactly what the person wrote (or what we say): redaction and sealing
happen later, in ``bot.intake`` and ``bot.dialogue``, so an ``Inbound`` must never be logged.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal


class Channel(str, enum.Enum):
    """Where a conversation takes place. The value is what the database stores."""

    MESSENGER = "messenger"
    INSTAGRAM = "instagram"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    TELEGRAM = "telegram"
    WEB = "web"

    def __str__(self) -> str:
        return self.value


CHANNEL_NAMES = {
    "messenger": "Messenger",
    "instagram": "Instagram",
    "sms": "Text message",
    "whatsapp": "WhatsApp",
    "telegram": "Telegram",
    "web": "Web chat",
    "facebook": "Facebook Page",
}
"""Each channel as people call it, and the Page, on which nobody has a conversation."""


@dataclass(frozen=True)
class Sender:
    """A person as a channel knows them.

    ``account`` is ours (Page id, number, bot id, ``web``); ``address`` is theirs (PSID, E.164 number, chat id,
    web session id). ``name`` is the profile name if the platform told us one: it is sealed on arrival.
    """

    channel: Channel
    account: str
    address: str = field(repr=False)
    name: str | None = field(default=None, repr=False)
    language: str | None = None


class InboundKind(str, enum.Enum):
    """What a person did."""

    TEXT = "text"  # wrote something (perhaps with attachments)
    BUTTON = "button"  # pressed one of our buttons: ``payload`` is the signed token on it
    ATTACHMENT = "attachment"  # sent only files, stickers, a location
    START = "start"  # opened the conversation by a start button or deep link; ``payload`` may hold its reference
    EDIT = "edit"  # changed an earlier message ``target_id``: not a new turn
    UNSEND = "unsend"  # took an earlier message ``target_id`` back: our copy must go
    OPT_OUT = "opt_out"  # STOP, or blocked us
    OPT_IN = "opt_in"  # START, or unblocked us
    REACTION = "reaction"  # a thumbs-up and its kind; opens the window, is no turn
    HAND_BACK = "hand_back"  # no person: staff gave the conversation back to the assistant
    STAFF_ELSEWHERE = "staff_elsewhere"  # a person of ours answered in the platform's own inbox
    STANDBY = "standby"  # wrote while staff have the thread in the platform's own inbox: kept, never answered by us
    GIVEN_BACK = "given_back"  # no person: staff gave the thread back to us in the platform's own inbox

    def __str__(self) -> str:
        return self.value


IN_THEIR_WORDS = (InboundKind.TEXT, InboundKind.EDIT, InboundKind.STANDBY)
"""The kinds of message that hold words of the person's own."""


@dataclass(frozen=True)
class Attachment:
    """Something that is not text: its kind (image, audio, video, file, sticker, location, contact, link, other)."""

    kind: str
    url: str | None = field(default=None, repr=False)
    name: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Inbound:
    """One thing one person did on a private channel.

    ``provider_id`` is unique for (channel, account) and is the key by which a repeated delivery is known.
    ``message_id`` is what edits and replies call the message, where that is another name (Telegram counts messages per
    chat); ``target_id`` of an edit or unsend is the one, or else the other, of the message that is meant.
    """

    sender: Sender
    provider_id: str
    kind: InboundKind
    occurred_at: datetime
    text: str = field(default="", repr=False)
    payload: str | None = field(default=None, repr=False)
    attachments: tuple[Attachment, ...] = ()
    reply_to: str | None = None
    target_id: str | None = None
    message_id: str | None = None


@dataclass(frozen=True)
class PublicItem:
    """Something somebody wrote where everybody can read it: a comment, a visitor's post, a mention, a group message.

    ``verb`` is add, edit, remove, hide or unhide. ``author_id`` and ``author_name`` may be unknown. ``addressed``: it was
    said to us; ``names`` are user names it was said to, without ``@``, of which one may be ours. ``media``: photo or video,
    if it holds one. ``permalink``: where it, or what it stands under, can be seen.
    """

    channel: Channel
    account: str
    provider_id: str
    item_id: str
    kind: str
    verb: str
    occurred_at: datetime
    text: str = field(default="", repr=False)
    author_id: str | None = field(default=None, repr=False)
    author_name: str | None = field(default=None, repr=False)
    post_id: str | None = None
    parent_id: str | None = None
    permalink: str | None = None
    media: str | None = None
    addressed: bool = False
    names: tuple[str, ...] = ()


class DeliveryState(str, enum.Enum):
    """How far a message of ours has come, in the order in which it may only go forward."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True)
class Delivery:
    """What a platform tells us of a message of ours: by its own id, or by the key we put on the message.

    ``watermark``: everything sent to ``address`` up to then has reached this state (Messenger's read and delivery).
    ``unreachable``: it failed because this person cannot or will not get messages here any more.
    """

    channel: Channel
    account: str
    state: DeliveryState
    occurred_at: datetime
    provider_id: str | None = None
    key: str | None = None
    address: str | None = field(default=None, repr=False)
    watermark: datetime | None = None
    error_code: str | None = None
    unreachable: bool = False


@dataclass(frozen=True)
class AccountNotice:
    """What a platform tells us of our own account: it may not send (``blocked``) until it may again.

    ``reason`` is the platform's, and speaks of nobody.
    """

    channel: Channel
    account: str
    blocked: bool
    occurred_at: datetime
    reason: str = ""


@dataclass(frozen=True)
class Ignored:
    """A well-formed event that means nothing to us, with the reason (a short fixed word, for a counter)."""

    reason: str


Event = Inbound | PublicItem | Delivery | AccountNotice | Ignored


@dataclass(frozen=True)
class Button:
    """A choice offered with a reply. ``title`` is what the person reads, at most 20 characters.

    ``payload`` is what it means: inside the house a Rasa intent (``/affirm``, ``/choose{"service_type":"gp"}``); on
    the wire the signed token that stands for it (``bot.buttons``). Connectors only carry it.
    """

    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """What we say, once: text in plain words, perhaps with buttons, perhaps in a short form for text messages.

    ``text`` may hold blank lines between paragraphs; it is plain text, never markup. ``short`` is the form for SMS.
    ``whole``: it is never shortened, whatever it costs (a danger card, a person's own words).
    """

    text: str
    buttons: tuple[Button, ...] = ()
    short: str | None = None
    whole: bool = False

    def with_buttons(self, buttons: tuple[Button, ...]) -> Reply:
        """The same reply with other buttons."""
        return replace(self, buttons=buttons)


@dataclass(frozen=True)
class Length:
    """How long words are on a channel, for whoever is still writing them.

    ``parts``: the messages in which they go, by SMS the parts that are paid for. ``holds``: what one such part takes, in
    ``unit``; ``left``: how much the last one still takes. ``dear``: characters that are not in the alphabet of a text
    message and so make every part hold less than half; ``without``: the parts if these were left out.
    """

    parts: int
    holds: int
    left: int
    unit: Literal["characters", "bytes"]
    dear: tuple[str, ...] = ()
    without: int = 0
