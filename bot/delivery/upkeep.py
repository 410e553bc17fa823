"""What a dispatch process looks after every few seconds, beside its sending."""

from __future__ import annotations

import asyncio

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import sessionmaker

from bot import log
from bot.delivery import lost
from bot.delivery.holding import Holding
from bot.store.tables import utcnow

logger = log.get("dispatch")

EVERY_SECONDS = 5.0


class Upkeep:
    """Brings held replies back, and answers for a worker that is gone."""

    def __init__(self, sessions: sessionmaker, holding: Holding) -> None:  # type: ignore[type-arg]
        self._sessions = sessions
        self._holding = holding

    async def run(self) -> None:
        """Looks for ever; what fails because the database is away is done at the next look."""
        while True:
            try:
                lost.release(self._sessions, utcnow())
                self._holding.look(utcnow())
            except SQLAlchemyError as error:
                logger.error("upkeep.failed", error=error)
            await asyncio.sleep(EVERY_SECONDS)
