"""Random tokens that a browser or a link holds: what of them is kept here."""

from __future__ import annotations

import hashlib


def hash_token(token: str) -> str:
    """What is kept of a random token of ours: enough to know it again, not to use it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
