"""httpx carried by aiohttp: the same requests and answers, and errors that say whether anything may have been sent."""

from __future__ import annotations

import asyncio
import gzip
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn

from connectors import http
from connectors.direct import DirectTransport
from connectors.errors import Ambiguous, Retryable, StopChannel

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def served(serve: Serve) -> AsyncIterator[str]:
    """The address of a server that does this with each connection."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def answering(answer: bytes, seen: list[bytes]) -> Serve:
    """Answers each request on a connection the same, and notes it."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while request := await read(reader):
            seen.append(request)
            writer.write(answer)
        writer.close()

    return serve


async def read(reader: asyncio.StreamReader) -> bytes:
    """One whole request, whose head and body may come in two parts; nothing when the connection has ended."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    return head + (await reader.readexactly(int(length[1])) if length else b"")


async def test_request_and_answer_are_those_of_httpx() -> None:
    seen: list[bytes] = []
    packed = gzip.compress(b'{"message_id": "m_1"}')
    answer = b"HTTP/1.1 201 Created\r\nContent-Encoding: gzip\r\nX-App-Usage: {}\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed
    async with served(answering(answer, seen)) as url, http.client() as client:
        for _ in range(2):
            got = await http.call(
                client, "Meta", "POST", f"{url}/v26.0/a%2Fb/messages?x=1&y=%C3%A9", json={"text": "é"}, headers={"A": "b"}
            )
            assert (got.status_code, got.json(), got.headers["x-app-usage"]) == (201, {"message_id": "m_1"}, "{}")
    first, second = seen
    assert first == second
    head, _, body = first.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] == b"POST /v26.0/a%2Fb/messages?x=1&y=%C3%A9 HTTP/1.1"
    names = [line.split(b":")[0].lower() for line in lines[1:]]
    assert sorted(names) == sorted(set(names))
    assert {b"A: b", b"Content-Type: application/json", b"Content-Length: 13"} <= set(lines)
    assert body == '{"text":"é"}'.encode()


def test_an_idle_connection_is_let_go_before_the_other_side_does() -> None:
    """With both sides at the same time, 28 of 1,200 calls met a connection in the moment of its end: had they arrived or not?"""
    ours, theirs = http.CONNECTIONS.keepalive_expiry, uvicorn.Config("the sandbox").timeout_keep_alive
    assert ours is not None
    assert ours < theirs


async def test_connections_are_kept_and_a_closed_one_is_made_anew() -> None:
    connections: list[int] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(1)
        for _ in range(2):
            await read(reader)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    async with served(serve) as url, http.client() as client:
        for _ in range(4):
            assert (await http.call(client, "Meta", "GET", url)).status_code == 200
            await asyncio.sleep(0.02)  # a server may close between two calls
    assert len(connections) == 2


async def test_a_redirect_is_an_answer() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: https://example.org/\r\nContent-Length: 0\r\n\r\n"
    async with served(answering(moved, [])) as url, http.client() as client:
        assert (await http.call(client, "Meta", "GET", url)).status_code == 302


async def test_where_nobody_listens_nothing_was_sent() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        async with http.client() as client:
            with pytest.raises(Retryable):
                await http.call(client, "Meta", "POST", f"http://127.0.0.1:{nobody.getsockname()[1]}", json={})


async def hung_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)
    writer.close()


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


async def garbled(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(65_536)
    writer.write(b"this is no answer\r\n\r\n")
    await reader.read()
    writer.close()


@pytest.mark.parametrize("serve", [hung_up, silent, garbled])
async def test_what_may_have_arrived_is_never_said_not_to_have(serve: Serve) -> None:
    async with served(serve) as url, http.client() as client:
        with pytest.raises(Ambiguous):
            await http.call(client, "Meta", "POST", url, json={"text": "Hello"}, timeout=httpx.Timeout(0.3))


async def test_a_server_that_takes_no_connection_got_nothing() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        held = [socket.socket() for _ in range(8)]
        for one in held:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        async with http.client() as client:
            with pytest.raises(Retryable):
                await http.call(client, "Meta", "POST", f"http://127.0.0.1:{full.getsockname()[1]}", json={}, timeout=httpx.Timeout(0.3))
        for one in held:
            one.close()


async def test_an_address_that_is_none() -> None:
    async with http.client() as client:
        with pytest.raises(StopChannel):
            await http.call(client, "Meta", "GET", "gopher://example.org/")


def test_one_client_serves_event_loops_one_after_another() -> None:
    client, seen = http.client(), []

    async def once() -> int:
        async with served(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", seen)) as url:
            return (await http.call(client, "Meta", "GET", url)).status_code

    assert (asyncio.run(once()), asyncio.run(once())) == (200, 200)


@pytest.mark.parametrize(("proxies", "direct"), [({}, True), ({"https_proxy": "http://proxy.example.org:3128"}, False)])
def test_a_proxy_is_for_the_outside_world(proxies: dict[str, str], direct: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in proxies.items():
        monkeypatch.setenv(name, value)
    client = http.client()
    assert isinstance(client._transport_for_url(httpx.URL("http://localhost:8080/sandbox/")), DirectTransport)
    assert isinstance(client._transport_for_url(httpx.URL("https://graph.facebook.com/v26.0")), DirectTransport) is direct
