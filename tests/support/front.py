"""A whole front desk in one process, without a socket: signed webhooks in, the worker and the dispatcher stepped by hand.

The platforms are stood in for by connectors that write down what they are asked to send.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from bot.app import House
from bot.delivery.acts import Acts
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.sending import Sending
from bot.delivery.throttle import Throttle
from bot.intake.acceptance import Acceptance
from bot.messages import Channel, Inbound, InboundKind, Reply, Sender
from bot.safety.cards import Cards
from bot.safety.lexicon import Lexicon
from bot.store import wake
from bot.store.tables import utcnow
from connectors import registry
from connectors.base import UNKNOWN, Rendered


@dataclass
class Recorder:
    """A connector that renders like the real one and keeps what it is given to send."""

    real: Any
    sent: list[tuple[str, Rendered]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    fail_with: list[Exception] = field(default_factory=list)

    @property
    def channel(self) -> Channel:
        return self.real.channel  # type: ignore[no-any-return]

    @property
    def limits(self) -> Any:
        return self.real.limits

    def render(self, reply: Reply) -> list[Rendered]:
        return self.real.render(reply)  # type: ignore[no-any-return]

    async def send(self, to: Sender, rendered: Rendered, key: str) -> str:
        if self.fail_with:
            raise self.fail_with.pop(0)
        self.sent.append((to.address, rendered))
        self.keys.append(key)
        return f"{self.channel}-{len(self.sent)}"

    async def find_sent(self, to: Sender, rendered: Rendered, key: str, since: dt.datetime, known: frozenset[str]) -> Any:
        return UNKNOWN

    async def seen(self, to: Sender, message_id: str | None = None) -> None:
        return None

    async def aclose(self) -> None:
        return None


class Front:
    """People write with ``write``; ``answers`` is what they see."""

    def __init__(self, house: House, worker: Any = None) -> None:
        self.house = house
        self.worker = worker
        self.acceptance = Acceptance(house.sessions, house.vault, Lexicon.load(), Cards.load(), house.organisation)
        self.recorders = {channel: Recorder(connector) for channel, connector in registry.build(house.settings).items()}
        self.throttle = Throttle(house.sessions)
        self._count = 0

    def write(self, text: str, *, channel: Channel = Channel.WEB, person: str = "sam", **changes: Any) -> Inbound:
        """A person writes; the message is accepted as if it had come through the channel's webhook."""
        self._count += 1
        event = Inbound(
            **{
                "sender": Sender(channel, account(channel), person),
                "provider_id": f"m{self._count}",
                "kind": InboundKind.TEXT,
                "occurred_at": utcnow(),
                "text": text,
                **changes,
            }
        )
        self.acceptance.accept([event])
        return event

    def work(self) -> None:
        """The worker answers everything that waits."""
        self.worker.drain()

    def dispatch(self) -> None:
        """The dispatcher sends everything that waits."""

        async def run() -> None:
            sending = Sending(self.house.sessions, self.house.vault, self.house.organisation, self.recorders, 0, self.throttle)  # type: ignore[arg-type]
            acts = Acts(self.house.sessions, self.house.vault, self.house.locks, None)
            waiter = wake.make_waiter(self.house.engine, wake.OUTBOX)
            await Dispatcher(self.house.sessions, sending, acts, self.house.locks, waiter).drain()
            waiter.close()

        asyncio.run(run())

    def run(self) -> None:
        """Worker, then dispatcher."""
        if self.worker is not None:
            self.work()
        self.dispatch()

    def answers(self, person: str = "sam", channel: Channel = Channel.WEB) -> list[str]:
        """The texts a person was sent, in order."""
        return [rendered.text for address, rendered in self.recorders[channel].sent if address == person]

    def ask(self, text: str, **where: Any) -> list[str]:
        """Writes, lets everybody work, and returns the new answers."""
        person, channel = where.get("person", "sam"), where.get("channel", Channel.WEB)
        before = len(self.answers(person, channel))
        self.write(text, **where)
        self.run()
        return self.answers(person, channel)[before:]

    def by_person(self) -> dict[str, list[str]]:
        """Every person's answers."""
        found: dict[str, list[str]] = defaultdict(list)
        for recorder in self.recorders.values():
            for address, rendered in recorder.sent:
                found[address].append(rendered.text)
        return found


def account(channel: Channel) -> str:
    """Our own account on a channel, as the sandbox's settings have it."""
    return {
        Channel.MESSENGER: "1000",
        Channel.INSTAGRAM: "2000",
        Channel.SMS: "+441632960000",
        Channel.WHATSAPP: "whatsapp:+441632960000",
        Channel.TELEGRAM: "1",
        Channel.WEB: "web",
    }[channel]
