"""Replies that staff keep and use again, each change on the audit trail. They are for everybody, so they hold nobody's details."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.organisation import Organisation
from bot.privacy.finding.published import Published
from bot.privacy.sealing import details
from bot.store import audit
from bot.store.tables import SavedReply, Staff

LONGEST_TITLE = 60
LONGEST = 2000
"""Characters: half of what a reply may have, so that there is room for a person's own matter."""


class NotSaved(Exception):
    """It was not saved; the message says why, in words for staff."""


class HoldsDetails(NotSaved):
    """It holds what looks like personal details. A person has to say that they are a service's own, and public."""


def listed(session: Session) -> list[SavedReply]:
    """All of them, by title."""
    return list(session.execute(select(SavedReply).order_by(func.lower(SavedReply.title), SavedReply.id)).scalars())


def save(
    session: Session,
    staff: Staff,
    *,
    title: str,
    text: str,
    organisation: Organisation,
    now: dt.datetime,
    changed: SavedReply | None = None,
    public: bool = False,
) -> SavedReply:
    """Keeps a reply, or ``changed`` with other words. ``public``: what looks like details in it is a service's own.

    Raises ``NotSaved`` where words are missing, too long, or another one has the title, and ``HoldsDetails``.
    """
    title, text = " ".join(title.split()), text.strip()
    if not title or not text:
        raise NotSaved("Give it a title and words.")
    if len(title) > LONGEST_TITLE or len(text) > LONGEST:
        raise NotSaved(f"A title has at most {LONGEST_TITLE} characters, a saved reply {LONGEST}.")
    same = session.execute(select(SavedReply).where(func.lower(SavedReply.title) == title.lower())).scalars().first()
    if same is not None and same is not changed:
        raise NotSaved("Another saved reply has this title.")
    kinds = [] if public else _kinds(f"{title}\n{text}", organisation)
    if kinds:
        raise HoldsDetails(f"It holds what looks like personal details: {', '.join(kinds)}. A saved reply may go to anybody.")
    row = changed or SavedReply()
    row.title, row.text, row.changed_at = title, text, now
    session.add(row)
    session.flush()
    act = "saved_reply.change" if changed else "saved_reply.add"
    audit.record(session, actor=f"staff:{staff.id}", act=act, subject="saved_reply", subject_id=row.id)
    return row


def delete(session: Session, staff: Staff, row: SavedReply) -> None:
    """Takes it away. What was sent with it stays as it was sent."""
    audit.record(session, actor=f"staff:{staff.id}", act="saved_reply.delete", subject="saved_reply", subject_id=row.id)
    session.delete(row)


def _kinds(text: str, organisation: Organisation) -> list[str]:
    """What kinds of numbers and addresses stand in a text that are not published ones, in words."""
    published = Published.load(organisation)
    found = [one for one in details.find(text) if not published.holds(text[one.start : one.end])]
    return list(dict.fromkeys(details.WORDS[one.kind] for one in found))
