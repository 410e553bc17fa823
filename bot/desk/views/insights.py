"""Counts, with small numbers held back."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from bot.desk.visit import Visit, signed_in
from bot.insights import counts

DAYS = 28


def page(visit: Visit) -> Response:
    zone = visit.desk.organisation.timezone
    return visit.page(
        "insights.html",
        days=DAYS,
        enquiries=counts.enquiries(visit.db, now=visit.now, days=DAYS, zone=zone),
        by_channel=counts.enquiries_by_channel(visit.db, now=visit.now, days=DAYS),
        experiences=counts.experiences(visit.db, now=visit.now, days=DAYS),
    )


routes = [Route("/insights", signed_in(page), methods=["GET"])]
