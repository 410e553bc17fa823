"""Requests that arrive while others are being stored are stored together: one wait for the database and one commit for all.

However many people write at once, a webhook waits at most for the transaction under way and for its own. What need not be
known at once may wait a moment longer, so that more of it travels together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from bot import log
from bot.intake.acceptance import Acceptance, Unavailable
from bot.messages import Event

logger = log.get("intake")

AT_ONCE = 50
"""Requests in one transaction at most, so that the first of them need not wait long for the last."""


class Together:
    """One ``Acceptance`` for all requests of an event loop; a request waits ``patience`` seconds for others to come."""

    def __init__(self, acceptance: Acceptance, patience: float = 0.0) -> None:
        self._acceptance = acceptance
        self._patience = patience
        self._waiting: list[tuple[Sequence[Event], asyncio.Future[None]]] = []
        self._work: asyncio.Task[None] | None = None
        # One transaction at a time needs one thread, and none of what it takes to share many.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="intake")

    async def accept(self, events: Sequence[Event]) -> None:
        """Stores the events of one request; durable when it returns. Raises ``Unavailable`` when nothing of it was stored."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((events, stored))
        if self._work is None:
            self._work = asyncio.create_task(self._store_all())
        await stored

    async def _store_all(self) -> None:
        try:
            while self._waiting:
                if self._patience:
                    await asyncio.sleep(self._patience)
                batch, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
                await self._store(batch)
        finally:
            self._work = None

    async def _store(self, batch: list[tuple[Sequence[Event], asyncio.Future[None]]]) -> None:
        try:
            events = [event for events, _ in batch for event in events]
            await asyncio.get_running_loop().run_in_executor(self._thread, self._acceptance.accept, events)
        except Exception as error:  # every request of the batch must hear of it, or it would wait for ever
            if len(batch) > 1 and not isinstance(error, Unavailable):
                # Whatever was not foreseen lies in one of them: the others are stored without it.
                logger.error("intake.together", requests=len(batch), error=error)
                for request in batch:
                    await self._store([request])
                return
            _tell(batch, error)
        else:
            _tell(batch, None)


def _tell(batch: list[tuple[Sequence[Event], asyncio.Future[None]]], error: Exception | None) -> None:
    for _, stored in batch:
        if stored.done():
            continue  # whoever asked has hung up
        if error is None:
            stored.set_result(None)
        else:
            stored.set_exception(error)
