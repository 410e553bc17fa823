"""Short references that people can read out over the telephone."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and capitals without those taken for one another (0 O, 1 I L, U V)."""


def new_reference(prefix: str) -> str:
    """A random reference such as ``C-7F3K-92QX``: 30^8 of them, so a guess finds nothing."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"
