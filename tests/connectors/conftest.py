"""What the tests of the channels share: settings, recorded payloads, events in short form, and a sandbox on the loopback."""

from __future__ import annotations

import dataclasses
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from bot import settings as bot_settings
from bot.messages import AccountNotice, Delivery, Event, Ignored, Inbound, PublicItem
from bot.settings import MetaPage, MetaSettings, Settings
from connectors import messenger, sms, telegram
from connectors.errors import SignatureError
from connectors.sandbox.app import create
from connectors.sandbox.world import World

PAYLOADS = Path(__file__).parent / "payloads"
RECEIVED = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Development settings: every channel with the sandbox's values."""
    return bot_settings.parse({}, Path("/nowhere"))


@pytest.fixture(scope="session")
def two_pages(settings: Settings) -> MetaSettings:
    """Two Pages of one app, the first with an Instagram account, and the app known by its id."""
    assert settings.meta is not None
    pages = (MetaPage("1000", "token of the first", "2000"), MetaPage("1001", "token of the second", None))
    return dataclasses.replace(settings.meta, pages=pages, app_id="424242")


@pytest.fixture(scope="session")
def recorded() -> Callable[[str], bytes]:
    """Reads a recorded payload by its path under ``payloads``."""
    return lambda name: (PAYLOADS / name).read_bytes()


@pytest.fixture(scope="session")
def payload_names() -> Callable[[str], set[str]]:
    """The names of all recorded payloads in a folder: a table must have a row for each."""
    return lambda folder: {path.stem for path in (PAYLOADS / folder).iterdir()}


def short(event: Event) -> dict[str, Any]:
    """An event as its type and the fields that say something; keys we derive by hashing are left out."""
    if isinstance(event, Ignored):
        return {"ignored": event.reason}
    kind = {Inbound: "inbound", PublicItem: "public", Delivery: "delivery", AccountNotice: "notice"}[type(event)]
    fields: dict[str, Any] = {}
    for field in dataclasses.fields(event):
        value = getattr(event, field.name)
        if field.name == "sender":
            fields["sender"] = f"{value.channel}:{value.account}:{value.address}"
        elif field.name == "attachments":
            if value:
                fields["attachments"] = [(file.kind, file.url, file.name) for file in value]
        elif field.name in ("occurred_at", "channel", "account") or value in ("", None, False, ()) or str(value)[-41:-40] == ":":
            continue
        else:
            fields[field.name] = value if isinstance(value, datetime) else str(value)
    return {kind: fields.pop("kind", fields.pop("state", None)), **fields}


@pytest.fixture(scope="session")
def shorten() -> Callable[[list[Event]], list[dict[str, Any]]]:
    """Events in short form."""
    return lambda events: [short(event) for event in events]


class Recorder:
    """A web process of a kind: checks signatures, reads events, remembers them, answers at once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._changed = threading.Condition()
        self.events: list[Event] = []
        self.refused = 0

    def routes(self) -> list[Route]:
        """The webhooks of the contract."""
        return [
            Route("/webhooks/messenger", self._meta, methods=["GET", "POST"]),
            Route("/webhooks/twilio", self._twilio, methods=["POST"]),
            Route("/webhooks/twilio/status", self._status, methods=["POST"]),
            Route("/webhooks/telegram", self._telegram, methods=["POST"]),
        ]

    def wait_for(self, wanted: Callable[[Event], bool]) -> Event:
        """The first event that fits, as soon as it is there; fails after ten seconds."""
        with self._changed:
            found = self._changed.wait_for(lambda: next((event for event in self.events if wanted(event)), None), timeout=10)
        assert found is not None, "no such event came"
        return found

    def _keep(self, read: Callable[[], list[Event]]) -> Response:
        try:
            events = read()
        except SignatureError:
            self.refused += 1
            return Response(status_code=403)
        with self._changed:
            self.events.extend(events)
            self._changed.notify_all()
        return Response()

    async def _meta(self, request: Request) -> Response:
        body, meta = await request.body(), self._settings.meta
        assert meta is not None
        if request.method == "GET":
            return Response(messenger.verify_subscription(request.query_params, meta))
        return self._keep(lambda: (messenger.verify(request.headers, body, meta), messenger.parse(body, meta, RECEIVED))[1])

    async def _twilio(self, request: Request) -> Response:
        body, twilio = await request.body(), self._settings.twilio
        assert twilio is not None
        return self._keep(lambda: (sms.verify(str(request.url), request.headers, body, twilio), sms.parse(body, twilio, RECEIVED))[1])

    async def _status(self, request: Request) -> Response:
        body, twilio, key = await request.body(), self._settings.twilio, request.query_params.get("key")
        assert twilio is not None
        return self._keep(
            lambda: (sms.verify(str(request.url), request.headers, body, twilio), sms.parse_status(body, key, twilio, RECEIVED))[1]
        )

    async def _telegram(self, request: Request) -> Response:
        body, bot = await request.body(), self._settings.telegram
        assert bot is not None
        return self._keep(lambda: (telegram.verify(request.headers, bot), telegram.parse(body, bot, RECEIVED))[1])


@dataclasses.dataclass
class Running:
    """A sandbox and a recording web process in one server, as in development."""

    url: str
    settings: Settings
    recorder: Recorder
    http: httpx.Client
    world: World


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Running]:
    """The running server, on a free port of the loopback."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()  # whoever calls before the server has started waits for it
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    settings = bot_settings.parse({"PUBLIC_URL": url}, Path("/nowhere"))
    recorder = Recorder(settings)
    played = create(settings)
    routes = [Mount("/sandbox", played), *recorder.routes()]
    both = Starlette(routes=routes, lifespan=lambda _: played.router.lifespan_context(played))
    server = uvicorn.Server(uvicorn.Config(both, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    with httpx.Client() as http:
        yield Running(url, settings, recorder, http, played.state.world)
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(autouse=True)
def left_as_it_was(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test on the sandbox: everything that it sent could be verified and read, and every fault was met.

    A fault that a test orders and does not meet would strike in whichever test comes next.
    """
    yield
    if "sandbox" not in request.fixturenames:
        return
    running: Running = request.getfixturevalue("sandbox")
    left = {platform: len(queue) for platform, queue in running.world.faults.items() if queue}
    running.world.faults.clear()
    assert not left, f"faults ordered and not met: {left}"
    assert running.recorder.refused == 0
    assert [event for event in running.recorder.events if isinstance(event, Ignored) and event.reason == "bad_item"] == []
