"""When what was committed is on the disk and not only with the operating system.

A process that is killed loses nothing it has committed; a machine that loses its power does, unless somebody waited for
the disk, which takes some milliseconds. PostgreSQL waits by itself and lets others commit meanwhile. SQLite would wait with
its one write lock in hand; so here it only appends to its log (``synchronous=NORMAL``), and whoever commits waits afterwards,
when the lock is free again and whoever was woken is at work already. One wait covers everything committed before it.

Sessions wait by themselves (``bot.store.session``). Where the next step waits for the disk anyway, the one before need not.
"""

from __future__ import annotations

import asyncio
import os
from functools import lru_cache, partial

from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

_flush = getattr(os, "fdatasync", os.fsync)  # macOS has only the latter


def to_disk(engine: Engine) -> None:
    """Returns when everything that was committed before the call is on the disk. Raises ``OperationalError`` when the disk fails."""
    log = _log_of(engine)
    if log is None:
        return
    try:
        descriptor = os.open(log, os.O_RDONLY)
        try:
            _flush(descriptor)
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        return  # SQLite has moved all of it to the database, synced that, and removed the log
    except OSError as error:
        raise OperationalError("sync", None, error) from error


@lru_cache(maxsize=8)
def _log_of(engine: Engine) -> str | None:
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None
    return f"{engine.url.database}-wal"


class OnDisk:
    """One wait for all who ask in an event loop: the first is served at once; who comes meanwhile waits for the disk's next go."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: list[asyncio.Future[None]] = []
        self._work: asyncio.Future[None] | None = None

    async def reached(self) -> None:
        """Returns when all that was committed before the call is on the disk. Raises ``OperationalError`` when the disk fails."""
        if _log_of(self._engine) is None:
            return
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(done)
        if self._work is None:
            self._begin()
        await done

    def _begin(self) -> None:
        waiting, self._waiting = self._waiting, []
        self._work = asyncio.get_running_loop().run_in_executor(None, to_disk, self._engine)
        self._work.add_done_callback(partial(self._tell, waiting))

    def _tell(self, waiting: list[asyncio.Future[None]], work: asyncio.Future[None]) -> None:
        # Whoever waits must hear of whatever went wrong, or would wait for ever.
        error = asyncio.CancelledError() if work.cancelled() else work.exception()
        for done in waiting:
            if done.done():
                continue
            if error is None:
                done.set_result(None)
            else:
                done.set_exception(error)
        self._work = None
        if self._waiting:
            self._begin()
