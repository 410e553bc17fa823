"""Changing an article at the desk: what an editor typed becomes the article, or the list of what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.information.article import STATUSES, CuratedArticle
from bot.information.checks import check_article
from bot.organisation import Organisation
from bot.store import audit
from bot.store.tables import Article, ContentGap

EDITED = "article.edit"
GAP_CLOSED = "content_gap.close"
FIELDS = ("title", "questions", "short", "body", "checked_on", "review_by", "status")
"""What the desk's form may change; ``questions`` one a line. Sources and areas are changed in the files, with their facts."""


def changed(
    article: CuratedArticle, typed: Mapping[str, str], organisation: Organisation, today: dt.date
) -> tuple[CuratedArticle, list[str]]:
    """The article as typed, and what is wrong with it, in words for the editor."""
    problems = []
    dates = {"checked_on": article.checked_on, "review_by": article.review_by}
    for name in ("checked_on", "review_by"):
        try:
            dates[name] = dt.date.fromisoformat(typed.get(name, "").strip())
        except ValueError:
            problems.append(f"'{name}' must be a date such as {today.isoformat()}")
    status = typed.get("status", "")
    if status not in STATUSES:
        problems.append(f"'status' must be one of: {', '.join(STATUSES)}")
    new = replace(
        article,
        title=" ".join(typed.get("title", "").split()),
        questions=tuple(dict.fromkeys(line.strip() for line in typed.get("questions", "").splitlines() if line.strip())),
        short=typed.get("short", "").replace("\r\n", "\n").strip(),
        body=typed.get("body", "").replace("\r\n", "\n").strip(),
        checked_on=dates["checked_on"],
        review_by=dates["review_by"],
    )
    problems += [f"'{name}' is empty" for name in ("title", "short", "body") if not getattr(new, name)]
    if problems:
        return new, problems
    new = replace(new, status=status)
    return new, list(check_article(new, organisation, today)) if status == "published" else []


def save(session: Session, row: Article, article: CuratedArticle, *, actor: str, now: dt.datetime) -> None:
    """Writes the article into its row, in the caller's transaction; the assistant uses it from the next question on."""
    before = CuratedArticle.from_row(row)
    for column, value in article.stored().items():
        setattr(row, column, value)
    row.updated_at = now
    names = [name for name in FIELDS if getattr(before, name) != getattr(article, name)]
    audit.record(session, actor=actor, act=EDITED, subject="article", subject_id=row.slug, detail={"changed": names})


def open_gaps(session: Session, newest: int) -> list[ContentGap]:
    """The questions nobody has dealt with yet, newest first."""
    query = select(ContentGap).where(ContentGap.closed_at.is_(None)).order_by(ContentGap.id.desc()).limit(newest)
    return list(session.execute(query).scalars())


def close_gap(session: Session, gap: ContentGap, *, actor: str, now: dt.datetime) -> None:
    """An editor has dealt with it."""
    gap.closed_at, gap.closed_by = now, actor
    audit.record(session, actor=actor, act=GAP_CLOSED, subject="content_gap", subject_id=str(gap.id))
