"""The ledger of choices a person has over their story. Each is asked by itself, dated, and can be changed: the newest holds.

Whoever uses a story asks here first: ``in_force`` for one, ``agreed_to`` for many. A choice is never written over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.store import audit
from bot.store.tables import ConsentGrant, Experience

PURPOSES = ("use_anonymously", "quote_anonymously", "share_with_provider", "contact_me")
"""In the order in which they are asked. Whoever does not answer has not agreed."""


def record(session: Session, experience: Experience, purpose: str, granted: bool, *, now: dt.datetime, by: str = "person") -> None:
    """Adds a yes or no, under the privacy notice the person saw; ``by`` is person, or ``staff:ID`` who wrote it down for them.

    Raises ``ValueError`` for a purpose not in ``PURPOSES``.
    """
    if purpose not in PURPOSES:
        raise ValueError(f"'{purpose}' is no purpose of consent; known: {', '.join(PURPOSES)}")
    session.add(
        ConsentGrant(experience_id=experience.id, purpose=purpose, granted=granted, notice_version=experience.notice_version, by=by, at=now)
    )


def in_force(session: Session, experience: Experience) -> dict[str, bool]:
    """What holds now for each purpose: the newest answer, and no where there is none."""
    session.flush()  # a turn does not flush by itself, and an answer of this very turn counts
    rows = session.execute(
        select(ConsentGrant.purpose, ConsentGrant.granted).where(ConsentGrant.experience_id == experience.id).order_by(ConsentGrant.id)
    )
    return dict.fromkeys(PURPOSES, False) | {row.purpose: row.granted for row in rows}


def withdraw(
    session: Session, experience: Experience, purposes: Iterable[str] = PURPOSES, *, now: dt.datetime, by: str = "person"
) -> tuple[str, ...]:
    """Takes back what was agreed to, from now on; returns the purposes that had been agreed to.

    Without ``contact_me`` nobody may get in touch about the story, so how to reach the person is let go of by the caller
    (``bot.privacy.keeping.going.erase_story_contacts``). On the audit trail.
    """
    agreed = in_force(session, experience)
    taken_back = tuple(purpose for purpose in purposes if agreed[purpose])
    for purpose in taken_back:
        record(session, experience, purpose, False, now=now, by=by)
    if taken_back:
        audit.record(
            session, actor="system" if by == "person" else by, act="consent.withdraw", subject="experience", subject_id=experience.id,
            detail={"purposes": list(taken_back), "by": by},
        )  # fmt: skip
    return taken_back


def agreed_to(purpose: str) -> Any:
    """A query for the ids of the experiences whose newest answer to ``purpose`` is yes."""
    if purpose not in PURPOSES:
        raise ValueError(f"'{purpose}' is no purpose of consent; known: {', '.join(PURPOSES)}")
    newest = select(func.max(ConsentGrant.id)).where(ConsentGrant.purpose == purpose).group_by(ConsentGrant.experience_id)
    return select(ConsentGrant.experience_id).where(ConsentGrant.id.in_(newest), ConsentGrant.granted.is_(True))
