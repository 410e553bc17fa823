"""Reports of what became of our messages are gathered; what people write is stored at once all the same."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client import REGISTRY
from starlette.applications import Starlette

from bot import settings
from bot.intake import webhooks
from bot.messages import Event, Inbound
from connectors.messenger import sign

SETTINGS = settings.parse({}, Path("/nowhere"))
DELIVERED = {"delivery": {"mids": ["m_1"], "watermark": 1_790_000_000_000}}
ECHO = {"message": {"is_echo": True, "mid": "m_1", "text": "Hello", "metadata": "qw:key"}}
ECHO_OF_STAFF = {"message": {"is_echo": True, "mid": "m_2", "text": "Hello, this is Kim"}}
WRITTEN = {"message": {"mid": "m_3", "text": "Hello"}}


class Recording:
    """An acceptance that notes what it was given."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def accept(self, events: Sequence[Event]) -> None:
        self.events += events


@pytest.mark.parametrize(("beside", "waits"), [([], True), ([WRITTEN], False), ([ECHO_OF_STAFF], False)])
async def test_only_what_holds_nothing_but_reports_waits(beside: list[Any], waits: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "REPORTS_WAIT_SECONDS", 3600.0)
    recording = Recording()
    app = Starlette(routes=[*webhooks.Webhooks(SETTINGS, recording).routes()])  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://web") as http:
        reports = asyncio.create_task(post(http, [DELIVERED, ECHO, *beside]))
        assert (await post(http, [WRITTEN])).status_code == 200
        assert [type(event) for event in recording.events[-1:]] == [Inbound]
        if waits:
            assert not reports.done()
            reports.cancel()
        else:
            assert (await reports).status_code == 200


async def test_how_long_an_answer_took_is_counted_with_its_like(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "REPORTS_WAIT_SECONDS", 0.05)
    app = Starlette(routes=[*webhooks.Webhooks(SETTINGS, Recording()).routes()])  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://web") as http:
        for items, acknowledged, reports in (([DELIVERED, ECHO], 0, 1), ([WRITTEN], 1, 0), ([DELIVERED, WRITTEN], 1, 0)):
            before = [counted(name) for name in ("acknowledge", "acknowledge_reports")]
            assert (await post(http, items)).status_code == 200
            after = [counted(name) for name in ("acknowledge", "acknowledge_reports")]
            assert [late[0] - early[0] for early, late in zip(before, after, strict=True)] == [acknowledged, reports]
            if reports:
                assert after[1][1] - before[1][1] >= 0.05, "the wait for others is part of it"


def counted(name: str) -> tuple[float, float]:
    """How many webhooks of Meta's a histogram has seen, and their seconds together."""
    labels = {"channel": "messenger"}
    found = (REGISTRY.get_sample_value(f"quietword_{name}_seconds_{what}", labels) or 0.0 for what in ("count", "sum"))
    return next(found), next(found)


async def post(http: httpx.AsyncClient, items: list[Any]) -> httpx.Response:
    """A webhook of Meta's about one person."""
    for item in items:
        ours = "is_echo" in item.get("message", {})
        item.update(sender={"id": "1000" if ours else "222"}, recipient={"id": "222" if ours else "1000"}, timestamp=1_790_000_000_000)
    body = json.dumps({"object": "page", "entry": [{"id": "1000", "time": 1_790_000_000_000, "messaging": items}]}).encode()
    assert SETTINGS.meta is not None
    return await http.post("/webhooks/messenger", content=body, headers={"X-Hub-Signature-256": sign(body, SETTINGS.meta.app_secret)})
