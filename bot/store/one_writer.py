"""SQLite has one writer. A process's writers queue up here, and only the first of them tries for the database's lock.

Left to itself, each waiting thread would try again and again, which under load costs more than the writing, and SQLite's
own waiting sleeps longer and longer, up to 100 ms, while others overtake it.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError

BUSY_TIMEOUT_MS = 15_000
"""How long a writer waits for the others before it gives up."""
TRY_AGAIN_SECONDS = 0.0002
"""How often the first in the queue looks whether another process has let go."""
_HOLDS = "holds the queue"


class OneWriter:
    """The queue of one engine. A connection leaves it when it goes back to the pool: after its commit or rollback."""

    def __init__(self, engine: Engine) -> None:
        self._first = threading.Lock()
        for moment in ("checkin", "invalidate", "soft_invalidate"):
            event.listen(engine, moment, self._leave)

    def begin(self, connection: Connection) -> None:
        """Takes SQLite's write lock. Raises ``OperationalError`` when others hold it for all of ``BUSY_TIMEOUT_MS``."""
        fairy: Any = connection.connection
        driver: Any = fairy.dbapi_connection
        deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
        if not self._first.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
            raise OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked by another thread"))
        fairy.info[_HOLDS] = True
        driver.execute("PRAGMA busy_timeout=0")
        try:
            while True:
                try:
                    driver.execute("BEGIN IMMEDIATE")
                    return
                except sqlite3.OperationalError as error:
                    if "locked" not in str(error) or time.monotonic() > deadline:
                        raise OperationalError("BEGIN IMMEDIATE", None, error) from error
                time.sleep(TRY_AGAIN_SECONDS)  # SQLite tells nobody in another process when the lock is free
        finally:
            driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")

    def _leave(self, _driver: Any, record: Any, *_: Any) -> None:
        if record.info.pop(_HOLDS, False):
            self._first.release()
