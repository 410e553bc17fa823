"""The audit trail: every staff act, and every automatic act on what somebody wrote."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.tables import Audit, Staff

A_COLLEAGUE = "A colleague"
"""Whoever did it, where that is nobody whose name we have."""


def record(
    session: Session,
    *,
    actor: str,
    act: str,
    subject: str,
    subject_id: object,
    reason: str | None = None,
    detail: dict[str, Any] | None = None,
) -> Audit:
    """Adds one row in the caller's transaction: an act and its record commit together.

    ``actor`` is ``staff:ID`` or ``system``; ``detail`` must hold no personal detail.
    """
    row = Audit(actor=actor, act=act, subject=subject, subject_id=str(subject_id), reason=reason, detail=detail or {})
    session.add(row)
    return row


def names(session: Session, actors: Iterable[str]) -> dict[str, str]:
    """The names of those ``actors`` who are staff, by actor."""
    numbers = {int(number) for actor in actors if (number := actor.removeprefix("staff:")) != actor and number.isdigit()}
    rows = session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(numbers)))
    return {f"staff:{number}": name for number, name in rows}
