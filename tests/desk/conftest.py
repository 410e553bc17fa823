"""A desk on a small database, a clock that a test can move, and browsers that are signed in."""

from __future__ import annotations

import datetime as dt
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from argon2 import PasswordHasher
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from bot.desk import accounts, app, pages
from bot.handover import service
from bot.messages import Button, Reply
from bot.organisation import Organisation
from bot.privacy.sealing.vault import Vault
from bot.settings import parse
from bot.store import durable
from bot.store.outbox import put_reply
from bot.store.session import make_engine, make_sessions, transaction
from bot.store.tables import Audit, Contact, Conversation, InboundMessage, OutboundMessage, Staff
from connectors.length import length
from connectors.sms.pages import pages as sms_pages
from tests.desk.chromium import OpenDesk, chromium
from tests.desk.full import fill
from tests.support.issuer import CLIENT_ID, CLIENT_SECRET, FakeIssuer, running

ROOT = Path(__file__).parents[2]
START = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.timezone.utc)
PASSWORD = "three green teapots"
ORIGIN = {"Origin": "http://testserver"}


class InMemory(BytecodeCache):
    """Compiled templates, kept for the run."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = InMemory()


@dataclass
class House:
    """The desk and everything under it."""

    app: Starlette
    sessions: Any
    vault: Vault
    organisation: Organisation
    now: dt.datetime = START
    _made: int = field(default=0)

    def browser(self, **more: Any) -> TestClient:
        return TestClient(self.app, follow_redirects=False, headers=ORIGIN, raise_server_exceptions=False, **more)

    def staff(self, name: str, role: str = "staff") -> int:
        """An account with ``PASSWORD``; the e-mail is the first name at example.org."""
        with transaction(self.sessions) as session:
            link = accounts.add_staff(session, f"{name.split()[0].lower()}@example.org", name, role, self.now)
            accounts.choose_password(session, link.token, PASSWORD, self.now)
            return link.staff_id

    def signed_in(self, name: str = "Anna Example", role: str = "staff") -> TestClient:
        """A browser in which a new colleague has signed in."""
        self.staff(name, role)
        browser = self.browser()
        answer = log_in(browser, f"{name.split()[0].lower()}@example.org")
        assert answer.status_code == 303, answer.text
        return browser

    def conversation(
        self, reference: str = "C-2222-3333", text: str = "hello [name]", original: str = "hello Joan", channel: str = "messenger"
    ) -> int:
        """A conversation in which a person wrote ``original``; its inbound row has the same id as the conversation."""
        self._made += 1
        with transaction(self.sessions) as session:
            contact = Contact(
                channel=channel,
                account="1000",
                address_hash=reference,
                address_sealed_id=self.vault.seal(session, "contact.address", "4242"),
            )
            conversation = Conversation(reference=reference, contact=contact, channel=channel, created_at=self.now, changed_at=self.now)
            session.add(conversation)
            session.flush()
            session.add(
                InboundMessage(
                    conversation_id=conversation.id,
                    channel=channel,
                    account="1000",
                    provider_id=f"m{self._made}",
                    kind="text",
                    text_sealed_id=self.vault.seal(session, "inbound.text", original),
                    text_redacted=text,
                    occurred_at=self.now,
                    received_at=self.now,
                    state="done",
                )
            )
            return int(conversation.id)

    def ask_for_person(self, reference: str = "C-2222-3333", reason: str = "asked", priority: int = 0) -> None:
        with transaction(self.sessions) as session:
            service.request(session, find(session, reference), reason, organisation=self.organisation, now=self.now, priority=priority)

    def say(self, reference: str, text: str, *titles: str, author: str = "bot", state: str = "delivered") -> int:
        with transaction(self.sessions) as session:
            reply = Reply(text, tuple(Button(title, "/affirm") for title in titles))
            row = put_reply(session, self.vault, find(session, reference), reply, author=author, now=self.now)
            row.state = state
            session.flush()
            return int(row.id)

    def state(self, reference: str = "C-2222-3333") -> str:
        with self.sessions() as session:
            return str(find(session, reference).state)

    def outbound(self) -> list[OutboundMessage]:
        with self.sessions() as session:
            return list(session.execute(select(OutboundMessage).order_by(OutboundMessage.id)).scalars())

    def audit(self, act: str) -> list[Audit]:
        with self.sessions() as session:
            return list(session.execute(select(Audit).where(Audit.act == act).order_by(Audit.id)).scalars())

    def account(self, staff_id: int) -> Staff:
        with self.sessions() as session:
            return session.get(Staff, staff_id)  # type: ignore[no-any-return]


def find(session: Any, reference: str) -> Conversation:
    return session.execute(select(Conversation).where(Conversation.reference == reference)).scalar_one()  # type: ignore[no-any-return]


def field_of(html: str, name: str) -> str:
    """The value of the first field ``name`` of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"no field {name}"
    return found[1]


