"""What staff say of a danger sign: a true or a false alarm. Their word becomes data to measure and to learn from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.safety import weighed
from bot.store import audit
from bot.store.tables import DangerSign, InboundMessage, Staff

VERDICTS = {"true": "True alarm", "false": "False alarm"}
_LANGUAGE = re.compile(r"^([a-z]{2})-(.+)$")


@dataclass(frozen=True)
class Judged:
    """A message with a danger sign and staff's verdict: redacted words, the category seen, true or false."""

    text: str
    category: str
    sign: str
    seen_by: str
    verdict: str


def in_words(row: DangerSign) -> str:
    """A sign as staff read it, such as "wants to die (pl)", or how sure the second look was."""
    if row.seen_by == "model":
        by = "the words alone" if row.sign == weighed.SIGN_ID else "the second look"
        return f"Found by {by}, {round(100 * (row.chance or 0.0))} in 100 sure"
    found = _LANGUAGE.match(row.sign) if row.language != "en" else None
    return f"{found[2].replace('-', ' ')} ({found[1]})" if found else str(row.sign).replace("-", " ")


def mark(session: Session, row: DangerSign, verdict: str, staff: Staff, now: dt.datetime) -> None:
    """Writes a verdict down, on the audit trail; a later one replaces it. Raises ``ValueError`` for an unknown one."""
    if verdict not in VERDICTS:
        raise ValueError(f"'{verdict}' is no verdict")
    row.verdict, row.verdict_by_id, row.verdict_at = verdict, staff.id, now
    audit.record(session, actor=f"staff:{staff.id}", act="danger_verdict", subject="conversation", subject_id=row.conversation_id,
                 detail={"danger_sign": row.id, "category": row.category, "verdict": verdict})  # fmt: skip


def judged(session: Session) -> Iterator[Judged]:
    """Every sign with a verdict whose redacted words are still here, oldest first."""
    query = select(DangerSign, InboundMessage.text_redacted).join(InboundMessage, InboundMessage.id == DangerSign.inbound_id)
    for row, text in session.execute(query.where(DangerSign.verdict.is_not(None)).order_by(DangerSign.id)):
        if text:
            yield Judged(text, row.category, row.sign, row.seen_by, row.verdict)
