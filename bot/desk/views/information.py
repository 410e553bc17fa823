"""The curated articles: what is published, who says so, and what is due to be checked."""

from __future__ import annotations

from sqlalchemy import select
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.visit import Visit, signed_in
from bot.store.tables import Article

STATUS = {"draft": "Draft", "published": "Published", "withdrawn": "Withdrawn"}


def index(visit: Visit) -> Response:
    today = visit.now.astimezone(visit.desk.organisation.timezone).date()
    articles = visit.db.execute(select(Article).order_by(Article.review_by, Article.title)).scalars().all()
    return visit.page(
        "information.html", articles=articles, today=today, overdue=sum(a.review_by < today for a in articles), status_words=STATUS
    )


routes = [Route("/information", signed_in(index), methods=["GET"])]