def log_in(browser: TestClient, email: str, password: str = PASSWORD, **headers: str) -> Any:
    token = field_of(browser.get("/desk/login").text, "csrf")
    return browser.post("/desk/login", data={"csrf": token, "email": email, "password": password}, headers=headers)


def post(browser: TestClient, path: str, page: str = "/desk/", **data: str) -> Any:
    """Posts a form with the token that ``page`` has for this browser."""
    headers = {"HX-Request": "true"} if data.pop("htmx", "") else {}
    data.setdefault("csrf", field_of(browser.get(page).text, "csrf"))
    return browser.post(path, data=data, headers=headers)


@pytest.fixture
def house(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    # The real hash takes 64 MB and a twentieth of a second each time: right for a desk, slow for tests.
    monkeypatch.setattr(accounts, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(accounts, "_DUMMY", accounts._hasher.hash("nobody"))
    # Templates are compiled once a run, and not for each desk that a test makes.
    monkeypatch.setattr(pages, "Environment", partial(Environment, bytecode_cache=COMPILED))
    engine = make_engine(sqlite_url)
    monkeypatch.setattr(durable, "to_disk", lambda _engine: None)  # nor is anything of a test's to outlive a power cut
    sessions, vault = make_sessions(engine), Vault([b"k" * 32])
    organisation = Organisation.load(ROOT / "organisation.yml")
    made = House(app=Starlette(), sessions=sessions, vault=vault, organisation=organisation)
    desk = app.create(
        sessions=sessions,
        settings=parse({"PUBLIC_URL": "http://testserver"}, tmp_path),
        organisation=organisation,
        vault=vault,
        clock=lambda: made.now,
        length=length,
        as_texts=sms_pages,
    )
    desk.state.desk.watch._every = 0.0
    made.app = Starlette(routes=[Mount("/desk", desk)])
    yield made
    engine.dispose()


@pytest.fixture
def full(house: House) -> House:
    """A house with one of everything."""
    fill(house)
    return house


@pytest.fixture
def issuer() -> Iterator[FakeIssuer]:
    with running() as found:
        found.redirects = ("http://testserver/desk/oidc/callback",)
        yield found


@pytest.fixture
def joined(house: House, issuer: FakeIssuer, tmp_path: Path) -> House:
    """The desk with single sign-on at ``issuer``, and Anna on its staff."""
    issuer.now = lambda: house.now.timestamp()
    settings = parse(
        {
            "PUBLIC_URL": "http://testserver",
            "DESK_OIDC_ISSUER": issuer.address,
            "DESK_OIDC_CLIENT_ID": CLIENT_ID,
            "DESK_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        },
        tmp_path,
    )
    desk = app.create(
        sessions=house.sessions, settings=settings, organisation=house.organisation, vault=house.vault, clock=lambda: house.now
    )
    house.app = Starlette(routes=[Mount("/desk", desk)])
    house.staff("Anna Example")
    return house


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, started once for a file of tests."""
    path = chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def address(full: House) -> Iterator[str]:
    """The desk on a port of this machine, until the test ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(full.app, host="127.0.0.1", port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert thread.is_alive()
        assert time.monotonic() < deadline
        thread.join(0.02)
    yield f"http://127.0.0.1:{port}/desk"
    server.should_exit = True
    thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
def open_desk(full: House, address: str, browser: Any) -> Iterator[OpenDesk]:
    """Opens a page of the desk for a new colleague, who signs in with the keyboard: ``open_desk("Anna Example", "/comments")``.

    Each has a browser window of their own, with ``options``, that is closed before the server ends.
    """
    contexts = []

    def enter(name: str, path: str = "/", role: str = "staff", **options: Any) -> Any:
        full.staff(name, role)
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{address}/login")
        page.focus("#email")
        page.keyboard.type(f"{name.split()[0].lower()}@example.org")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
        if path != "/":
            page.goto(f"{address}{path}")
        return page

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture(params=[(1280, "light"), (390, "dark")], ids=["wide", "narrow"])
def screen(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Options for a browser window: a light screen as wide as a desk's, and a dark one as narrow as a telephone's."""
    width, scheme = request.param
    return {"viewport": {"width": width, "height": 850}, "color_scheme": scheme}
