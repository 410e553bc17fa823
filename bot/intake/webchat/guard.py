"""What stands before the door: is it our own page that asks, and is it not too much or too fast?"""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request

SESSION_BURST, SESSION_PER_SECOND = 30, 1.0
ADDRESS_BURST, ADDRESS_PER_SECOND = 300, 20.0
"""Messages at once, and then per second. A library or a surgery is one address with many people behind it."""

BYTES_A_TOKEN = 256
"""A longer message counts as several: reading one of 16 KB can keep the assistant busy for seconds."""

READ_BURST, READ_PER_SECOND = 60, 2.0
"""Looks at one chat (page, history, start of a stream) at once, and then per second."""

MAX_KEPT = 10_000
"""How many token buckets are held at once."""

WORDS = {
    "bad_message": "We could not read that message. Please try again.",
    "empty": "Please write a message first.",
    "too_long": "That message is too long to send in one go. Please send it in smaller parts.",
    "too_fast": "You are sending messages very fast. Please wait a moment, then try again.",
    "too_often": "You are opening this page very fast. Please wait a moment, then try again.",
    "too_slow": "Your message did not reach us in time. Please try again.",
    "other_site": "That message did not come from our chat page, so we did not take it. Please open the chat page and try again.",
    "ended": "This chat has ended. Please open the chat page again to start a new one.",
    "restarted": "Your last chat had ended, so we have started a new one. Please press Send again.",
    "no_cookie": "Your browser does not let this chat remember you, so we cannot show you the answers here.",
    "busy": "We could not save your message just now. Please try again in a minute.",
    "full": "Too many people are using the chat just now. Please try again in a minute.",
    "down": "The chat is not working just now. Please try again in a few minutes.",
}
"""What a person is told, by the code that a program is told."""


class Refused(Exception):
    """A request that is not taken: the status, and a key of ``WORDS``. ``draft`` is what the person had written."""

    def __init__(self, status: int, code: str, retry_after: int | None = None, draft: str = "") -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.retry_after = retry_after
        self.draft = draft

    @property
    def words(self) -> str:
        """The reason in plain words."""
        return WORDS[self.code]


def check_origin(headers: Headers, public_url: str, *, framed: bool = False) -> None:
    """Refuses what another site's page makes a browser send (403).

    Every current browser says where a POST comes from (``Sec-Fetch-Site``, ``Origin``). A request that says neither
    comes from a program, which holds nobody's cookie but its own; or from a browser so old that only ``SameSite``
    protects it, which the cookie of a frame (``framed``) cannot have.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site != "same-origin":
        raise Refused(403, "other_site")
    if origin is None or (origin == "null" and site == "same-origin"):
        if framed and site is None:
            raise Refused(403, "other_site")
        return
    try:
        ours, theirs = urlsplit(public_url), urlsplit(origin)
    except ValueError:
        raise Refused(403, "other_site") from None
    schemes = ("https",) if ours.scheme == "https" else ("http", "https")
    if theirs.scheme not in schemes or theirs.netloc not in (ours.netloc, headers.get("host", "")):
        raise Refused(403, "other_site")


def check_reader(headers: Headers) -> None:
    """Refuses to let another site's page open somebody's stream or history (403): it could not read it, but hold it open."""
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise Refused(403, "other_site")


def address_of(request: Request) -> str:
    """Where a request comes from, for counting: the IPv4 address, or the network (/64) that one subscriber has of IPv6."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


def weight(text: str | None) -> int:
    """How many tokens a message takes: one, and one more for each ``BYTES_A_TOKEN``."""
    return 1 + len((text or "").encode("utf-8", "surrogatepass")) // BYTES_A_TOKEN


class Buckets:
    """A token bucket for each key: ``burst`` at once, then ``per_second``. Held in memory only, and bounded."""

    def __init__(self, burst: int, per_second: float, clock: Callable[[], dt.datetime]) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, key: str, code: str = "too_fast", tokens: int = 1) -> None:
        """Takes tokens, at most half a bucket. Raises ``Refused`` (429, ``code``) with the whole seconds until there are enough."""
        tokens = max(1, min(tokens, self._burst // 2))
        now = self._clock().timestamp()
        level, since = self._levels.pop(key, (float(self._burst), now))
        level = min(float(self._burst), level + max(0.0, now - since) * self._per_second)
        # Written back last: the dictionary's order is that of last use, and the least used is forgotten first.
        self._levels[key] = (level - tokens, now) if level >= tokens else (level, now)
        if len(self._levels) > MAX_KEPT:
            del self._levels[next(iter(self._levels))]
        if level < tokens:
            raise Refused(429, code, retry_after=max(1, round((tokens - level) / self._per_second)))
