"""A soft limit on wrong logins from one address, kept in memory: it slows guessing across many accounts."""

from __future__ import annotations

import datetime as dt
import ipaddress
import threading
from collections import OrderedDict, deque

WINDOW = dt.timedelta(minutes=10)
LIMIT = 30
"""Wrong tries from one address in the window. An office behind one address stays well below it."""
MOST_ADDRESSES = 10_000


def whence(host: str) -> str:
    """The address to count by: of IPv6 the network, since whoever has one address there has all of it."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else host


class Throttle:
    """Counts failures by key. Thread-safe; forgets the least recent keys, so it cannot be made to grow."""

    def __init__(self, limit: int = LIMIT, window: dt.timedelta = WINDOW) -> None:
        self._limit, self._window = limit, window
        self._failures: OrderedDict[str, deque[dt.datetime]] = OrderedDict()
        self._mutex = threading.Lock()

    def tired(self, key: str, now: dt.datetime) -> bool:
        """Whether this key has failed too often lately."""
        with self._mutex:
            return key in self._failures and len(self._recent(key, now)) >= self._limit

    def failed(self, key: str, now: dt.datetime) -> None:
        """Notes one failure."""
        with self._mutex:
            self._recent(key, now).append(now)
            self._failures.move_to_end(key)
            while len(self._failures) > MOST_ADDRESSES:
                self._failures.popitem(last=False)

    def _recent(self, key: str, now: dt.datetime) -> deque[dt.datetime]:
        times = self._failures.setdefault(key, deque(maxlen=self._limit))
        while times and times[0] + self._window <= now:
            times.popleft()
        return times
