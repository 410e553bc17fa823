"""What the sandbox remembers: invented people, their threads, the Page's comments, and everything that was accepted."""

from __future__ import annotations

import itertools
import secrets
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from bot.messages import Channel
from bot.settings import Settings
from connectors.messenger.upkeep import PAGE_FIELDS
from connectors.sandbox.post import Postman

THREAD = 200
"""Messages kept of one person's thread."""
JOURNAL = 50_000
"""Accepted messages kept for ``/api/sent``."""


class SandboxError(Exception):
    """Something was asked of the sandbox that it cannot do; the words are for the one who asked."""


@dataclass
class Person:
    """Somebody invented. ``public_id`` is who they are in comments: Meta's two ids of one person differ."""

    channel: Channel
    address: str
    name: str
    blocked: bool = False
    with_inbox: bool = False
    """Staff have the thread in Meta's own inbox: we are told in standby, and may not send."""
    typing_until: float = 0.0
    rev: int = 0
    thread: deque[Entry] = field(default_factory=lambda: deque(maxlen=THREAD))

    @property
    def public_id(self) -> str:
        return "8" + self.address.lstrip("+")[1:]


@dataclass
class Entry:
    """One message of a thread. ``origin`` is ``person``, ``us`` or ``provider`` (the platform's own words)."""

    seq: int
    rev: int
    at: float
    channel: Channel
    address: str
    origin: str
    kind: str
    text: str
    provider_id: str
    buttons: list[dict[str, str]] = field(default_factory=list)
    key: str | None = None
    state: str = ""
    author: str = ""
    """Who wrote it, in a group."""

    def as_dict(self) -> dict[str, Any]:
        """The entry as JSON-ready values."""
        return {
            "seq": self.seq,
            "at": self.at,
            "channel": self.channel.value,
            "to": self.address,
            "origin": self.origin,
            "kind": self.kind,
            "text": self.text,
            "buttons": self.buttons,
            "key": self.key,
            "provider_id": self.provider_id,
            "state": self.state,
            "author": self.author,
        }


@dataclass
class Comment:
    """A comment on a post of the pretend Page (or under the Instagram post). ``author`` is None for the Page itself."""

    id: str
    channel: Channel
    post_id: str
    parent_id: str
    author: Person | None
    text: str
    at: float
    rev: int
    hidden: bool = False
    removed: bool = False
    private_reply: bool = False
    media: str | None = None
    """A photo or a video that it holds."""

    def as_dict(self) -> dict[str, Any]:
        """The comment as JSON-ready values."""
        return {
            "id": self.id,
            "channel": self.channel.value,
            "post_id": self.post_id,
            "parent_id": self.parent_id,
            "author": self.author.name if self.author else None,
            "person": self.author.address if self.author else None,
            "text": self.text,
            "at": self.at,
            "hidden": self.hidden,
            "removed": self.removed,
            "private_reply": self.private_reply,
            "media": self.media,
        }


@dataclass
class Fault:
    """A failure to play, once: before the message is taken, or ``after`` it was, with a status and the provider's code.

    ``words`` and ``moved_to`` are Telegram's, which has no codes: its description, and the new id of a group.
    """

    status: int
    code: int | None = None
    subcode: int | None = None
    after: bool = False
    retry_after: int | None = None
    words: str | None = None
    moved_to: int | None = None


PEOPLE = (
    (Channel.MESSENGER, "5000000000000101", "Rosa Marlow"),
    (Channel.MESSENGER, "5000000000000102", "Dev Anand"),
    (Channel.MESSENGER, "5000000000000103", "Mina Okoro"),
    (Channel.INSTAGRAM, "6000000000000101", "Jo Ashby"),
    (Channel.SMS, "+447700900101", "Ted Finch"),
    (Channel.WHATSAPP, "+447700900102", "Ama Owusu"),
    (Channel.TELEGRAM, "700100101", "Lena Novak"),
    (Channel.TELEGRAM, "700100102", "Omar Said"),
)
"""Nobody real: the numbers are those kept free for drama."""
GROUP = "-1001000000500"
"""The pretend group on Telegram. Its thread is kept like a person's."""

POSTS = (
    ("901", "How was your last visit to a GP, a dentist or a hospital? Good or bad, we would like to hear from you."),
    ("902", "Our office is closed on bank holidays. You can still send us a message here and we will answer when we are back."),
)
_FIRST_NAMES = ("Sam", "Kit", "Noor", "Alex", "Robin", "Ines", "Theo", "Maya", "Ravi", "Ewa", "Lee", "Ola")
_LAST_NAMES = ("Birch", "Harlow", "Quill", "Pike", "Lark", "Meadows", "Fenn", "Dale")


