"""Who waits for a person, and every conversation."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import select
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.pages import STATES
from bot.desk.visit import Refused, Visit, signed_in
from bot.handover import queue
from bot.store.tables import Conversation, Staff

PAGE = 50


def _lists(visit: Visit) -> dict[str, Any]:
    waiting, taken = queue.waiting(visit.db), queue.with_staff(visit.db)
    return {"waiting": waiting, "taken": taken, "digest": hashlib.sha256(repr((waiting, taken)).encode()).hexdigest()[:16]}


def queue_page(visit: Visit) -> Response:
    return visit.page("queue.html", **_lists(visit))


def queue_fragment(visit: Visit) -> Response:
    """The lists again for htmx; nothing (204) while they are as the page shows them, so that focus is not disturbed."""
    lists = _lists(visit)
    if visit.request.query_params.get("seen") == lists["digest"]:
        return Response(status_code=204)
    return visit.page("queue_lists.html", **lists)


def conversations_page(visit: Visit) -> Response:
    state = visit.request.query_params.get("state", "")
    if state and state not in STATES:
        raise Refused(404)
    query = select(Conversation, Staff.name).outerjoin(Staff, Staff.id == Conversation.assigned_to_id)
    if state:
        query = query.where(Conversation.state == state)
    reference = visit.request.query_params.get("reference", "").strip().upper()[:16]
    if reference:
        query = query.where(Conversation.reference == reference)
    before = visit.request.query_params.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 18:
        query = query.where(Conversation.id < int(before))
    rows = visit.db.execute(query.order_by(Conversation.id.desc()).limit(PAGE + 1)).all()
    return visit.page(
        "conversations.html", rows=rows[:PAGE], more=rows[PAGE - 1][0].id if len(rows) > PAGE else None, states=STATES, state=state,
        reference=reference,
    )  # fmt: skip


routes = [
    Route("/", signed_in(queue_page), methods=["GET"]),
    Route("/queue/lists", signed_in(queue_fragment, using=False), methods=["GET"]),
    Route("/conversations", signed_in(conversations_page), methods=["GET"]),
]
