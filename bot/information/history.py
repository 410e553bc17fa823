"""What became of an article, when and by whom, in words: read from the audit trail."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.information.form import LABELS
from bot.store import audit
from bot.store.tables import Audit

EDITED, WITHDRAWN, IMPORTED = "article.edit", "article.withdraw", "article.import"
"""The acts on the audit trail. The detail of the last remembers what a file said when it was brought in."""
FILES = "The files"
"""Who changed it, where it was brought in from the files."""
_STATUS = {"published": "Published", "draft": "Saved as a draft", "withdrawn": "Withdrawn"}


@dataclass(frozen=True)
class Change:
    """One act on an article, in words."""

    at: dt.datetime
    who: str
    what: str


def changes(session: Session, slug: str, newest: int) -> list[Change]:
    """The newest changes of the article, newest first."""
    query = select(Audit).where(Audit.subject == "article", Audit.subject_id == slug, Audit.act.in_((EDITED, WITHDRAWN, IMPORTED)))
    rows = session.execute(query.order_by(Audit.id.desc()).limit(newest)).scalars().all()
    names = audit.names(session, (row.actor for row in rows))
    return [Change(row.at, _who(row, names), _what(row)) for row in rows]


def _who(row: Audit, names: dict[str, str]) -> str:
    return FILES if row.act == IMPORTED and row.actor == "system" else names.get(row.actor, audit.A_COLLEAGUE)


def _what(row: Audit) -> str:
    if row.act == IMPORTED:
        return "Brought in from the files"
    if row.act == WITHDRAWN:
        return f"Withdrawn: {row.reason}"
    changed, status = list(row.detail.get("changed", ())), row.detail.get("status")
    if changed == ["new"]:
        return "Written and published" if status == "published" else "Written, as a draft"
    said = [_STATUS[status]] if status in _STATUS and "status" in changed else []
    fields = [LABELS[name] for name in changed if name in LABELS]
    return ". ".join([*said, *([f"Changed: {', '.join(fields)}"] if fields else [])]) or "Saved"
