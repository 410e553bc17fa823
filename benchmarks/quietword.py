"""Quiet Word end to end: a signed Messenger webhook in, the reply accepted by the sandbox out.

``quietword up`` runs as anybody runs it, with its default database, in a folder of its own on the same disk as the
project. The sandbox runs in the load driver's process, so that the driver knows of a reply the moment it is accepted
and nothing has to be polled.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from benchmarks.load import Connections, Turn, Unanswered
from benchmarks.processes import OUT, QUIET, ROOT, NotStarted, free_port, memory, processor_seconds, started, wait_until_answering
from bot.settings import SANDBOX_VALUES, parse
from connectors.sandbox.app import create

PATIENCE_SECONDS = 60.0
SETTLE_SECONDS = 30.0


@dataclass
class _Waiting:
    """A turn whose replies are on their way. ``expected`` is known from the first of them on."""

    message_id: str
    done: asyncio.Future[float]
    seen: int = 0
    expected: int = 0


class _Accepted(deque[Any]):
    """The sandbox's list of accepted messages, which tells ``listener`` of each."""

    def __init__(self, listener: Any, maxlen: int | None) -> None:
        super().__init__(maxlen=maxlen)
        self._listener = listener

    def append(self, entry: Any) -> None:
        super().append(entry)
        self._listener(entry)


class QuietWord:
    """A running installation, and the platform before it."""

    def __init__(self, port: int, process: int, database: Path, workers: int) -> None:
        self.name = "Quiet Word" if workers == 1 else f"Quiet Word, {workers} workers"
        self._connections = Connections(port)
        self._process = process
        self._database = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        self._secret = SANDBOX_VALUES["META_APP_SECRET"].encode()
        self._waiting: dict[str, _Waiting] = {}

    async def say(self, person: str, number: int, text: str) -> Turn:
        """Posts the webhook and waits until the sandbox accepted the last reply to it. Raises ``Unanswered``."""
        message_id = f"m_{person}_{number}"
        waiting = self._waiting[person] = _Waiting(message_id, asyncio.get_running_loop().create_future())
        body = _webhook(person, message_id, text)
        signature = hmac.new(self._secret, body, hashlib.sha256).hexdigest()
        begun = time.time()
        answer = await self._connections.post(
            "/webhooks/messenger", body, {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}"}
        )
        acknowledged = time.time() - begun
        if answer.status != 200:
            raise Unanswered(f"Quiet Word's webhook answered {answer.status}")
        try:
            accepted_at = await asyncio.wait_for(waiting.done, PATIENCE_SECONDS)
        except asyncio.TimeoutError:
            raise Unanswered(f"no answer in {PATIENCE_SECONDS:.0f} seconds to turn {number} of person {person}") from None
        return Turn(accepted_at - begun, acknowledged, waiting.expected)

    def accepted(self, entry: Any) -> None:
        """Called by the sandbox with each message it has accepted."""
        waiting = self._waiting[entry.address]
        if waiting.done.done():
            return  # the turn has ended already, or was given up
        waiting.seen += 1
        try:
            # A turn's replies are committed together before any of them is sent, so the first tells how many there are.
            waiting.expected = waiting.expected or self._query(_REPLIES, waiting.message_id)[0][0]
        except sqlite3.Error as error:
            waiting.done.set_exception(error)
            return
        if waiting.seen == waiting.expected:
            waiting.done.set_result(entry.at)

    def memory(self) -> dict[str, float]:
        """MB by process: supervisor, web, worker, dispatch."""
        return memory(self._process)

    def processor_seconds(self) -> float:
        """Processor time used so far."""
        return processor_seconds(self._process)

    async def check(self, turns: int) -> None:
        """Waits until nothing is under way, then makes sure that this many messages are stored and each was answered.

        Raises ``Unanswered`` when something stays under way, or a message is missing or has no proper answer.
        """
        deadline = time.monotonic() + SETTLE_SECONDS
        while self._query(_UNDER_WAY)[0][0]:
            if time.monotonic() > deadline:
                raise Unanswered("messages are still under way")
            await asyncio.sleep(0.05)  # other processes' work can only be looked at again
        answered = self._query(_ANSWERED)[0][0]
        if answered != turns:
            raise Unanswered(f"{turns} messages were acknowledged, but {answered} are stored and answered in one part a reply")

    def close(self) -> None:
        """Lets the connections go."""
        self._connections.close()
        self._database.close()

    def _query(self, sql: str, *values: str) -> list[tuple[Any, ...]]:
        return self._database.execute(sql, values).fetchall()


