"""Experiences of care that people told: the list, and one with its consents."""

from __future__ import annotations

from sqlalchemy import select
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.visit import Refused, Visit, signed_in
from bot.store.tables import ConsentGrant, Conversation, Experience

PAGE = 50
PURPOSES = {
    "use_anonymously": "Use it without names in reports",
    "quote_anonymously": "Quote it word for word, without names",
    "share_with_provider": "Share it with the service",
    "contact_me": "Contact them about it",
}
STATES = {"draft": "Not finished", "submitted": "Sent", "withdrawn": "Withdrawn"}


def index(visit: Visit) -> Response:
    state = visit.request.query_params.get("state", "submitted")
    if state not in STATES:
        raise Refused(404)
    query = select(Experience).where(Experience.state == state)
    before = visit.request.query_params.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 18:
        query = query.where(Experience.id < int(before))
    rows = visit.db.execute(query.order_by(Experience.id.desc()).limit(PAGE + 1)).scalars().all()
    return visit.page(
        "experiences.html", rows=rows[:PAGE], more=rows[PAGE - 1].id if len(rows) > PAGE else None, state=state, states=STATES
    )


def detail(visit: Visit) -> Response:
    query = select(Experience).where(Experience.reference == visit.request.path_params["reference"])
    experience = visit.db.execute(query).scalar_one_or_none()
    if experience is None:
        raise Refused(404)
    grants = visit.db.execute(select(ConsentGrant).where(ConsentGrant.experience_id == experience.id).order_by(ConsentGrant.id)).scalars()
    # The newest answer for a purpose is the one in force.
    in_force = {grant.purpose: grant for grant in grants}
    conversation = visit.db.get(Conversation, experience.conversation_id) if experience.conversation_id else None
    return visit.page(
        "experience.html", experience=experience, consents=in_force, purposes=PURPOSES, states=STATES, conversation=conversation
    )


routes = [
    Route("/experiences", signed_in(index), methods=["GET"]),
    Route("/experiences/{reference}", signed_in(detail), methods=["GET"]),
]
