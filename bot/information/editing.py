"""Writing and changing articles at the desk: kept as a draft, published when nothing is wrong, withdrawn; and the gaps they close."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.information import form, history
from bot.information.article import AREA_WORDS, CuratedArticle
from bot.information.checks import check_article
from bot.information.crossing import Crossing, giving_way
from bot.information.naming import unused
from bot.information.replies import long_date
from bot.information.topics import LABELS, in_words
from bot.organisation import Organisation
from bot.store import audit
from bot.store.tables import Article, ContentGap

EDITED, WITHDRAWN = history.EDITED, history.WITHDRAWN
GAP_CLOSED = "content_gap.close"
LONGEST_REASON = 200


def find(session: Session, slug: str, *, to_change: bool = False) -> Article | None:
    """The row with this name; ``to_change``: held until the transaction ends, so that two who save come one after the other."""
    query = select(Article).where(Article.slug == slug)
    if to_change:
        query = query.with_for_update()
    return session.execute(query).scalar_one_or_none()  # type: ignore[no-any-return]


def new_slug(session: Session, title: str) -> str:
    """A name for a new page, from its title, that no page has. It never changes, whatever becomes of the title."""
    return unused(title, lambda slug: find(session, slug) is not None)


def saved_already(session: Session, article: CuratedArticle) -> str | None:
    """The name of a page that says the very same, in the same state: the button of a new page was pressed twice."""
    for row in session.execute(select(Article).where(Article.title == article.title)).scalars():
        there = CuratedArticle.from_row(row)
        if replace(there, slug=article.slug) == article:
            return there.slug
    return None


def topics(session: Session) -> dict[str, str]:
    """Every topic there is, ours and those that editors added, by name; in words, in order."""
    there = {topic for topic in session.execute(select(Article.topic).distinct()).scalars() if topic} | set(LABELS)
    return dict(sorted(((topic, in_words(topic)) for topic in there), key=lambda item: item[1].lower()))


def topics_with_an_answer(session: Session) -> set[str]:
    """The topics of which a page is published: only these lead somewhere when they are offered after a page."""
    return set(session.execute(select(Article.topic).where(Article.status == "published").distinct()).scalars())


def problems(article: CuratedArticle, organisation: Organisation, today: dt.date, answered: Collection[str]) -> list[str]:
    """Everything that stands in the way of publishing it; ``answered`` are the topics that have a published page."""
    found = [form.in_words(problem) for problem in check_article(replace(article, status="published"), organisation, today)]
    for topic in article.next_topics:
        if topic == article.topic:
            found.append(f"'{form.LABELS['next_topics']}' names the page's own topic, {in_words(topic)}")
        elif topic not in answered:
            found.append(f"'{form.LABELS['next_topics']}': there is no published page on {in_words(topic)}")
    return found


def crossing(session: Session, before: CuratedArticle, seen: str, do: str, new: CuratedArticle) -> Crossing | None:
    """What a colleague saved since ``seen``, the mark that the writer began with; None when nobody did, or saved the same.

    ``do`` is the button that the writer pressed.
    """
    saved = giving_way(before, seen, do, _by_label(before), _by_label(new))
    if not saved:
        return None
    last = history.changes(session, before.slug, newest=1)
    return Crossing(last[0].who if last else audit.A_COLLEAGUE, last[0].at if last else None, saved)


def save(session: Session, article: CuratedArticle, *, actor: str, now: dt.datetime, gap: ContentGap | None = None) -> Article:
    """Writes it into its row, or a new one, in the caller's transaction; published, it is answered from the next question on.

    Saved as it was, it leaves no trace. ``gap`` is the question that it is written for. It stays open while there is only a
    draft, and is closed when the page is published, with every other open one that stands among the page's questions word for word.
    """
    row = find(session, article.slug)
    changed = ["new"]
    if row is None:
        row = article.to_row()
        session.add(row)
    else:
        before = CuratedArticle.from_row(row).stored()
        changed = [name for name, value in article.stored().items() if before[name] != value]
        for column, value in article.stored().items():
            setattr(row, column, value)
    if changed:
        row.updated_at = now
        detail = {"changed": changed, "status": article.status}
        audit.record(session, actor=actor, act=EDITED, subject="article", subject_id=row.slug, detail=detail)
    if gap is not None:
        gap.page = row.slug
    if article.status == "published":
        session.flush()
        for answered in _gaps_answered(session, article):
            close_gap(session, answered, actor=actor, now=now, page=row.slug)
    return row


def withdraw(session: Session, row: Article, *, actor: str, reason: str, now: dt.datetime) -> None:
    """Takes it away from the public at once. Raises ``ValueError`` without a reason."""
    if not reason.strip():
        raise ValueError("a reason is needed")
    row.status, row.updated_at = "withdrawn", now
    audit.record(
        session, actor=actor, act=WITHDRAWN, subject="article", subject_id=row.slug, reason=" ".join(reason.split())[:LONGEST_REASON]
    )


def open_gaps(session: Session, newest: int) -> list[ContentGap]:
    """The questions nobody has dealt with yet, newest first."""
    query = select(ContentGap).where(ContentGap.closed_at.is_(None)).order_by(ContentGap.id.desc()).limit(newest)
    return list(session.execute(query).scalars())


def being_written(session: Session, gaps: Collection[ContentGap]) -> dict[str, str]:
    """The titles of the drafts that are being written for these questions, by slug."""
    slugs = {gap.page for gap in gaps if gap.page}
    return dict(session.execute(select(Article.slug, Article.title).where(Article.slug.in_(slugs), Article.status == "draft")).all())


def close_gap(session: Session, gap: ContentGap, *, actor: str, now: dt.datetime, page: str | None = None) -> None:
    """An editor has dealt with it; ``page`` is the slug of the page that answers it, if one does."""
    gap.closed_at, gap.closed_by = now, actor
    detail = {"page": page} if page else None
    audit.record(session, actor=actor, act=GAP_CLOSED, subject="content_gap", subject_id=str(gap.id), detail=detail)


def _by_label(article: CuratedArticle) -> dict[str, str]:
    words = form.typed(article) | {
        "topic": in_words(article.topic),
        "checked_on": long_date(article.checked_on) if article.checked_on else "",
        "review_by": long_date(article.review_by) if article.review_by else "",
        "area": AREA_WORDS.get(article.area, article.area),
        "audience": article.audience.capitalize(),
        "next_topics": ", ".join(map(in_words, article.next_topics)),
    }
    return {label: words[name] for name, label in form.LABELS.items()}


def _gaps_answered(session: Session, article: CuratedArticle) -> list[ContentGap]:
    questions = [question.lower() for question in article.questions]
    query = select(ContentGap).where(
        ContentGap.closed_at.is_(None), or_(ContentGap.page == article.slug, func.lower(func.trim(ContentGap.words)).in_(questions))
    )
    return list(session.execute(query).scalars())
