"""Delivering webhooks as the providers do: signed, in order for each person, again and again while nobody answers."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from asyncio import sleep
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from connectors.http import client

log = logging.getLogger(__name__)

LANES = {"meta": 1, "twilio": 16, "telegram": 4}
"""Deliveries under way at once, and as many of reports. One is enough for Meta: what gathers meanwhile travels together in the next one."""
BATCH = 50
"""Most Meta events put into one delivery (Meta itself allows 1,000)."""
ATTEMPTS = 300
"""With waits of at most ``LONGEST_WAIT`` seconds: about ten minutes of a stopped web process are outlived."""
LONGEST_WAIT = 2.0


@dataclass(frozen=True)
class Parcel:
    """One webhook call: where to, and what. ``headers`` gets the body and gives the headers, signature included.

    Parcels with the same ``merge`` (Meta's) may travel in one call: their ``items`` are wrapped by ``pack``. A ``report``, of
    what became of the assistant's own messages, is in no hurry: what people write does not wait behind it.
    """

    url: str
    headers: Callable[[bytes], dict[str, str]]
    pack: Callable[[list[Any]], bytes]
    items: list[Any]
    merge: str | None = None
    report: bool = False


def packed_json(items: list[Any]) -> bytes:
    """The body of a parcel that travels alone: its one item as JSON, accents escaped as Meta and Telegram do."""
    return json.dumps(items[0]).encode()


class Postman:
    """Holds what is not yet delivered, and delivers it. Tasks start on the first parcel and end with the last."""

    def __init__(self, http: httpx.AsyncClient | None = None) -> None:
        self._http = http
        self._lanes: dict[str, deque[Parcel]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.delivered = 0
        self.refused = 0
        self.troubled_since: float | None = None

    def put(self, provider: str, person: str, parcel: Parcel) -> None:
        """Queues a parcel; those of one person keep their order, messages and reports apart."""
        name = f"{provider}:{hash(person) % LANES[provider]}:{'report' if parcel.report else 'message'}"
        self._lanes.setdefault(name, deque()).append(parcel)
        if name not in self._tasks:
            self._tasks[name] = asyncio.get_running_loop().create_task(self._run(name))

    @property
    def waiting(self) -> int:
        """Events not yet delivered."""
        return sum(len(lane) for lane in self._lanes.values())

    async def settle(self) -> None:
        """Returns when everything put so far is delivered or given up."""
        while self._tasks:
            await asyncio.gather(*list(self._tasks.values()))

    async def aclose(self) -> None:
        """Stops delivering and closes the connections."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.aclose()

    async def _run(self, name: str) -> None:
        lane = self._lanes[name]
        try:
            while lane:
                count = 1
                while count < min(len(lane), BATCH) and lane[0].merge is not None and lane[count].merge == lane[0].merge:
                    count += 1
                await self._deliver(lane[0], [item for index in range(count) for item in lane[index].items])
                for _ in range(count):
                    lane.popleft()
        finally:
            del self._tasks[name]

    async def _deliver(self, parcel: Parcel, items: list[Any]) -> None:
        if self._http is None:
            self._http = client()
        body = parcel.pack(items)
        headers = parcel.headers(body)
        wait = 0.1
        for _ in range(ATTEMPTS):
            try:
                response = await self._http.post(parcel.url, content=body, headers=headers)
            except httpx.HTTPError:
                pass  # nobody there: the next attempt will tell
            else:
                if response.status_code < 400:
                    self.delivered += len(items)
                    self.troubled_since = None
                    return
                if response.status_code < 500 and response.status_code != 429:
                    break
            self.troubled_since = self.troubled_since or time.time()
            await sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
        self.refused += len(items)
        log.warning("a webhook call of %d events was refused or never answered, and is dropped", len(items))
