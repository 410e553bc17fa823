"""A message that its writer took back goes out of the stories it was told in, too: Meta's terms allow no copy of it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store import audit
from bot.store.tables import Experience


def take_out(session: Session, conversation_id: int, words: str | None, now: dt.datetime) -> int:
    """Removes a message's redacted words from the stories of its conversation; returns how many were changed.

    A story sent in of which nothing is left is withdrawn. In the caller's transaction, with its audit rows.
    """
    words = (words or "").strip()
    if not words:
        return 0
    query = select(Experience).where(Experience.conversation_id == conversation_id, Experience.state.in_(("draft", "submitted")))
    changed = 0
    for experience in session.execute(query).scalars():
        # A story is the messages in which it was told, a line or more each.
        rest = f"\n{experience.story_redacted}\n".replace(f"\n{words}\n", "\n").strip("\n")
        named = experience.service_name_redacted
        if rest == experience.story_redacted and named != words:
            continue
        experience.story_redacted, experience.changed_at = rest, now
        experience.service_name_redacted = None if named == words else named
        if experience.state == "submitted" and not rest.strip():
            experience.state = "withdrawn"
        audit.record(session, actor="system", act="erase_unsent", subject="experience", subject_id=experience.id)
        changed += 1
    return changed