_REPLIES = "SELECT count(*) FROM outbound WHERE inbound_id = (SELECT id FROM inbound WHERE provider_id = ?)"
_UNDER_WAY = """
    SELECT (SELECT count(*) FROM inbound WHERE state = 'waiting')
         + (SELECT count(*) FROM outbound WHERE state IN ('waiting', 'sending'))
"""
_ANSWERED = """
    SELECT count(*) FROM inbound i WHERE i.state = 'done' AND EXISTS (SELECT 1 FROM outbound WHERE inbound_id = i.id) AND NOT EXISTS (
        SELECT 1 FROM outbound o WHERE o.inbound_id = i.id
        AND (SELECT count(*) FROM outbound_part p WHERE p.outbound_id = o.id AND p.provider_id IS NOT NULL) != 1
    )
"""


def _webhook(person: str, message_id: str, text: str) -> bytes:
    now = int(time.time() * 1000)
    page = SANDBOX_VALUES["META_PAGE_ID"]
    item = {"sender": {"id": person}, "recipient": {"id": page}, "timestamp": now, "message": {"mid": message_id, "text": text}}
    return json.dumps({"object": "page", "entry": [{"id": page, "time": now, "messaging": [item]}]}).encode()


def ensure_trained() -> None:
    """Trains Quiet Word's assistant when its data is new. Raises ``NotStarted`` when that fails."""
    done = subprocess.run([sys.executable, "-m", "bot.cli", "train"], cwd=ROOT, env={**os.environ, **QUIET}, check=False)
    if done.returncode != 0:
        raise NotStarted("Quiet Word's assistant could not be trained.")


@asynccontextmanager
async def running(workers: int = 1) -> AsyncIterator[QuietWord]:
    """Starts the sandbox here and ``quietword up`` beside it; ready when database, worker and dispatcher are well."""
    with _folder() as folder:
        port, sandbox_port = free_port(), free_port()
        base = f"http://127.0.0.1:{port}"
        environment = {
            **SANDBOX_VALUES,
            "QUIETWORD_ENV": "development",
            "QUIETWORD_VAR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'quietword.db'}",
            "PUBLIC_URL": base,
            "META_GRAPH_URL": f"http://127.0.0.1:{sandbox_port}/sandbox/meta/v26.0",
        }
        sandbox = create(parse(environment, ROOT), base)
        async with _served(Starlette(routes=[Mount("/sandbox", sandbox)]), sandbox_port):
            log = OUT / "quietword.log"
            command = [sys.executable, "-m", "bot.cli", "up", "--port", str(port), "--workers", str(workers)]
            with started(command, ROOT, log, environment) as process:
                await asyncio.to_thread(wait_until_answering, "quietword up", process, f"{base}/health/ready", log)
                system = QuietWord(port, process.pid, folder / "quietword.db", workers)
                world = sandbox.state.world
                world.sent = _Accepted(system.accepted, world.sent.maxlen)
                try:
                    yield system
                    await world.post.settle()
                finally:
                    system.close()
                    await world.post.aclose()


@contextmanager
def _folder() -> Iterator[Path]:
    # Beside the results and not in /tmp, which may be kept in memory: what a commit to the disk costs belongs to the measurement.
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="quietword-", dir=OUT) as name:
        yield Path(name)


@asynccontextmanager
async def _served(app: Starlette, port: int) -> AsyncIterator[None]:
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", access_log=False, ws="none", proxy_headers=False)
    )
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells no other way that it listens
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await task
