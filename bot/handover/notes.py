"""Notes between colleagues on a conversation: kept sealed like a reply, read with personal details taken out, sent to nobody.

They stand in a table of their own, which neither the outbox nor the assistant reads.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.privacy.finding.spans import Redacted
from bot.privacy.redaction import RedactionError
from bot.privacy.sealing import marks
from bot.privacy.sealing.vault import Vault, VaultError
from bot.store import audit
from bot.store.session import StoreSession
from bot.store.tables import ColleagueNote, Conversation, Sealed, Staff

LONGEST = 4000
"""Characters: what a reply may have."""
NEWEST = 300
"""Notes read of one conversation."""
PURPOSE = "colleague_note.words"


class NotKept(Exception):
    """The note was not kept. The message says why, in words for staff."""


class Redacts(Protocol):
    """Either redactor."""

    def redact(self, text: str) -> Redacted:
        """The text with placeholders. Raises ``RedactionError``."""


@dataclass(frozen=True)
class Note:
    """A note as colleagues read it. ``hides``: the original says more; ``lost``: why there are no words, for staff."""

    id: int
    at: dt.datetime
    staff_id: int | None
    text: str
    hides: bool = False
    lost: str = ""


def write(
    session: StoreSession, conversation: Conversation, staff: Staff, text: str, *, vault: Vault, now: dt.datetime, once: str
) -> ColleagueNote:
    """Keeps a note. Who has the conversation, and who may speak in it, stays as it was.

    ``once`` names this very note (a form's nonce, at most 56 characters): the same name again gives the first one back.
    Raises ``NotKept`` when there are no words or too many.
    """
    text = text.strip()
    if not text:
        raise NotKept("Write something first.")
    if len(text) > LONGEST:
        raise NotKept(f"This is {len(text)} characters long. At most {LONGEST} fit.")
    # The row lock makes a double press wait for the first one on PostgreSQL; SQLite has one writer anyway.
    session.execute(select(Conversation.id).where(Conversation.id == conversation.id).with_for_update())
    already = session.execute(
        select(ColleagueNote).where(ColleagueNote.conversation_id == conversation.id, ColleagueNote.once == once)
    ).scalar_one_or_none()
    if already is not None:
        return already  # type: ignore[no-any-return]
    sealed = marks.seal_findable(session, vault, PURPOSE, text)
    note = ColleagueNote(conversation_id=conversation.id, staff_id=staff.id, words_sealed_id=sealed, once=once, at=now)
    session.add(note)
    session.flush()
    row = audit.record(
        session, actor=f"staff:{staff.id}", act="note", subject="conversation", subject_id=conversation.id, detail={"note": note.id}
    )
    row.at = now
    return note


def listed(session: Session, conversation: Conversation, *, vault: Vault, redactor: Callable[[], Redacts]) -> list[Note]:
    """The newest notes of a conversation in order. Details are taken out at every reading, by the rules of that day.

    ``redactor`` is asked for where there is a note: making one takes a moment.
    """
    query = select(ColleagueNote).where(ColleagueNote.conversation_id == conversation.id).order_by(ColleagueNote.id.desc()).limit(NEWEST)
    rows = list(reversed(session.execute(query).scalars().all()))
    if not rows:
        return []
    # One query instead of one a note: the vault then finds the rows in the session.
    session.execute(select(Sealed).where(Sealed.id.in_([row.words_sealed_id for row in rows]))).scalars().all()
    return [_read(session, row, vault, redactor()) for row in rows]


def _read(session: Session, row: ColleagueNote, vault: Vault, redactor: Redacts) -> Note:
    try:
        words = vault.open(session, row.words_sealed_id)
        if not words:
            return Note(row.id, row.at, row.staff_id, "", lost="These words have been erased")
        redacted = redactor.redact(words).text
    except VaultError:
        return Note(row.id, row.at, row.staff_id, "", lost="These words cannot be opened: their key is missing")
    except RedactionError:
        return Note(row.id, row.at, row.staff_id, "", hides=True, lost="The words are sealed")
    return Note(row.id, row.at, row.staff_id, redacted, hides=redacted != words)
