"""The number by which a person can ask about their story later: short enough to read out over the telephone."""

from __future__ import annotations

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.references import ALPHABET
from bot.store.tables import Experience


def new_reference() -> str:
    """A random reference such as ``QW-7F3K-92``: 30^6 of them, with no sign that is taken for another."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(6))
    return f"QW-{signs[:4]}-{signs[4:]}"


def free_reference(session: Session) -> str:
    """A reference that no experience has yet."""
    while True:
        reference = new_reference()
        if session.execute(select(Experience.id).where(Experience.reference == reference)).first() is None:
            return reference
