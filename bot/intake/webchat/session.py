"""The browser's session: a random name in a signed cookie, and nothing else known of the person.

Whoever holds the cookie reads the chat, so it is out of reach of scripts (HttpOnly), of other sites (SameSite) and of
the network (Secure, where the address is https). A name that we did not sign opens nothing. ``__Host-`` keeps a
neighbouring host of the same domain from planting a name of its own in somebody's browser and reading along.

There are two cookies. The page in a window of its own has a ``Lax`` one, which other sites never cause to be sent. The
page in a frame of another site gets none of those; it has one that is ``Partitioned`` (CHIPS): it exists only within
that other site, so it follows nobody around. See docs/embed.md for what which browser does.

The browser drops the cookie when it closes, unless the person asked us to keep the chat on the device, and the quick
exit drops it at once.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from bot.messages import Channel
from bot.privacy.sealing.vault import Vault

COOKIE = "qw_chat"
FRAMED_COOKIE = "qw_framed"
ACCOUNT = "web"

KEEP_DAYS = 7
"""How long a chat stays on a device whose owner asked for it, counted from the last look at the page."""

SIGNATURE_LENGTH = 43
"""All 256 bits of the signature."""

_VALUE = re.compile(r"([\w-]{22})\.([\w-]{43})", re.ASCII)
_FRAMES = frozenset({"iframe", "frame", "embed", "object"})


class Forged(Exception):
    """The browser showed a cookie that we did not make."""


@dataclass(frozen=True)
class Session:
    """One browser's chat. ``kept``: on the device for ``KEEP_DAYS``; ``framed``: in a frame of another site's page."""

    id: str = field(repr=False)
    kept: bool = False
    framed: bool = False


def in_frame(request: Request) -> bool:
    """Whether a browser asks for this page to show it in a frame."""
    return request.headers.get("sec-fetch-dest") in _FRAMES


class Cookies:
    """Makes, reads and clears the session cookies. ``secure``: the public address is https."""

    def __init__(self, vault: Vault, secure: bool) -> None:
        self._vault = vault
        self._secure = secure
        self.name = f"__Host-{COOKIE}" if secure else COOKIE
        self.framed_name = f"__Host-{FRAMED_COOKIE}"
        self._names = ((self.name, False), (self.framed_name, True)) if secure else ((self.name, False),)

    def new(self, request: Request) -> Session:
        """A new session: 128 random bits, 22 characters, for the window or the frame that asks."""
        # Browsers take SameSite=None on https only; elsewhere a frame shares the window's cookie where it may.
        return Session(secrets.token_urlsafe(16), framed=self._secure and in_frame(request))

    def read(self, request: Request) -> Session | None:
        """The session a request belongs to; None without a cookie. Raises ``Forged`` when what it shows is not ours."""
        shown = {framed: value for name, framed in self._names if (value := request.cookies.get(name)) is not None}
        for framed, value in shown.items():
            session = self._signed(value, framed)
            if session is not None:
                return session
        if shown:
            raise Forged
        return None

    def read_all(self, request: Request) -> list[Session]:
        """Every session that a request shows and that is ours: of the window, of the frame."""
        found = (self._signed(request.cookies.get(name, ""), framed) for name, framed in self._names)
        return [session for session in found if session is not None]

    def _signed(self, value: str, framed: bool) -> Session | None:
        match = _VALUE.fullmatch(value)
        for kept in (False, True) if match else ():
            if match and hmac.compare_digest(self._signature(match[1], kept), match[2]):
                return Session(match[1], kept, framed)
        return None

    def give(self, response: Response, session: Session) -> None:
        """Puts the session into the browser."""
        age = KEEP_DAYS * 86_400 if session.kept else None
        self._set(response, session.framed, f"{session.id}.{self._signature(session.id, session.kept)}", age)

    def clear(self, response: Response) -> None:
        """Takes every session out of the browser."""
        self._set(response, False, "", 0)
        if self._secure:
            self._set(response, True, "", 0)

    def key(self, session: Session) -> str:
        """The keyed hash under which the session's contact is stored."""
        return self._vault.hash_address(str(Channel.WEB), ACCOUNT, session.id)

    def _set(self, response: Response, framed: bool, value: str, max_age: int | None) -> None:
        # Written out because http.cookies of Python before 3.14 does not know Partitioned.
        name, path = (self.framed_name if framed else self.name), ("/" if self._secure else "/chat/")
        parts = [f"{name}={value}", f"Path={path}", "HttpOnly", f"SameSite={'None' if framed else 'Lax'}"]
        parts += ["Secure"] if self._secure else []
        parts += ["Partitioned"] if framed else []
        parts += [f"Max-Age={max_age}"] if max_age is not None else []
        response.headers.append("Set-Cookie", "; ".join(parts))

    def _signature(self, session_id: str, kept: bool) -> str:
        return self._vault.sign(f"webchat/{'kept/' if kept else ''}{session_id}", SIGNATURE_LENGTH)
