"""How many enquiries and experiences there were, so that nobody can be picked out.

What was erased since is counted from its tally, so that erasing shifts no report.
A count from one to four is shown as "fewer than 5". There are no totals, because a total would give a hidden count away.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.store import tallies
from bot.store.tables import Conversation, Enquiry, Experience

SMALLEST = 5


@dataclass(frozen=True)
class Table:
    """Counts with their headings: for each row its label and one shown count a column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def shown(count: int) -> str:
    """A count as it may be shown: nought and five or more as they are, what lies between held back."""
    return f"fewer than {SMALLEST}" if 0 < count < SMALLEST else str(count)


def enquiries(session: Session, *, now: dt.datetime, days: int, zone: dt.tzinfo) -> Table:
    """Enquiries of the last ``days`` days by outcome, a row for each week (from Monday, in ``zone``), newest first."""
    since = now - dt.timedelta(days=days)
    rows = session.execute(select(Enquiry.at, Enquiry.outcome).where(Enquiry.at >= since)).all()
    pairs = [(_week(at.astimezone(zone).date()), outcome) for at, outcome in rows]
    erased = tallies.kept(session, "enquiry", since.date())
    return _table([*pairs, *((_week(row.day), row.label) for row in erased for _ in range(row.number))], newest_first=True)


def enquiries_by_channel(session: Session, *, now: dt.datetime, days: int) -> Table:
    """Enquiries of the last ``days`` days by outcome, a row for each channel."""
    query = (
        select(Conversation.channel, Enquiry.outcome, func.count())
        .join(Conversation, Conversation.id == Enquiry.conversation_id)
        .where(Enquiry.at >= now - dt.timedelta(days=days))
        .group_by(Conversation.channel, Enquiry.outcome)
    )
    pairs = [(channel, outcome) for channel, outcome, count in session.execute(query) for _ in range(count)]
    erased = tallies.kept(session, "enquiry", (now - dt.timedelta(days=days)).date())
    return _table([*pairs, *((row.channel, row.label) for row in erased if row.channel for _ in range(row.number))])


def experiences(session: Session, *, now: dt.datetime, days: int) -> Table:
    """Experiences sent in the last ``days`` days by channel, a row for each type of service."""
    query = (
        select(Experience.service_type, Experience.channel, func.count())
        .where(Experience.state == "submitted", Experience.submitted_at >= now - dt.timedelta(days=days))
        .group_by(Experience.service_type, Experience.channel)
    )
    pairs = [(kind or "not said", channel) for kind, channel, count in session.execute(query) for _ in range(count)]
    erased = tallies.kept(session, "experience", (now - dt.timedelta(days=days)).date())
    return _table([*pairs, *((row.label or "not said", row.channel) for row in erased for _ in range(row.number))])


def _week(day: dt.date) -> str:
    monday = day - dt.timedelta(days=day.weekday())
    return monday.isoformat()


def _table(pairs: Iterable[tuple[str, str]], *, newest_first: bool = False) -> Table:
    counts = Counter(pairs)
    columns = tuple(sorted({column for _, column in counts}))
    labels = sorted({row for row, _ in counts}, reverse=newest_first)
    return Table(columns, tuple((row, tuple(shown(counts[row, column]) for column in columns)) for row in labels))
