"""The browser's session: a random name in a signed cookie, and nothing else known of the person.

Whoever holds the cookie reads the chat, so it is out of reach of scripts (HttpOnly), of other sites (SameSite) and of
the network (Secure, where the address is https). A name that we did not sign opens nothing. The cookie has no expiry:
the browser drops it when it closes, and the quick exit drops it at once.
"""

from __future__ import annotations

import hmac
import re
import secrets

from starlette.requests import Request
from starlette.responses import Response

from bot.messages import Channel
from bot.privacy.vault import Vault

COOKIE = "qw_chat"
ACCOUNT = "web"
PATH = "/chat/"

SIGNATURE_LENGTH = 43
"""All 256 bits of the signature."""

_VALUE = re.compile(r"([\w-]{22})\.([\w-]{43})", re.ASCII)


class Forged(Exception):
    """The browser showed a cookie that we did not make."""


class Cookies:
    """Makes, reads and clears the session cookie."""

    def __init__(self, vault: Vault, secure: bool) -> None:
        self._vault = vault
        self._secure = secure

    def new_session(self) -> str:
        """A new session's name: 128 random bits, 22 characters."""
        return secrets.token_urlsafe(16)

    def read(self, request: Request) -> str | None:
        """The session a request belongs to; None without a cookie. Raises ``Forged`` when its signature is not ours."""
        value = request.cookies.get(COOKIE)
        if value is None:
            return None
        match = _VALUE.fullmatch(value)
        if match is None or not hmac.compare_digest(self._signature(match[1]), match[2]):
            raise Forged
        return match[1]

    def give(self, response: Response, session_id: str) -> None:
        """Puts the session into the browser."""
        value = f"{session_id}.{self._signature(session_id)}"
        response.set_cookie(COOKIE, value, path=PATH, secure=self._secure, httponly=True, samesite="lax")

    def clear(self, response: Response) -> None:
        """Takes the session out of the browser."""
        response.delete_cookie(COOKIE, path=PATH, secure=self._secure, httponly=True, samesite="lax")

    def key(self, session_id: str) -> str:
        """The keyed hash under which the session's contact is stored."""
        return self._vault.hash_address(str(Channel.WEB), ACCOUNT, session_id)

    def _signature(self, session_id: str) -> str:
        return self._vault.sign(f"webchat/{session_id}", SIGNATURE_LENGTH)
