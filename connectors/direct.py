"""httpx's calls carried by aiohttp, whose connections cost a fifth of the processor time: half of sending a reply was that.

Everything above stays httpx: its client, its requests, its answers and its errors. Only what goes straight to a server comes here;
through a proxy httpx goes by itself (``connectors.http``).
"""

from __future__ import annotations

import asyncio
import ssl
from types import SimpleNamespace
from typing import Any

import aiohttp
import httpx
from yarl import URL

_HEADERS_OF_ITS_OWN = ("Accept", "Accept-Encoding", "User-Agent", "Content-Type")
"""aiohttp would add these where a request does not have them."""


class DirectTransport(httpx.AsyncBaseTransport):
    """Kept connections to any number of servers. A call that fails raises httpx's error of the same meaning.

    ``ConnectError`` and ``ConnectTimeout`` say that nothing of the request was sent; every other error, that it may have been.
    """

    def __init__(self, tls: ssl.SSLContext, limits: httpx.Limits) -> None:
        self._tls = tls
        self._limits = limits
        self._session: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends the request and reads the whole answer. Raises httpx's ``TransportError``."""
        if request.url.scheme not in ("http", "https"):
            raise httpx.UnsupportedProtocol(f"Unsupported protocol {request.url.scheme}://", request=request)
        progress = SimpleNamespace(sent=False)
        try:
            async with self._open().request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=[(name.decode("ascii"), value.decode("ascii")) for name, value in request.headers.raw],
                data=await request.aread(),
                skip_auto_headers=_HEADERS_OF_ITS_OWN,
                allow_redirects=False,
                timeout=_timeout(request.extensions.get("timeout", {})),
                trace_request_ctx=progress,
            ) as answer:
                return httpx.Response(answer.status, headers=answer.raw_headers, content=await answer.read(), request=request)
        except (asyncio.TimeoutError, aiohttp.ServerTimeoutError) as error:
            raise (httpx.ReadTimeout if progress.sent else httpx.ConnectTimeout)(str(error), request=request) from error
        except (aiohttp.ClientError, OSError) as error:
            raise (httpx.ReadError if progress.sent else httpx.ConnectError)(str(error), request=request) from error

    async def aclose(self) -> None:
        """Closes the connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _open(self) -> aiohttp.ClientSession:
        # Connections belong to the event loop they were made in: a command may run several, one after another.
        loop = asyncio.get_running_loop()
        if self._session is None or self._loop is not loop:
            watch = aiohttp.TraceConfig()
            watch.on_request_headers_sent.append(_note_sent)  # type: ignore[arg-type]
            connector = aiohttp.TCPConnector(
                ssl=self._tls, limit=self._limits.max_connections or 0, keepalive_timeout=self._limits.keepalive_expiry
            )
            self._loop, self._session = (
                loop,
                aiohttp.ClientSession(
                    connector=connector, trace_configs=[watch], cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False
                ),
            )
        return self._session


async def _note_sent(_session: aiohttp.ClientSession, context: Any, _headers: Any) -> None:
    context.trace_request_ctx.sent = True  # called right before the first bytes are written


def _timeout(seconds: dict[str, float | None]) -> aiohttp.ClientTimeout:
    """httpx's time-outs in aiohttp's words: waiting for a free connection and making a new one are one wait there."""
    connect, pool = seconds.get("connect"), seconds.get("pool")
    return aiohttp.ClientTimeout(
        total=None,
        connect=connect + pool if connect is not None and pool is not None else None,
        sock_connect=connect,
        sock_read=seconds.get("read"),
    )
