"""The application of web chat for each test, a server for it, and a browser to look at it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from bot.intake.webchat.handlers import WebChat
from bot.intake.webchat.routes import chat_routes
from bot.organisation import Organisation
from bot.privacy.sealing.vault import Vault
from bot.store.session import make_engine, make_sessions
from tests.webchat.house import Clock, FakeAcceptance, House, Server, answer, make_settings, read_events


@pytest.fixture
def make_house(tmp_path: Path, sqlite_template: Path) -> Iterator[Callable[..., House]]:
    """Makes the application, with settings by name."""
    engines: list[Any] = []

    def make(real_time: bool = False, website: str | None = None, **env: str) -> House:
        name = f"chat{len(engines)}.db"
        engine = make_engine(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / name)}")
        engines.append(engine)
        sessions, vault, clock = make_sessions(engine), Vault([b"k" * 32]), Clock()
        settings = make_settings(tmp_path, **env)
        organisation = Organisation.load(settings.organisation_file)
        if website is not None:
            organisation = dataclasses.replace(organisation, website=website)
        acceptance = FakeAcceptance(sessions, vault)
        now = (lambda: dt.datetime.now(dt.timezone.utc)) if real_time else clock
        chat = WebChat(sessions, vault, settings, organisation, acceptance, now)
        return House(Starlette(routes=chat_routes(chat)), sessions, vault, organisation, acceptance, clock, chat)

    yield make
    for engine in engines:
        engine.dispose()


@pytest.fixture
def house(make_house: Callable[..., House]) -> House:
    """The application with the settings of development."""
    return make_house()


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Serves an application to a real client."""
    servers: list[Server] = []

    def start(house: House, certificate: Path | None = None) -> Server:
        servers.append(Server(house.app, certificate))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def events_of() -> Callable[..., list[dict[str, Any]]]:
    """Reads events from a stream."""
    return read_events


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def missing(what: str) -> None:
    """Skips, or fails where CI says that the browser must be there."""
    if "chromium" in os.environ.get("QUIETWORD_REQUIRE", ""):
        pytest.fail(f"{what} is missing, and QUIETWORD_REQUIRE names chromium")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="module")
def launch() -> Iterator[Callable[..., Any]]:
    """Starts the system's Chromium, with command-line switches."""
    if CHROMIUM is None:
        missing("Chromium")
    from playwright.sync_api import expect, sync_playwright

    # A busy machine is slow, not broken.
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browsers = []

        def start(*switches: str) -> Any:
            browsers.append(playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *switches]))
            return browsers[-1]

        yield start
        for browser in browsers:
            browser.close()


@pytest.fixture(scope="module")
def chromium(launch: Callable[..., Any]) -> Any:
    """Chromium as it comes."""
    return launch()


@pytest.fixture
def chat_house(make_house: Callable[..., House]) -> House:
    """The application with the little assistant, in real time."""
    house = make_house(real_time=True)
    house.clock.now = dt.datetime.now(dt.timezone.utc)
    house.acceptance.answer = answer
    return house


@pytest.fixture
def server(chat_house: House, serve: Callable[..., Server]) -> Server:
    """The application with the little assistant, on a port."""
    return serve(chat_house)


@pytest.fixture
def context(chromium: Any, server: Server) -> Iterator[Any]:
    """A browser's profile that meets nothing but our server and the neutral page of the quick exit."""
    context = chromium.new_context(base_url=server.url, viewport={"width": 1024, "height": 768})
    context.set_default_timeout(20_000)
    context.route(
        re.compile(r"^https://"), lambda route: route.fulfill(status=200, content_type="text/html", body="<title>Weather</title>")
    )
    yield context
    context.close()


@pytest.fixture
def page(context: Any) -> Any:
    """The chat page, with its script running."""
    page = context.new_page()
    page.goto("/chat/")
    page.locator("#look").wait_for(state="hidden")
    return page
