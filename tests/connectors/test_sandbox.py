"""The sandbox itself: its page, and what it leaves alone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest

from connectors.sandbox.app import create


def test_the_page_loads_nothing_from_elsewhere(sandbox: Any) -> None:
    page = sandbox.http.get(f"{sandbox.url}/sandbox/")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for forbidden in ("http://", "https://", "style=", "onclick", "<script>"):
        assert forbidden not in page.text
    for name in ("sandbox.css", "sandbox.js", "icon.svg"):
        assert f"static/{name}" in page.text
        assert sandbox.http.get(f"{sandbox.url}/sandbox/static/{name}").status_code == 200
    state = sandbox.http.get(f"{sandbox.url}/sandbox/api/state", params={"after": "x", "people": "sms:+447700900101,fax:1,"}).json()
    assert list(state["threads"]) == ["sms:+447700900101"]


def test_production_has_no_sandbox(sandbox: Any) -> None:
    with pytest.raises(RuntimeError):
        create(replace(sandbox.settings, env="production"))


def test_a_channel_with_real_settings_is_left_alone(sandbox: Any) -> None:
    app = create(replace(sandbox.settings, sandboxed=frozenset({"twilio", "telegram"})))

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sandbox") as client:
            return await client.post("/api/say", json={"channel": "messenger", "person": "rosa", "text": "Hello"})

    answer = asyncio.run(ask())
    assert answer.status_code == 400
    assert "real settings" in answer.json()["error"]
