"""The curated articles: what is published, who says so, what is due to be checked, how they are changed; and the gaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import func, select
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.finding import asked_for
from bot.desk.pages import words as plain_words
from bot.desk.visit import Refused, Visit, signed_in
from bot.information import editing
from bot.information.article import CuratedArticle
from bot.information.plain import fill
from bot.store.tables import Article, ContentGap, Enquiry

STATUS = {"draft": "Draft", "published": "Published", "withdrawn": "Withdrawn"}
EDITORS = ("editor", "manager", "admin")
GAPS = 50


def index(visit: Visit) -> Response:
    today = _today(visit)
    articles = visit.db.execute(select(Article).order_by(Article.review_by, Article.title)).scalars().all()
    asked = asked_for(visit.request.query_params, "words", "status")
    shown = [one for one in articles if asked["status"] in ("", one.status) and _tells_of(one, asked["words"])]
    return visit.page(
        "information.html",
        articles=shown,
        asked=asked,
        publishers={article.slug: fill(article.publisher, visit.desk.organisation) for article in articles},
        today=today,
        overdue=sum(a.review_by < today for a in articles),
        status_words=STATUS,
        helped=_helped(visit),
        gaps=editing.open_gaps(visit.db, GAPS),
        edits=visit.me.role in EDITORS,
    )


def edit(visit: Visit) -> Response:
    article = CuratedArticle.from_row(_row(visit))
    typed = {name: str(getattr(article, name)) for name in editing.FIELDS} | {"questions": "\n".join(article.questions)}
    return _form(visit, article, typed, [])


def save(visit: Visit) -> Response:
    row = _row(visit)
    article = CuratedArticle.from_row(row)
    new, problems = editing.changed(article, visit.form, visit.desk.organisation, _today(visit))
    if problems:
        return _form(visit, article, visit.form, problems)
    editing.save(visit.db, row, new, actor=visit.actor, now=visit.now)
    return visit.to("/information", "published" if new.status == "published" else "saved")


def close_gap(visit: Visit) -> Response:
    gap = visit.db.get(ContentGap, visit.number("gap"))
    if gap is None or gap.closed_at is not None:
        raise Refused(404)
    editing.close_gap(visit.db, gap, actor=visit.actor, now=visit.now)
    return visit.to("/information", "dealt_with")


def _form(visit: Visit, article: CuratedArticle, typed: Mapping[str, str], problems: list[str]) -> Response:
    return visit.page(
        "article.html", 422 if problems else 200, article=article, typed=typed, problems=problems, status_words=STATUS, today=_today(visit)
    )


def _row(visit: Visit) -> Article:
    row = visit.db.execute(select(Article).where(Article.slug == visit.request.path_params["slug"])).scalar_one_or_none()
    if row is None:
        raise Refused(404)
    return row  # type: ignore[no-any-return]


def _tells_of(article: Article, words: str) -> bool:
    """Whether each of the words stands in its title, its topic, the questions it answers or the answer."""
    there = " ".join([article.title, plain_words(article.topic), *article.questions, article.body]).lower()
    return all(word in there for word in words.lower().split())


def _helped(visit: Visit) -> dict[str, dict[bool, int]]:
    """For each article how often people said that it helped, and that it did not."""
    query = select(Enquiry.article_slug, Enquiry.helpful, func.count()).where(Enquiry.helpful.is_not(None))
    found: dict[str, dict[bool, int]] = {}
    for slug, helpful, count in visit.db.execute(query.group_by(Enquiry.article_slug, Enquiry.helpful)):
        found.setdefault(slug, {True: 0, False: 0})[bool(helpful)] = count
    return found


def _today(visit: Visit) -> dt.date:
    return visit.now.astimezone(visit.desk.organisation.timezone).date()


routes = [
    Route("/information", signed_in(index), methods=["GET"]),
    Route("/information/gaps/{gap}/close", signed_in(close_gap, roles=EDITORS), methods=["POST"]),
    Route("/information/{slug}", signed_in(edit, roles=EDITORS), methods=["GET"]),
    Route("/information/{slug}", signed_in(save, roles=EDITORS), methods=["POST"]),
]