class World:
    """All of the sandbox's memory. Nothing of it outlives the process; ids never repeat from one process to the next."""

    def __init__(self, settings: Settings, target: str | None = None) -> None:
        self.settings = settings
        self.target = (target or settings.public_url).rstrip("/")
        self.post = Postman()
        self.boot = secrets.token_hex(4)
        self.faults: dict[str, deque[Fault]] = {}
        self.people: dict[tuple[Channel, str], Person] = {}
        self.comments: dict[str, Comment] = {}
        self.sent: deque[Entry] = deque(maxlen=JOURNAL)
        self.subscribed: tuple[str, ...] = PAGE_FIELDS
        """What the Page tells our app of. Without a field nothing of its kind is delivered."""
        self.token_ends = 0
        """When the Page's token ends, in seconds since 1970: 0 is never, -1 is that it was revoked."""
        self._labels: dict[tuple[Channel, str], Person] = {}
        # Ids must be new after a restart: what the assistant has seen once it takes for a repeated delivery.
        self._numbers = itertools.count(int(time.time() * 1000))
        self._seqs = itertools.count(1)
        self._allocated = itertools.count(200)
        self.rev = 0
        for channel, address, name in PEOPLE:
            person = Person(channel, address, name)
            self.people[(channel, address)] = person
            self._labels[(channel, name.split()[0].lower())] = person
        self.group = self.people[(Channel.TELEGRAM, GROUP)] = Person(Channel.TELEGRAM, GROUP, "Neighbours")

    def bump(self) -> int:
        """The next revision: pages ask for what changed since one."""
        self.rev += 1
        return self.rev

    def number(self) -> int:
        """A number that never comes again, growing."""
        return next(self._numbers)

    def mid(self) -> str:
        """A Meta message id."""
        return f"m_{self.boot}{self.number()}"

    def known(self, channel: Channel, address: str) -> Person | None:
        """The person at an address, if there is one."""
        return self.people.get((channel, address))

    def at(self, channel: Channel, address: str) -> Person:
        """The person at an address; somebody new if it is unknown, since tests may bring their own people."""
        person = self.people.get((channel, address))
        if person is None:
            number = len(self.people)
            name = f"{_FIRST_NAMES[number % len(_FIRST_NAMES)]} {_LAST_NAMES[number % len(_LAST_NAMES)]}"
            person = self.people[(channel, address)] = Person(channel, address, name)
        return person

    def person(self, channel: Channel, label: str) -> Person:
        """The person meant by an address or by any other name; a new name makes a new person."""
        phone = channel in (Channel.SMS, Channel.WHATSAPP)
        if label.removeprefix("+").isdigit() and label.startswith("+") == phone:
            return self.at(channel, label)
        known = self._labels.get((channel, label.lower()))
        if known is None:
            known = self._labels[(channel, label.lower())] = self.at(channel, self._address(channel))
        return known

    def newcomer(self, channel: Channel) -> Person:
        """Somebody who has not written before."""
        return self.at(channel, self._address(channel))

    def _address(self, channel: Channel) -> str:
        while True:
            number = next(self._allocated)
            if channel in (Channel.SMS, Channel.WHATSAPP):
                # Ofcom keeps 07700 900000-900999 and 01632 960000-960999 free for drama; ours is 01632 960000.
                if number >= 1990:
                    raise SandboxError("The sandbox has no more invented phone numbers. Start it again.")
                address = f"+447700900{number:03d}" if number < 1000 else f"+441632960{number - 990:03d}"
            else:
                base = {Channel.MESSENGER: 5000000000000000, Channel.INSTAGRAM: 6000000000000000}.get(channel, 700100000)
                address = str(base + number)
            if (channel, address) not in self.people:
                return address

    def add(
        self,
        person: Person,
        origin: str,
        text: str,
        provider_id: str,
        *,
        kind: str = "text",
        buttons: list[dict[str, str]] | None = None,
        key: str | None = None,
        state: str = "",
        author: str = "",
    ) -> Entry:
        """Writes a message into a person's thread, and into the list of accepted ones if it is ours."""
        entry = Entry(
            next(self._seqs),
            self.bump(),
            time.time(),
            person.channel,
            person.address,
            origin,
            kind,
            text,
            provider_id,
            buttons or [],
            key,
            state,
            author,
        )
        person.thread.append(entry)
        if origin == "us":
            person.typing_until = 0.0
            self.sent.append(entry)
        return entry

    def comment(self, channel: Channel, post_id: str, parent_id: str, author: Person | None, text: str) -> Comment:
        """Puts a comment under a post."""
        comment_id = f"{post_id}_{self.number()}" if channel is Channel.MESSENGER else str(self.number())
        comment = self.comments[comment_id] = Comment(comment_id, channel, post_id, parent_id, author, text, time.time(), self.bump())
        return comment

    def accepted(self, channel: str | None, after: int, limit: int) -> list[Entry]:
        """Messages of ours accepted after a sequence number, in order."""
        found: list[Entry] = []
        for entry in reversed(self.sent):
            if entry.seq <= after:
                break
            if channel is None or entry.channel.value == channel:
                found.append(entry)
        found.reverse()
        return found[:limit]

    def take_fault(self, platform: str) -> Fault | None:
        """The failure to play for this call, if one was ordered."""
        queue = self.faults.get(platform)
        return queue.popleft() if queue else None
