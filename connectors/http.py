"""One HTTP call to a platform, its failures sorted into "surely not sent" and "perhaps sent"."""

from __future__ import annotations

import ssl
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any
from urllib.request import getproxies

import httpx

from connectors.direct import DirectTransport
from connectors.errors import Ambiguous, Retryable, StopChannel

TIMEOUT = httpx.Timeout(15.0, connect=5.0, pool=5.0)
NEAR = ("all://localhost", "all://127.0.0.1", "all://[::1]")
NO_PROXY: dict[str, None] = dict.fromkeys(NEAR)
"""A proxy in the environment is for the outside world: the sandbox is called directly."""
CONNECTIONS = httpx.Limits(max_connections=32, max_keepalive_connections=16, keepalive_expiry=4.0)
"""An idle connection is let go before the other side does: servers do so after five seconds or more, and of a call that meets it in that
very moment we learn only when the time for its echo has passed whether it arrived."""


@lru_cache(maxsize=1)
def tls() -> ssl.SSLContext:
    """The authorities we trust, read once: reading them takes longer than a call."""
    return httpx.create_ssl_context()


def client(**options: Any) -> httpx.AsyncClient:
    """A client with our time-outs. It follows no redirect: a platform's API never asks for it, and tokens travel with it."""
    direct = DirectTransport(tls(), CONNECTIONS)
    way: dict[str, Any] = {"mounts": dict.fromkeys(NEAR, direct)} if getproxies() else {"transport": direct}
    return httpx.AsyncClient(timeout=TIMEOUT, limits=CONNECTIONS, verify=tls(), follow_redirects=False, **way, **options)


async def call(http: httpx.AsyncClient, platform: str, method: str, url: str, **options: Any) -> httpx.Response:
    """The platform's response, whatever its status.

    Raises ``Retryable`` if the request cannot have arrived, ``Ambiguous`` if it may have, ``StopChannel`` if the
    address is no address.
    """
    try:
        return await http.request(method, url, **options)
    except (httpx.UnsupportedProtocol, httpx.InvalidURL):
        raise StopChannel(f"The address set for {platform} is not one.") from None
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise Retryable(f"{platform} could not be reached ({type(error).__name__}).") from None
    except httpx.HTTPError as error:
        raise Ambiguous(f"{platform} did not answer ({type(error).__name__}).") from None


def json_body(response: httpx.Response) -> dict[str, Any]:
    """The JSON object a platform answered with, or an empty one: gateways in between answer with HTML."""
    try:
        value = response.json()
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def retry_after(response: httpx.Response) -> float | None:
    """Seconds from a ``Retry-After`` header, which holds a number of them or a date (RFC 9110, 10.2.3)."""
    value = response.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=timezone.utc)
    return max(0.0, (until - datetime.now(timezone.utc)).total_seconds())
