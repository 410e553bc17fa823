"""Reports of what became of our messages are gathered; what people write is stored at once all the same."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
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


async def post(http: httpx.AsyncClient, items: list[Any]) -> httpx.Response:
    """A webhook of Meta's about one person."""
    for item in items:
        ours = "is_echo" in item.get("message", {})
        item.update(sender={"id": "1000" if ours else "222"}, recipient={"id": "222" if ours else "1000"}, timestamp=1_790_000_000_000)
    body = json.dumps({"object": "page", "entry": [{"id": "1000", "time": 1_790_000_000_000, "messaging": items}]}).encode()
    assert SETTINGS.meta is not None
    return await http.post("/webhooks/messenger", content=body, headers={"X-Hub-Signature-256": sign(body, SETTINGS.meta.app_secret)})
