"""The audit trail: every staff act, and every automatic act on what somebody wrote."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from bot.store.tables import Audit


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
