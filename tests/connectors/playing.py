"""Playing people and platforms in the sandbox: what a test says, what was sent, one act of a connector, and a fault."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from bot.messages import Channel
from connectors.registry import build

T = TypeVar("T")


def say(sandbox: Any, **what: Any) -> dict[str, Any]:
    answer = sandbox.http.post(f"{sandbox.url}/sandbox/api/say", json=what)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def sent(sandbox: Any, to: str) -> list[dict[str, Any]]:
    entries = sandbox.http.get(f"{sandbox.url}/sandbox/api/sent", params={"limit": 5000}).json()["sent"]
    return [entry for entry in entries if entry["to"] == to]


def comment(sandbox: Any, comment_id: str) -> dict[str, Any]:
    comments = sandbox.http.get(f"{sandbox.url}/sandbox/api/comments").json()["comments"]
    return next(item for item in comments if item["id"] == comment_id)


def use(sandbox: Any, channel: Channel, act: Callable[[Any], Awaitable[T]]) -> T:
    """Runs one act of a connector built for the sandbox."""

    async def run() -> T:
        connectors = build(sandbox.settings)
        try:
            return await act(connectors[channel])
        finally:
            for connector in connectors.values():
                await connector.aclose()

    return asyncio.run(run())


def fault(sandbox: Any, **what: Any) -> None:
    """The next call of a platform fails like that. Order it where nothing else calls: the official clients ask for themselves first."""
    assert sandbox.http.post(f"{sandbox.url}/sandbox/api/fault", json=what).status_code == 200
