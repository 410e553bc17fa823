"""Single sign-on step by step, as a browser takes it: for the tests of it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import httpx
from sqlalchemy import func, select
from starlette.testclient import TestClient

from bot.store.tables import StaffSession
from tests.desk.conftest import House, field_of
from tests.support.issuer import Claims

CALLBACK = "http://testserver/desk/oidc/callback"
BUTTON = "Sign in with your work account"


def start(browser: TestClient) -> Any:
    token = field_of(browser.get("/desk/login").text, "csrf")
    return browser.post("/desk/oidc/start", data={"csrf": token})


def on_the_way(answer: Any) -> str:
    """The address to which a page of ours sends the browser."""
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', answer.text)
    assert found, answer.text
    return html.unescape(found[1])


def at_issuer(address: str) -> str:
    """What the issuer sends the browser back to, after the person has signed in there."""
    answer = httpx.get(address, follow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(CALLBACK)
    return str(answer.headers["location"]).removeprefix("http://testserver")


def through(browser: TestClient) -> Any:
    """All the way."""
    return browser.get(at_issuer(on_the_way(start(browser))))


def nobody_is_signed_in(house: House) -> bool:
    with house.sessions() as session:
        return session.execute(select(func.count()).select_from(StaffSession)).scalar() == 0


def changed(**more: Any) -> Callable[[Claims], Claims]:
    return lambda claims: {**claims, **more}


def without(name: str) -> Callable[[Claims], Claims]:
    return lambda claims: {key: value for key, value in claims.items() if key != name}
