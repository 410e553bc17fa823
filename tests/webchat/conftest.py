"""Web chat over a small database: acceptance is played by a fake that stores what it is given and answers at once."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from sqlalchemy import select
from sqlalchemy.orm import sessionmaker
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.intake import contacts, webchat
from bot.intake.acceptance import Accepted, Unavailable
from bot.intake.webchat.session import COOKIE
from bot.messages import Button, Channel, Event, Inbound, Reply, Sender
from bot.organisation import Organisation
from bot.privacy.vault import Vault
from bot.settings import Settings, parse
from bot.store.outbox import put_reply
from bot.store.session import make_engine, make_sessions, transaction
from bot.store.tables import Base, Conversation, InboundMessage, OutboundMessage

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
            contact = contacts.find_or_create(session, event.sender, self.vault, now)
            conversation = contacts.open_conversation(session, contact, now)
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

    def browser(self, **options: Any) -> TestClient:
        """A browser of its own, on the application's page."""
        client = TestClient(self.app, follow_redirects=False, **options)
        client.headers["Origin"] = ORIGIN
        return client

    def session_of(self, client: TestClient) -> str:
        """The session that a browser's cookie names."""
        return str(client.cookies[COOKIE]).split(".")[0]

    def reply(
        self, session_id: str, text: str, *, buttons: Sequence[tuple[str, str]] = (), author: str = "bot", state: str = "sent"
    ) -> OutboundMessage:
        """Puts a reply to a web session into the outbox, in the given state."""
        self.clock.forward(1)
        with transaction(self.sessions) as session:
            contact = contacts.find_or_create(session, Sender(Channel.WEB, "web", session_id), self.vault, self.clock.now)
            conversation = contacts.open_conversation(session, contact, self.clock.now)
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


@pytest.fixture
def make_house(tmp_path: Path) -> Iterator[Callable[..., House]]:
    """Makes the application, with settings by name."""
    engines = []

    def make(real_time: bool = False, website: str | None = None, **env: str) -> House:
        engine = make_engine(f"sqlite:///{tmp_path / 'chat.db'}")
        engines.append(engine)
        Base.metadata.create_all(engine)
        sessions, vault, clock = make_sessions(engine), Vault([b"k" * 32]), Clock()
        settings = make_settings(tmp_path, **env)
        organisation = Organisation.load(settings.organisation_file)
        if website is not None:
            organisation = dataclasses.replace(organisation, website=website)
        acceptance = FakeAcceptance(sessions, vault)
        now = (lambda: dt.datetime.now(dt.timezone.utc)) if real_time else clock
        made = webchat.routes(
            sessions=sessions, vault=vault, settings=settings, organisation=organisation, acceptance=acceptance, clock=now
        )
        return House(Starlette(routes=made), sessions, vault, organisation, acceptance, clock)

    yield make
    for engine in engines:
        engine.dispose()


@pytest.fixture
def house(make_house: Callable[..., House]) -> House:
    """The application with the settings of development."""
    return make_house()


class Server:
    """The application on a loopback port, in a thread; it can be stopped and started again on the same port."""

    def __init__(self, app: Starlette) -> None:
        self._app = app
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        # Listening from here on: who connects before the thread runs waits in the backlog.
        listener.listen()
        self._server = uvicorn.Server(uvicorn.Config(self._app, log_level="error", timeout_graceful_shutdown=1, lifespan="off", ws="none"))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)


@pytest.fixture
def serve() -> Iterator[Callable[[House], Server]]:
    """Serves an application to a real client."""
    servers: list[Server] = []

    def start(house: House) -> Server:
        servers.append(Server(house.app))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


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


@pytest.fixture
def events_of() -> Callable[..., list[dict[str, Any]]]:
    """Reads events from a stream."""
    return read_events
