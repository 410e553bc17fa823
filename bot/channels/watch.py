"""The watch over the channels, beside the dispatcher: silence, lost subscriptions, ended tokens, threads left in Meta's inbox.

One process watches at a time: whoever holds the lock. What it finds stands in the database as alarms, so the desk shows
it without asking any platform itself.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from collections.abc import Callable

from bot import log
from bot.app import House
from bot.channels import profile, silence, upkeep
from bot.handover import quiet
from bot.messages import Channel
from bot.store import alarms
from bot.store.locks import WATCH
from bot.store.session import transaction
from bot.store.tables import utcnow
from connectors.upkeep import Finding, Profile, Upkeep

logger = log.get("watch")

EVERY_SECONDS = 300.0
PLATFORMS_EVERY = dt.timedelta(hours=1)
"""Meta unsubscribes an app that failed for an hour; an alarm an hour later is in time, and the calls cost nothing."""

OUTSIDE = "webhook"
"""The one finding left aside here: from where the dispatcher stands our own public address may be out of reach."""


class Watch:
    """Looks every few minutes, and at the platforms every hour."""

    def __init__(self, house: House, channels: list[Channel], platforms: Callable[[], list[Upkeep]], words: Callable[[], Profile]) -> None:
        self._house = house
        self._channels = channels
        self._platforms = platforms
        self._words = words
        self._watching = False
        self._next_platforms = utcnow() + PLATFORMS_EVERY

    def run(self, stop: threading.Event) -> None:
        """Watches until ``stop`` is set."""
        while not stop.wait(EVERY_SECONDS):
            try:
                self.look(utcnow())
            except Exception as error:  # the boundary of one round: messages still go out, and the next round tries again
                logger.error("watch.failed", error=error)

    def look(self, now: dt.datetime) -> bool:
        """One round; False when another process watches."""
        self._watching = self._watching or self._house.locks.try_lock(WATCH, 1)
        if not self._watching:
            return False
        for name in silence.watch(self._house.sessions, self._house.organisation, self._channels, now):
            logger.warning("watch.silence", alarm=name)
        quiet.give_back(self._house.sessions, self._house.organisation, now)
        if now >= self._next_platforms:
            self._next_platforms = now + PLATFORMS_EVERY
            self.look_at_platforms(now)
        return True

    def look_at_platforms(self, now: dt.datetime) -> None:
        """Asks every platform whether we are still subscribed and allowed, and raises or ends its alarm."""
        platforms = self._platforms()
        if not platforms:
            return
        found = asyncio.run(_asked(platforms, self._words()))
        for platform in {one.platform for one in platforms}:
            findings = [finding for name, finding in found if name == platform and finding.subject != OUTSIDE]
            self._settle(platform, findings, now)

    def _settle(self, platform: str, findings: list[Finding], now: dt.datetime) -> None:
        name = f"setup_{platform}"
        broken = [finding for finding in findings if finding.broken]
        with transaction(self._house.sessions) as session:
            session.begin_write()
            if broken:
                first = broken[0]
                words = f"{platform.capitalize()} does not work as it should: {first.subject}: {first.text}."
                alarms.sound(session, name, words, now)
                logger.warning("watch.setup", platform=platform, subject=first.subject)
            elif all(finding.well for finding in findings):
                # A platform that did not answer tells nothing: what stood before still stands.
                alarms.end(session, name)


async def _asked(platforms: list[Upkeep], words: Profile) -> list[tuple[str, Finding]]:
    try:
        return await upkeep.check(platforms, words)
    finally:
        await upkeep.close(platforms)


def build(house: House, channels: list[Channel]) -> Watch:
    """A watch over the channels that are on. Platforms that our own sandbox plays are not asked."""

    def real() -> list[Upkeep]:
        return [one for one in upkeep.build(house.settings) if one.platform not in house.settings.sandboxed]

    def words() -> Profile:
        return profile.load(house.settings.root / "data" / "channels.yml", house.organisation)

    return Watch(house, channels, real, words)
