"""The curated articles: what is published, who says so, what is due to be checked; and the questions without an answer."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.finding import asked_for
from bot.desk.visit import Refused, Visit, signed_in
from bot.information import editing
from bot.information.plain import fill
from bot.information.topics import in_words
from bot.store.tables import Article, ContentGap, Enquiry

STATUS = {"draft": "Draft", "published": "Published", "withdrawn": "Withdrawn"}
EDITORS = ("editor", "manager", "admin")
GAPS = 50


def index(visit: Visit) -> Response:
    on = today(visit)
    order = (Article.review_by.is_(None), Article.review_by, Article.title)
    articles = visit.db.execute(select(Article).order_by(*order)).scalars().all()
    asked = asked_for(visit.request.query_params, "words", "status")
    shown = [one for one in articles if asked["status"] in ("", one.status) and _tells_of(one, asked["words"])]
    late = {article.slug for article in articles if article.review_by is not None and article.review_by < on}
    gaps = editing.open_gaps(visit.db, GAPS)
    return visit.page(
        "information.html",
        articles=shown,
        asked=asked,
        publishers={article.slug: fill(article.publisher, visit.desk.organisation) for article in articles},
        late=late,
        overdue=sum(article.status == "published" and article.slug in late for article in articles),
        status_words=STATUS,
        helped=_helped(visit),
        gaps=gaps,
        drafts=editing.being_written(visit.db, gaps),
        titles={article.slug: article.title for article in articles},
        edits=visit.me.role in EDITORS,
    )


def close_gap(visit: Visit) -> Response:
    gap = visit.db.get(ContentGap, visit.number("gap"))
    if gap is None or gap.closed_at is not None:
        raise Refused(404)
    editing.close_gap(visit.db, gap, actor=visit.actor, now=visit.now)
    return visit.to("/information", "dealt_with")


def _tells_of(article: Article, words: str) -> bool:
    """Whether each of the words stands in its title, its topic, the questions it answers or the answer."""
    there = " ".join([article.title, in_words(article.topic), *article.questions, article.body]).lower()
    return all(word in there for word in words.lower().split())


def _helped(visit: Visit) -> dict[str, dict[bool, int]]:
    """For each article how often people said that it helped, and that it did not."""
    query = select(Enquiry.article_slug, Enquiry.helpful, func.count()).where(Enquiry.helpful.is_not(None))
    found: dict[str, dict[bool, int]] = {}
    for slug, helpful, count in visit.db.execute(query.group_by(Enquiry.article_slug, Enquiry.helpful)):
        found.setdefault(slug, {True: 0, False: 0})[bool(helpful)] = count
    return found


def today(visit: Visit) -> dt.date:
    """The organisation's own date."""
    return visit.now.astimezone(visit.desk.organisation.timezone).date()


routes = [
    Route("/information", signed_in(index), methods=["GET"]),
    Route("/information/gaps/{gap}/close", signed_in(close_gap, roles=EDITORS), methods=["POST"]),
]
