"""Setting every channel up at its platform, and looking whether it still stands: for operators and for the watch."""

from __future__ import annotations

import logging

from bot.settings import Settings
from connectors.messenger.upkeep import MetaUpkeep
from connectors.sms.upkeep import TwilioUpkeep
from connectors.telegram.upkeep import TelegramUpkeep
from connectors.upkeep import Finding, Profile, Upkeep


def build(settings: Settings) -> list[Upkeep]:
    """One for every platform that has settings. Opens no connection yet."""
    # httpx logs the address of every call, and addresses hold tokens.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    found: list[Upkeep] = []
    if settings.meta is not None:
        found.append(MetaUpkeep(settings.meta, settings.public_url))
    if settings.twilio is not None:
        found.append(TwilioUpkeep(settings.twilio, settings.public_url))
    if settings.telegram is not None:
        found.append(TelegramUpkeep(settings.telegram, settings.public_url))
    return found


async def set_up(platforms: list[Upkeep], profile: Profile) -> list[tuple[str, Finding]]:
    """Every platform in turn; each finding beside the platform's name."""
    return [(upkeep.platform, finding) for upkeep in platforms for finding in await upkeep.set_up(profile)]


async def check(platforms: list[Upkeep], profile: Profile) -> list[tuple[str, Finding]]:
    """Every platform in turn; each finding beside the platform's name."""
    return [(upkeep.platform, finding) for upkeep in platforms for finding in await upkeep.check(profile)]


async def close(platforms: list[Upkeep]) -> None:
    """Closes every connection."""
    for upkeep in platforms:
        await upkeep.aclose()
