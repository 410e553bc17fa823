"""The four choices a person has over their story. Each is asked by itself, dated, and can be changed: the newest holds."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.tables import ConsentGrant, Experience

PURPOSES = ("use_anonymously", "quote_anonymously", "share_with_provider", "contact_me")
"""In the order in which they are asked. Whoever does not answer has not agreed."""


def record(session: Session, experience: Experience, purpose: str, granted: bool, *, now: dt.datetime) -> None:
    """Adds a yes or no, under the privacy notice the person saw. Raises ``ValueError`` for a purpose not in ``PURPOSES``."""
    if purpose not in PURPOSES:
        raise ValueError(f"'{purpose}' is no purpose of consent; known: {', '.join(PURPOSES)}")
    session.add(
        ConsentGrant(experience_id=experience.id, purpose=purpose, granted=granted, notice_version=experience.notice_version, at=now)
    )


def in_force(session: Session, experience: Experience) -> dict[str, bool]:
    """What holds now for each purpose: the newest answer, and no where there is none."""
    session.flush()  # a turn does not flush by itself, and an answer of this very turn counts
    rows = session.execute(
        select(ConsentGrant.purpose, ConsentGrant.granted).where(ConsentGrant.experience_id == experience.id).order_by(ConsentGrant.id)
    )
    return dict.fromkeys(PURPOSES, False) | {row.purpose: row.granted for row in rows}
