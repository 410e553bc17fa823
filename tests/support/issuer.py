"""An OpenID Connect issuer on this machine, faithful as far as the desk can tell: its own RSA key, discovery, authorisation with PKCE,
codes that work once, a token endpoint that knows its client. A test may change what it says, and how it fails."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "quiet-word", "a secret between us"
Claims = dict[str, Any]


def rs256(key: RSAKey, header: Claims, claims: Claims) -> str:
    """An ID token as it should be."""
    return jwt.encode(header, claims, key)


@dataclass
class FakeIssuer:
    """What the server knows. ``person`` is who is signed in there; every call is noted in ``asked``."""

    address: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256", "kid": secrets.token_hex(4)}))
    person: Claims = field(default_factory=lambda: {"sub": "1", "email": "anna@example.org", "email_verified": True})
    now: Callable[[], float] = time.time
    redirects: tuple[str, ...] = ()
    codes: dict[str, Claims] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    # What a test may change: the claims, the header, the way of signing, the discovery page, what an answer waits for, its status.
    alter: Callable[[Claims], Claims] = lambda claims: claims
    header: Callable[[Claims], Claims] = lambda header: header
    sign: Callable[[RSAKey, Claims, Claims], str] = rs256
    describe: Callable[[Claims], Claims] = lambda described: described
    jwks: Callable[[Claims], Claims] = lambda found: found
    held: threading.Event | None = None
    came: threading.Event = field(default_factory=threading.Event)
    status: int = 200

    def discovery(self) -> Claims:
        return self.describe(
            {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to. Raises ``AssertionError`` at a request that is not as the standard wants it."""
        assert asked["client_id"] == CLIENT_ID
        assert asked["response_type"] == "code"
        assert "openid" in asked["scope"].split()
        assert asked["redirect_uri"] in self.redirects
        assert asked["code_challenge_method"] == "S256"
        assert len(asked["state"]) >= 22
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.address})}"

    def token(self, authorization: str, asked: dict[str, str]) -> tuple[int, Claims]:
        expected = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if authorization != f"Basic {expected}":
            return 401, {"error": "invalid_client"}
        begun = self.codes.pop(asked.get("code", ""), None)  # a code works once
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if begun is None or begun["redirect_uri"] != asked.get("redirect_uri") or begun["code_challenge"] != challenge:
            return 400, {"error": "invalid_grant"}
        now = int(self.now())
        claims = {"iss": self.address, "aud": CLIENT_ID, "exp": now + 300, "iat": now, "nonce": begun["nonce"], **self.person}
        header = self.header({"alg": "RS256", "kid": self.key.kid, "typ": "JWT"})
        return 200, {"access_token": "an-access-token", "token_type": "Bearer", "id_token": self.sign(self.key, header, self.alter(claims))}

    def answer(self, method: str, target: str, authorization: str, body: str) -> tuple[int, dict[str, str], Any]:
        parts = urlsplit(target)
        self.asked.append(parts.path)
        if self.held is not None:
            self.came.set()
            self.held.wait(30)
        if self.status != 200:
            return self.status, {}, {"error": "temporarily_unavailable"}
        query = {name: values[0] for name, values in parse_qs(parts.query or body).items()}
        if parts.path == "/.well-known/openid-configuration":
            return 200, {}, self.discovery()
        if parts.path == "/keys":
            return 200, {}, self.jwks({"keys": [self.key.as_dict(private=False)]})
        if parts.path == "/authorize" and method == "GET":
            return 302, {"Location": self.authorize(query)}, {}
        if parts.path == "/token" and method == "POST":
            status, found = self.token(authorization, query)
            return status, {}, found
        return 404, {}, {}


@contextmanager
def running(host: str = "127.0.0.1") -> Iterator[FakeIssuer]:
    """The issuer on a port of its own, until the block ends."""
    issuer = FakeIssuer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer("")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

        def _answer(self, body: str) -> None:
            status, headers, found = issuer.answer(self.command, self.path, self.headers.get("Authorization", ""), body)
            content = found if isinstance(found, bytes) else json.dumps(found).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", "Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    issuer.address = f"http://{host}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
