"""What a dispatch process looks after every few seconds, beside its sending."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from bot import log
from bot.store.tables import utcnow

logger = log.get("dispatch")

EVERY_SECONDS = 5.0


class Upkeep:
    """Takes a few looks again and again, each of which is given the time and may find something to do."""

    def __init__(self, *looks: Callable[[dt.datetime], object], every: float = EVERY_SECONDS) -> None:
        self._looks = looks
        self._every = every

    async def run(self) -> None:
        """Looks for ever; what fails because the database is away is done at the next look."""
        while True:
            try:
                for look in self._looks:
                    look(utcnow())
            except SQLAlchemyError as error:
                logger.error("upkeep.failed", error=error)
            await asyncio.sleep(self._every)
