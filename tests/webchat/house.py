"""Web chat over a small database: acceptance is played by a fake that stores what it is given and answers at once."""

from __future__ import annotations

import datetime as dt
import json
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy import select
from sqlalchemy.orm import sessionmaker
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.intake import contacts
from bot.intake.acceptance import Accepted, Unavailable
from bot.intake.webchat.handlers import WebChat
from bot.intake.webchat.session import COOKIE
from bot.messages import Button, Channel, Event, Inbound, Reply, Sender
from bot.organisation import Organisation
from bot.privacy.sealing.vault import Vault
from bot.settings import Settings, parse
from bot.store.outbox import put_reply
from bot.store.session import transaction
from bot.store.tables import Conversation, InboundMessage, OutboundMessage

ROOT = Path(__file__).parents[2]
START = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.timezone.utc)
ORIGIN = "http://testserver"


class Clock:
    """A clock that goes on only when it is told to."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)


@dataclass
class FakeAcceptance:
    """Stores events as rows and, where ``answer`` gives a reply, publishes it as worker and dispatcher would."""

    sessions: sessionmaker  # type: ignore[type-arg]
    vault: Vault
    events: list[Event] = field(default_factory=list)
    away: bool = False
    answer: Callable[[Inbound], Reply | None] = lambda event: None
    lock: Any = field(default_factory=threading.Lock)

    def accept(self, events: Sequence[Event], now: dt.datetime | None = None) -> Accepted:
        if self.away:
            raise Unavailable("the database is away")
        stored = repeated = 0
        with self.lock:
            for event in events:
                assert isinstance(event, Inbound)
                if self._store(event, now or START):
                    stored += 1
                    self.events.append(event)
                else:
                    repeated += 1
        return Accepted(stored=stored, repeated=repeated)

    def _store(self, event: Inbound, now: dt.datetime) -> bool:
        with transaction(self.sessions) as session:
            session.begin_write()
            if session.execute(select(InboundMessage.id).where(InboundMessage.provider_id == event.provider_id)).first():
                return False
            _, conversation = contacts.find_or_create(session, event.sender, self.vault, now)
            row = InboundMessage(
                conversation_id=conversation.id, channel="web", account="web", provider_id=event.provider_id, kind=str(event.kind),
                text_redacted=event.text.replace("Zoe", "[name]") or None, payload=event.payload,
                occurred_at=now, received_at=now, state="done",
            )  # fmt: skip
            session.add(row)
            session.flush()
            reply = self.answer(event)
            if reply is not None:
                row = put_reply(session, self.vault, conversation, reply, author="bot", now=now + dt.timedelta(milliseconds=1))
                row.state = "sent"
        return True


@dataclass
class House:
    """The application with what stands behind it, and ways to play the other rooms."""

    app: Starlette
    sessions: sessionmaker  # type: ignore[type-arg]
    vault: Vault
    organisation: Organisation
    acceptance: FakeAcceptance
    clock: Clock
    chat: WebChat

    def browser(self, **options: Any) -> TestClient:
        """A browser of its own, on the application's page."""
        client = TestClient(self.app, follow_redirects=False, **options)
        client.headers["Origin"] = ORIGIN
        return client

    def session_of(self, client: TestClient) -> str:
        """The session that a browser's cookie names."""
        return str(client.cookies[COOKIE]).split(".")[0]

    def key(self, session_id: str) -> str:
        """The address hash of a session's contact."""
        return self.vault.hash_address("web", "web", session_id)

    def reply(
        self, session_id: str, text: str, *, buttons: Sequence[tuple[str, str]] = (), author: str = "bot", state: str = "sent"
    ) -> OutboundMessage:
        """Puts a reply to a web session into the outbox, in the given state."""
        self.clock.forward(1)
        with transaction(self.sessions) as session:
            _, conversation = contacts.find_or_create(session, Sender(Channel.WEB, "web", session_id), self.vault, self.clock.now)
            reply = Reply(text, tuple(Button(title, payload) for title, payload in buttons))
            row = put_reply(session, self.vault, conversation, reply, author=author, now=self.clock.now)
            row.state = state
        return row

    def set_state(self, *, outbound: int | None = None, conversation: str | None = None) -> None:
        """Publishes a reply, or moves every conversation to a handover state."""
        with transaction(self.sessions) as session:
            if outbound is not None:
                session.get(OutboundMessage, outbound).state = "sent"  # type: ignore[union-attr]
            if conversation is not None:
                for row in session.execute(select(Conversation)).scalars():
                    row.state = conversation


def make_settings(tmp_path: Path, **env: str) -> Settings:
    return parse({"ORGANISATION_FILE": str(ROOT / "organisation.yml"), **env}, tmp_path)


class Server:
    """The application on a loopback port, in a thread; it can be stopped and started again on the same port.

    ``certificate``: a file with a key and a certificate, for https.
    """

    def __init__(self, app: Starlette, certificate: Path | None = None) -> None:
        self._app = app
        self._tls = {"ssl_certfile": str(certificate)} if certificate else {}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        # Listening from here on: who connects before the thread runs waits in the backlog.
        listener.listen()
        config = uvicorn.Config(self._app, log_level="error", timeout_graceful_shutdown=1, lifespan="off", ws="none", **self._tls)  # type: ignore[arg-type]
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)


def read_events(lines: Iterator[str], count: int, kind: str = "message") -> list[dict[str, Any]]:
    """The next ``count`` events of a kind from the lines of a stream: id, event, data (parsed)."""
    found: list[dict[str, Any]] = []
    event: dict[str, Any] = {}
    for line in lines:
        if line.startswith(":"):
            continue
        if line:
            name, _, value = line.partition(": ")
            event[name] = value
            continue
        if event.get("event") == kind:
            found.append({**event, "data": json.loads(event["data"])})
            if len(found) == count:
                return found
        event = {}
    raise AssertionError(f"the stream ended after {len(found)} of {count} events")


def answer(event: Inbound) -> Reply:
    """A little assistant: it asks with buttons, and repeats what it was told."""
    if event.payload:
        return Reply("Thank you for choosing.")
    if "story" in event.text:
        return Reply("May we keep your story?", (Button("Yes", "/affirm"), Button("No", "/deny")))
    return Reply(f"You wrote: {event.text}")


def say(page: Any, text: str) -> None:
    """Writes a message and sends it."""
    page.get_by_label("Your message").fill(text)
    page.get_by_label("Your message").press("Enter")


def lines(page: Any) -> list[str]:
    """What stands in the conversation."""
    return [text.strip() for text in page.locator(".line .words").all_inner_texts()]


def session_in(context: Any) -> str:
    """The session of a browser's profile."""
    (cookie,) = (cookie for cookie in context.cookies() if cookie["name"] == COOKIE)
    return str(cookie["value"]).split(".")[0]
