"""Delivering webhooks while the web process comes and goes."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from starlette.routing import Mount
from starlette.testclient import TestClient

from bot import web
from bot.app import House
from connectors.sandbox import post
from connectors.sandbox.post import Parcel, Postman, packed_json


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Time passes at once; the waits are written down."""
    noted: list[float] = []

    async def wait(seconds: float) -> None:
        noted.append(seconds)

    monkeypatch.setattr(post, "sleep", wait)
    return noted


def parcel(item: Any, merge: str | None = None) -> Parcel:
    pack = packed_json if merge is None else lambda items: json.dumps(items).encode()
    return Parcel("http://web/hook", lambda body: {"X-Length": str(len(body))}, pack, [item], merge)


def deliver(answers: list[int | type[Exception]], parcels: list[Parcel]) -> tuple[Postman, list[Any]]:
    bodies: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        outcome = answers.pop(0) if answers else 200
        if not isinstance(outcome, int):
            raise outcome("nobody there")
        if outcome < 400:
            bodies.append(json.loads(request.content))
            assert request.headers["x-length"] == str(len(request.content))
        return httpx.Response(outcome)

    async def run() -> Postman:
        postman = Postman(httpx.AsyncClient(transport=httpx.MockTransport(answer)))
        for one in parcels:
            postman.put("meta", "sam", one)
        await postman.settle()
        await postman.aclose()
        return postman

    return asyncio.run(run()), bodies


def test_it_tries_again_until_somebody_is_there(waits: list[float]) -> None:
    postman, bodies = deliver([httpx.ConnectError, httpx.ReadTimeout, 500, 503, 429], [parcel(1), parcel(2)])
    assert bodies == [1, 2]
    assert (postman.delivered, postman.refused, postman.waiting) == (2, 0, 0)
    assert waits == [0.1, 0.2, 0.4, 0.8, 1.6]


def test_waits_are_capped_and_the_attempts_bounded(waits: list[float]) -> None:
    postman, bodies = deliver([httpx.ConnectError] * post.ATTEMPTS, [parcel(1), parcel(2)])
    assert bodies == [2]
    assert (postman.delivered, postman.refused) == (1, 1)
    assert max(waits) == post.LONGEST_WAIT
    assert len(waits) == post.ATTEMPTS


def test_a_refusal_is_final_for_that_parcel_only(waits: list[float]) -> None:
    postman, bodies = deliver([403], [parcel(1), parcel(2)])
    assert bodies == [2]
    assert postman.refused == 1
    assert waits == []


def test_parcels_that_may_travel_together_do_in_order() -> None:
    parcels = [parcel(number, "messages") for number in range(post.BATCH + 3)] + [parcel("c", "changes"), parcel("d", "messages")]
    _, bodies = deliver([], parcels)
    assert bodies == [list(range(post.BATCH)), list(range(post.BATCH, post.BATCH + 3)), ["c"], ["d"]]


def test_its_connections_end_with_the_application_it_is_mounted_in(sqlite_house: House) -> None:
    app = web.create(sqlite_house)
    sandbox = next(route.app for route in app.routes if isinstance(route, Mount) and route.path == "/sandbox")
    http = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(200)))
    sandbox.state.world.post = Postman(http)  # type: ignore[attr-defined]
    with TestClient(app):
        assert not http.is_closed
    assert http.is_closed
