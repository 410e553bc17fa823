"""The load driver, one for both systems: so many people at once, each of whom waits for the answer before writing again.

It speaks HTTP/1.1 over kept connections by itself: a full client would cost more of the two cores than some of what is measured.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol


class Unanswered(Exception):
    """A turn was refused, lost or not answered in time: there is nothing to measure."""


Script = Sequence[Sequence[str]]
"""What each person says, turn by turn."""


@dataclass(frozen=True)
class Turn:
    """One turn as measured, in seconds. ``acknowledged`` is the webhook's own answer, where the system has one."""

    answered: float
    acknowledged: float | None
    replies: int


@dataclass(frozen=True)
class Measured:
    """A whole run."""

    at_once: int
    seconds: float
    processor_seconds: float
    turns: list[Turn]

    @property
    def per_second(self) -> float:
        return len(self.turns) / self.seconds


class System(Protocol):
    """Something that can be talked to."""

    name: str

    async def say(self, person: str, number: int, text: str) -> Turn:
        """One person's turn ``number``; returns when it is answered. Raises ``Unanswered`` when it is not."""

    def memory(self) -> dict[str, float]:
        """MB by process, of everything the system needs."""

    def processor_seconds(self) -> float:
        """Processor time its processes have used so far."""


async def drive(system: System, people: Sequence[str], script: Script, at_once: int, on_turn: Callable[[], None]) -> Measured:
    """Plays the script with ``at_once`` people at a time; who is done makes place for the next."""
    waiting = deque(zip(people, script, strict=True))
    turns: list[Turn] = []

    async def place() -> None:
        while waiting:
            person, words = waiting.popleft()
            for number, text in enumerate(words):
                turns.append(await system.say(person, number, text))
                on_turn()

    used, begun = system.processor_seconds(), time.perf_counter()
    await asyncio.gather(*(place() for _ in range(at_once)))
    seconds = time.perf_counter() - begun
    return Measured(at_once, seconds, system.processor_seconds() - used, turns)


@dataclass(frozen=True)
class Answer:
    """An HTTP answer."""

    status: int
    body: bytes


class Connections:
    """Kept connections to one server, one request at a time on each."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self._host, self._port = host, port
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def post(self, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Sends one POST and reads the whole answer. Raises ``ConnectionError`` or ``asyncio.IncompleteReadError``."""
        lines = [f"POST {path} HTTP/1.1", f"Host: {self._host}:{self._port}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        request = "\r\n".join(lines).encode() + b"\r\n\r\n" + body
        while self._free:
            connection = self._free.pop()
            # A server closes a connection that was idle for some seconds.
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                return await self._exchange(connection, request)
        return await self._exchange(await asyncio.open_connection(self._host, self._port), request)

    async def _exchange(self, connection: tuple[asyncio.StreamReader, asyncio.StreamWriter], request: bytes) -> Answer:
        reader, writer = connection
        writer.write(request)
        answer, keep = await _read(reader)
        if keep:
            self._free.append(connection)
        else:
            writer.close()
        return answer

    def close(self) -> None:
        """Closes every connection."""
        for _, writer in self._free:
            writer.close()
        self._free.clear()


async def _read(reader: asyncio.StreamReader) -> tuple[Answer, bool]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
    if headers.get("transfer-encoding") == "chunked":
        body = b""
        while size := int(await reader.readuntil(b"\r\n"), 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readexactly(2)
    else:
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Answer(int(head[0].split()[1]), body), headers.get("connection") != "close"
