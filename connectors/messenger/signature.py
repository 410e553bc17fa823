"""Is it Meta that calls? The subscription handshake (GET) and the signature of every delivery (POST)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from bot.settings import MetaSettings
from connectors.errors import SignatureError
from connectors.payload import header

HEADER = "X-Hub-Signature-256"


def verify_subscription(query: Mapping[str, str], settings: MetaSettings) -> str:
    """The challenge to answer with, as bare text. Raises ``SignatureError`` unless mode, token and challenge are right."""
    mode = query.get("hub.mode", "")
    token = query.get("hub.verify_token", "")
    challenge = query.get("hub.challenge", "")
    known = hmac.compare_digest(token.encode(), settings.verify_token.encode())
    if mode != "subscribe" or not known:
        raise SignatureError("The verify token is not ours.")
    # Meta's challenge is a number; anything else would be somebody having us echo their text.
    if not (challenge.isascii() and challenge.isalnum() and len(challenge) <= 100):
        raise SignatureError("The challenge is missing.")
    return challenge


def sign(body: bytes, secret: str) -> str:
    """The header's value for a body: HMAC-SHA256 over the raw bytes with the app secret."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def verify(headers: Mapping[str, str], body: bytes, settings: MetaSettings) -> None:
    """Raises ``SignatureError`` unless ``X-Hub-Signature-256`` is right for the raw body.

    The bytes must be those that arrived: Meta signs its escaped form (``\\u00e9``), so a body parsed and written again
    no longer matches. The old SHA-1 header is never looked at.
    """
    given = header(headers, HEADER)
    if not given or not body:
        raise SignatureError("The signature is missing.")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), sign(body, settings.app_secret).encode()):
        raise SignatureError("The signature is wrong.")
