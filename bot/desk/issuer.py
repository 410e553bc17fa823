"""The issuer of single sign-on: its discovery page, its keys, and the exchange of a code for an ID token.

The only network of the desk. It has deadlines, a few threads of its own and a memory of what failed a moment ago: an issuer
that hangs makes those wait who are on their way to it, and nobody else.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.discovery import get_well_known_url

from bot.desk.sign_on import Attempt, IssuerDown, IssuerRefused, NotBelieved
from bot.settings import OidcSettings

T = TypeVar("T")

STEP_SECONDS = 4.0
"""Longest wait for a connection, or for the next piece of an answer."""
ANSWER_SECONDS = 8.0
"""Longest wait for a whole answer."""
LARGEST = 256 * 1024
KEPT_SECONDS = 3600.0
"""How long discovery and keys are believed before they are fetched again."""
FAILED_SECONDS = 15.0
"""After a failure everybody is told so at once for this long, in place of waiting for the same failure."""
NEW_KEYS_SECONDS = 60.0
"""Keys are fetched out of turn at most this often, however many tokens name a key nobody knows."""
THREADS, IN_LINE = 4, 24

CALLBACK = "/desk/oidc/callback"
"""Where the issuer sends browsers back to, below the desk's own address."""
NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")


class Issuer:
    """One issuer and our registration with it. Thread-safe; nothing is fetched before somebody asks."""

    def __init__(self, settings: OidcSettings, redirect_uri: str, *, ticks: Callable[[], float] = time.monotonic) -> None:
        self.settings, self.redirect_uri = settings, redirect_uri
        self._ticks = ticks
        self._client = httpx.Client(timeout=STEP_SECONDS, follow_redirects=False, headers={"Accept": "application/json"})
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="issuer")
        self._line = threading.BoundedSemaphore(IN_LINE)
        self._mutex = threading.Lock()
        self._kept: dict[str, tuple[float, dict[str, Any]]] = {}
        self._failed: dict[str, float] = {}

    @property
    def name(self) -> str:
        """Its host name, for people."""
        return urlsplit(self.settings.issuer).hostname or self.settings.issuer

    async def ask(self, call: Callable[..., T], *args: Any) -> T:
        """Runs something of this class on the issuer's own threads. Raises ``IssuerDown`` when too many wait for it already."""
        if not self._line.acquire(blocking=False):
            raise IssuerDown("too_many")
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, call, *args)
        finally:
            self._line.release()

    def discovery(self) -> dict[str, Any]:
        """The issuer's own description. Raises ``IssuerDown`` when there is none, or it is somebody else's."""
        found = self._remembered(get_well_known_url(self.settings.issuer, external=True))
        if any(not isinstance(found.get(name), str) for name in NEEDED):
            raise IssuerDown("discovery_incomplete")
        if found["issuer"].rstrip("/") != self.settings.issuer.rstrip("/"):
            raise IssuerDown("discovery_of_another_issuer")
        # An https issuer that sends codes and secrets over plain http is not followed there.
        schemes = ("https",) if self.settings.issuer.startswith("https://") else ("http", "https")
        if any(urlsplit(found[name]).scheme not in schemes for name in NEEDED):
            raise IssuerDown("discovery_unsafe")
        return found

    def keys(self, fresh: bool = False) -> dict[str, Any]:
        """The issuer's public keys, a JWK set. Raises ``IssuerDown``."""
        return self._remembered(self.discovery()["jwks_uri"], NEW_KEYS_SECONDS if fresh else KEPT_SECONDS)

    def way_there(self, attempt: Attempt) -> str:
        """The address to which the browser goes to sign in. Raises ``IssuerDown``."""
        uri = prepare_grant_uri(
            self.discovery()["authorization_endpoint"],
            client_id=self.settings.client_id,
            response_type="code",
            redirect_uri=self.redirect_uri,
            scope="openid email",
            state=attempt.state,
            nonce=attempt.nonce,
            code_challenge=create_s256_code_challenge(attempt.verifier),
            code_challenge_method="S256",
        )
        return str(uri)

    def exchange(self, code: str, attempt: Attempt) -> dict[str, Any]:
        """What the issuer gives for a code. Raises ``IssuerDown``, ``IssuerRefused`` when the code is good for nothing."""
        found = self.discovery()
        body = prepare_token_request("authorization_code", redirect_uri=self.redirect_uri, code=code, code_verifier=attempt.verifier)
        methods = found.get("token_endpoint_auth_methods_supported")
        by_post = isinstance(methods, list) and "client_secret_basic" not in methods and "client_secret_post" in methods
        auth = ClientAuth(self.settings.client_id, self.settings.client_secret, "client_secret_post" if by_post else "client_secret_basic")
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        uri, headers, body = auth.prepare("POST", found["token_endpoint"], headers, body)
        status, answer = self._send("POST", uri, headers, body)
        if status in (400, 401):
            # invalid_client is ours to mend, and the doctor of the log; the rest is an old, used or foreign code.
            error = str(answer.get("error", ""))
            raise IssuerRefused(error if error in ("invalid_client", "invalid_grant", "unauthorized_client") else "token_refused")
        if status != 200:
            raise IssuerDown(f"token_{status}")
        if not isinstance(answer.get("id_token"), str):
            raise NotBelieved("no_id_token")
        return answer

    def _remembered(self, url: str, kept: float = KEPT_SECONDS) -> dict[str, Any]:
        with self._mutex:
            now = self._ticks()
            at, value = self._kept.get(url, (0.0, {}))
            if value and now - at < kept:
                return value
            if now - self._failed.get(url, -FAILED_SECONDS) < FAILED_SECONDS:
                raise IssuerDown("failed_a_moment_ago")
            try:
                status, value = self._send("GET", url)
                if status != 200 or not value:
                    raise IssuerDown(f"answer_{status}")
            except IssuerDown:
                self._failed[url] = self._ticks()
                raise
            self._kept[url] = (self._ticks(), value)
            return value

    def _send(self, method: str, url: str, headers: dict[str, str] | None = None, body: str | None = None) -> tuple[int, dict[str, Any]]:
        """Status and JSON object of an answer; an empty one where a refusal has none."""
        deadline = time.monotonic() + ANSWER_SECONDS
        try:
            with self._client.stream(method, url, headers=headers, content=body) as response:
                read = bytearray()
                for piece in response.iter_bytes():
                    read += piece
                    if len(read) > LARGEST:
                        raise IssuerDown("answer_too_long")
                    if time.monotonic() > deadline:
                        raise IssuerDown("answer_too_slow")
            answer = json.loads(bytes(read))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise IssuerDown(type(error).__name__) from None
        except ValueError:
            if response.status_code == 200:
                raise IssuerDown("answer_not_json") from None
            answer = {}
        return response.status_code, answer if isinstance(answer, dict) else {}
