"""Requests of people about their own data, and complaints about how it was used: two queues at the desk, each with its clock.

A request is to be answered within one month (UK GDPR art. 12(3)). A complaint is to be acknowledged within 30 days and
answered without undue delay (Data Protection Act 2018 s.164A, in force from 19 June 2026). No words of the person are
kept here: the conversation has them.
"""

from __future__ import annotations

import calendar
import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store import audit
from bot.store.references import new_reference
from bot.store.tables import Conversation, DataRequest

KINDS = {
    "access": "Wants to see what we hold",
    "erase": "Wants their data deleted",
    "rectify": "Wants something put right",
    "object": "Objects to how we use their data",
    "other": "Asked about their data",
    "complaint": "Complains about how we used their data",
}
OUTCOMES = {
    "done": "Done",
    "partly": "Partly done, and told why",
    "refused": "Refused, and told why",
    "erased": "Erased",
    "withdrawn": "Taken back",
}
COMPLAINT_DAYS = 30


def open_request(session: Session, conversation: Conversation | None, kind: str, *, by: str, now: dt.datetime) -> DataRequest:
    """Opens a request, or gives back the open one of this kind in the conversation. Raises ``ValueError`` for an unknown kind."""
    if kind not in KINDS:
        raise ValueError(f"'{kind}' is no kind of request; known: {', '.join(KINDS)}")
    if conversation is not None:
        same = select(DataRequest).where(
            DataRequest.conversation_id == conversation.id, DataRequest.kind == kind, DataRequest.closed_at.is_(None)
        )
        found = session.execute(same).scalars().first()
        if found is not None:
            return found  # type: ignore[no-any-return]
    row = DataRequest(
        reference=new_reference("D"),
        kind=kind,
        conversation_id=conversation.id if conversation is not None else None,
        opened_by=by,
        opened_at=now,
        due_at=due(kind, now),
    )
    session.add(row)
    session.flush()
    audit.record(session, actor=_actor(by), act="data_request.open", subject="data_request", subject_id=row.id, detail={"kind": kind})
    return row


def due(kind: str, opened: dt.datetime) -> dt.datetime:
    """By when: a complaint is acknowledged within 30 days; anything else is answered by the same day of the next month."""
    if kind == "complaint":
        return opened + dt.timedelta(days=COMPLAINT_DAYS)
    year, month = (opened.year, opened.month + 1) if opened.month < 12 else (opened.year + 1, 1)
    return opened.replace(year=year, month=month, day=min(opened.day, calendar.monthrange(year, month)[1]))


def acknowledge(session: Session, row: DataRequest, *, actor: str, now: dt.datetime) -> None:
    """Notes that the person has been told we have it. Twice changes nothing."""
    if row.acknowledged_at is None:
        row.acknowledged_at = now
        audit.record(session, actor=actor, act="data_request.acknowledge", subject="data_request", subject_id=row.id)


def close(session: Session, row: DataRequest, outcome: str, *, staff_id: int, reason: str, now: dt.datetime) -> None:
    """Ends a request. Raises ``ValueError`` for an unknown outcome, or without a reason when not all was done."""
    if outcome not in OUTCOMES:
        raise ValueError(f"'{outcome}' is no outcome; known: {', '.join(OUTCOMES)}")
    if outcome in ("partly", "refused") and not reason.strip():
        raise ValueError("say why not all was done")
    row.closed_at, row.closed_by_id, row.outcome = now, staff_id, outcome
    audit.record(
        session, actor=f"staff:{staff_id}", act="data_request.close", subject="data_request", subject_id=row.id,
        reason=reason.strip()[:200] or None, detail={"outcome": outcome},
    )  # fmt: skip


def waiting(session: Session) -> list[DataRequest]:
    """Every open request, the first due first."""
    return list(session.execute(select(DataRequest).where(DataRequest.closed_at.is_(None)).order_by(DataRequest.due_at)).scalars())


def closed(session: Session, newest: int) -> list[DataRequest]:
    """The requests closed last, newest first."""
    query = select(DataRequest).where(DataRequest.closed_at.is_not(None)).order_by(DataRequest.closed_at.desc()).limit(newest)
    return list(session.execute(query).scalars())


def _actor(by: str) -> str:
    return "system" if by == "person" else by
