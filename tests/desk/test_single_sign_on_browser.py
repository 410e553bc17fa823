"""Single sign-on in a real browser: the way to another site and back, with strict cookies and the strict policy in force."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.desk import app
from bot.settings import parse
from tests.desk.chromium import fits, violations
from tests.desk.conftest import House
from tests.support.issuer import CLIENT_ID, CLIENT_SECRET, FakeIssuer, running


@pytest.fixture
def joined(house: House, tmp_path: Path) -> Iterator[tuple[str, FakeIssuer]]:
    """A desk at 127.0.0.1 whose issuer is at localhost: to a browser those are two sites, as in life."""
    with running("localhost") as issuer, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
        issuer.now = lambda: house.now.timestamp()
        issuer.redirects = (f"{address}/desk/oidc/callback",)
        env = {"DESK_OIDC_ISSUER": issuer.address, "DESK_OIDC_CLIENT_ID": CLIENT_ID, "DESK_OIDC_CLIENT_SECRET": CLIENT_SECRET}
        settings = parse({"PUBLIC_URL": address, **env}, tmp_path)
        desk = app.create(
            sessions=house.sessions, settings=settings, organisation=house.organisation, vault=house.vault, clock=lambda: house.now
        )
        free.listen()
        server = uvicorn.Server(uvicorn.Config(Starlette(routes=[Mount("/desk", desk)]), log_level="error", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [free]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 20
        while not server.started and time.monotonic() < deadline:
            thread.join(0.02)
        yield address, issuer
        server.should_exit = True
        thread.join(20)


def test_there_and_back_with_the_keyboard(
    house: House,
    joined: tuple[str, FakeIssuer],
    browser: Any,
    screen: dict[str, Any],
) -> None:
    address, issuer = joined
    house.staff("Anna Example")
    context = browser.new_context(**screen)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(f"{address}/desk/login")
    assert violations(page) == []
    assert fits(page)
    page.focus("#email")
    for _ in range(3):  # from the e-mail over the password and its button to the other way
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Sign in with your work account"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/desk/")
    assert page.is_visible("h1")
    names = {cookie["name"]: cookie["sameSite"] for cookie in context.cookies()}
    assert names["quietword-desk"] == "Strict"
    assert "quietword-way" not in names, "the attempt is over"
    page.click("#sign-out")
    page.wait_for_url(f"{address}/desk/login")
    # And somebody who has no account here is told so, on the login page.
    issuer.person["email"] = "stranger@example.org"
    page.click("text=Sign in with your work account")
    page.wait_for_selector("[role=alert] >> text=Ask a manager to add you")
    assert violations(page) == []
    assert [words for words in complaints if "403" not in words] == []
    context.close()
