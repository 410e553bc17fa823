"""Keeping a channel in order at its platform: what is set up there, and whether it still stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import httpx

from connectors.errors import SendError
from connectors.http import call


@dataclass(frozen=True)
class Finding:
    """One thing looked at or done, and what an operator should know of it. ``text`` holds no secret.

    ``broken`` means that people's messages do not reach us, or our answers not them: worth an alarm, not only a line.
    """

    subject: str
    well: bool
    text: str
    broken: bool = False


@dataclass(frozen=True)
class Tap:
    """A choice people see before they write: ``title`` on it, and the words it stands for, or the page it opens."""

    title: str
    say: str = ""
    url: str = ""


@dataclass(frozen=True)
class Command:
    """A Telegram command: its name without the slash, and what it does in a few words."""

    name: str
    title: str


@dataclass(frozen=True)
class Profile:
    """How we introduce ourselves on a platform, before the first message."""

    greeting: str
    ice_breakers: tuple[Tap, ...]
    menu: tuple[Tap, ...]
    commands: tuple[Command, ...]
    about: str
    description: str


class Upkeep(Protocol):
    """One platform's side of ``quietword channels``. Neither call raises: what went wrong is a finding."""

    @property
    def platform(self) -> str:
        """``meta``, ``twilio`` or ``telegram``."""
        ...

    async def set_up(self, profile: Profile) -> list[Finding]:
        """Tells the platform where to deliver, and how we introduce ourselves. May be repeated."""
        ...

    async def check(self, profile: Profile) -> list[Finding]:
        """Looks whether all of it still stands, and whether the platform may and can reach us. Changes nothing."""
        ...

    async def aclose(self) -> None:
        """Closes the connections."""
        ...


async def webhook_answers(
    http: httpx.AsyncClient, method: str, url: str, params: dict[str, str] | None, status: int, text: str | None = None
) -> Finding:
    """Whether our own webhook answers at its public address as it answers a stranger: with ``status``, and ``text`` if given.

    Seen from this machine. The platform may still be kept out by a firewall; then its own list of errors says so.
    """
    subject = "webhook"
    try:
        response = await call(http, "The webhook", method, url, params=params)
    except SendError as error:
        return Finding(subject, False, f"{url}: {error} Is the web role running, and does the proxy lead to it?", broken=True)
    if response.status_code == status and (text is None or response.text == text):
        return Finding(subject, True, f"{url} answers")
    return Finding(subject, False, f"{url} answers {response.status_code}, which is not our program's answer.", broken=True)
