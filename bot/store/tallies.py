"""What is left when rows are erased: how many there were, by day and kind, so that no report shifts.

A tally names no row and nobody: it holds a measure, a day, a channel, a label of ours and a number.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.store.tables import (
    Conversation,
    Enquiry,
    Experience,
    Handover,
    InboundMessage,
    Interest,
    ModerationCase,
    OutboundMessage,
    PublicPost,
    Tally,
)

Columns = tuple[Any, Any, Any, Any]
"""When, channel, label, topic: the columns that a tally of a table is made of."""


def _through_conversation(query: Any, table: Any) -> Any:
    return query.outerjoin(Conversation, Conversation.id == table.conversation_id)


_KEPT: dict[str, tuple[Any, Columns, Callable[[Any], Any]]] = {
    "message": (InboundMessage, (InboundMessage.received_at, InboundMessage.channel, InboundMessage.kind, None), lambda query: query),
    "reply": (
        OutboundMessage,
        (OutboundMessage.created_at, Conversation.channel, func.substr(OutboundMessage.author, 1, 5), None),
        lambda query: _through_conversation(query, OutboundMessage),
    ),
    "handover": (
        Handover,
        (Handover.opened_at, Conversation.channel, Handover.reason, None),
        lambda query: _through_conversation(query, Handover),
    ),
    "enquiry": (
        Enquiry,
        (Enquiry.at, Conversation.channel, Enquiry.outcome, Enquiry.topic),
        lambda query: _through_conversation(query, Enquiry),
    ),
    "experience": (
        Experience,
        (Experience.submitted_at, Experience.channel, Experience.service_type, None),
        lambda query: query.where(Experience.state == "submitted"),
    ),
    "interest": (Interest, (Interest.agreed_at, Interest.channel, Interest.kind, None), lambda query: query),
    "comment": (
        ModerationCase,
        (ModerationCase.opened_at, PublicPost.channel, ModerationCase.action, None),
        lambda query: query.join(PublicPost, PublicPost.id == ModerationCase.item_id),
    ),
    "conversation": (Conversation, (Conversation.created_at, Conversation.channel, None, None), lambda query: query),
}
MEASURES = tuple(_KEPT)


def keep(session: Session, table_name: str, ids: Sequence[int]) -> None:
    """Adds what the rows ``ids`` of a table come to, before they are erased. Does nothing for a table that no report counts."""
    for measure, (table, (when, channel, label, topic), narrowed) in _KEPT.items():
        if table.__tablename__ != table_name or not ids:
            continue
        columns = [when.label("at"), *(column for column in (channel, label, topic) if column is not None)]
        rows = session.execute(narrowed(select(*columns)).where(table.id.in_(ids))).all()
        present = [column is not None for column in (channel, label, topic)]
        counted = Counter(_key(row, present) for row in rows if row.at is not None)
        session.add_all(
            Tally(measure=measure, day=day, channel=where, label=what, topic=topic_, number=number)
            for (day, where, what, topic_), number in counted.items()
        )


def _key(row: Any, present: list[bool]) -> tuple[dt.date, str, str, str]:
    values = iter(row[1:])
    where, what, topic = (str(next(values) or "") if there else "" for there in present)
    return row.at.date(), where, what, topic


def kept(session: Session, measure: str, since: dt.date) -> Iterable[Tally]:
    """The tallies of a measure from a day on; the same key may come more than once."""
    return session.execute(select(Tally).where(Tally.measure == measure, Tally.day >= since)).scalars()  # type: ignore[no-any-return]
