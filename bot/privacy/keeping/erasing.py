"""Erasing rows for good: with them everything that cannot exist without them, and the sealed originals of all.

Nothing here knows the tables by name. A row that must point at an erased one (a foreign key that cannot be empty) goes
with it; a row that may point at it lets go and stays. So a table that is added later is covered by how it is made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, delete, select, update
from sqlalchemy.orm import Session

from bot.store import tallies
from bot.store.tables import Audit, Base, Sealed, TrackerEvent

CHUNK = 500
"""Ids in one statement: databases limit the parameters of one."""

ERASED = " (erased)"
"""What the audit trail puts behind the number of something that is gone."""

SEALED = Sealed.__table__


def erase(session: Session, table: Any, ids: Sequence[int], erased: Counter[str] | None = None) -> Counter[str]:
    """Erases the rows ``ids`` of a mapped class; returns how many rows of each table went, sealed originals among them.

    In the caller's transaction. What reports count is tallied first.
    """
    erased = Counter() if erased is None else erased
    session.flush()
    _erase(session, table.__table__, list(ids), erased)
    session.expire_all()
    return erased


def erase_memory(session: Session, conversation_ids: Sequence[int], erased: Counter[str]) -> None:
    """Erases the assistant's memory of conversations: Rasa knows them by a name, not by a foreign key."""
    for part in _chunks(list(conversation_ids)):
        gone = session.execute(_quietly(delete(TrackerEvent).where(TrackerEvent.sender_id.in_([str(number) for number in part]))))
        _count(erased, TrackerEvent.__tablename__, gone.rowcount)


def dependents(table: Table) -> list[tuple[Table, Any, bool]]:
    """The tables that point at ``table``: each with its column, and whether its rows go when what they point at goes."""
    found = []
    for other in Base.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is table:
                found.append((other, key.parent, not key.parent.nullable))
    return found


def _erase(session: Session, table: Table, ids: list[int], erased: Counter[str]) -> None:
    key = _key(table)
    for part in _chunks(ids):
        tallies.keep(session, table.name, part)
        session.flush()
        for other, column, goes in dependents(table):
            if goes:
                _erase(session, other, list(session.execute(select(_key(other)).where(column.in_(part))).scalars()), erased)
            else:
                session.execute(_quietly(update(other).where(column.in_(part)).values({column: None})))
        originals = _originals(session, table, part)
        if table.name == "conversation":
            erase_memory(session, part, erased)
        _let_go_of_trail(session, table.name, part)
        _count(erased, table.name, session.execute(_quietly(delete(table).where(key.in_(part)))).rowcount)
        for some in _chunks(originals):
            _count(erased, SEALED.name, session.execute(_quietly(delete(SEALED).where(SEALED.c.id.in_(some)))).rowcount)


def _let_go_of_trail(session: Session, subject: str, ids: list[int]) -> None:
    """Marks the audit rows of what is erased: SQLite gives the number of its newest row again once that row is gone."""
    mine = update(Audit).where(Audit.subject == subject, Audit.subject_id.in_([str(number) for number in ids]))
    session.execute(_quietly(mine.values(subject_id=Audit.subject_id + ERASED)))


def _originals(session: Session, table: Table, ids: list[int]) -> list[str]:
    columns = [key.parent for key in table.foreign_keys if key.column.table is SEALED]
    if not columns:
        return []
    rows = session.execute(select(*columns).where(_key(table).in_(ids))).all()
    return [sealed_id for row in rows for sealed_id in row if sealed_id is not None]


def _key(table: Table) -> Any:
    return next(iter(table.primary_key.columns))


def _quietly(statement: Any) -> Any:
    # What the session holds is expired as a whole at the end: no need to compare it with each statement.
    return statement.execution_options(synchronize_session=False)


def _count(erased: Counter[str], name: str, number: int) -> None:
    if number > 0:
        erased[name] += number


def _chunks(items: list[Any]) -> list[list[Any]]:
    return [items[start : start + CHUNK] for start in range(0, len(items), CHUNK)]
