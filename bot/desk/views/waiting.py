"""Who waits for a person, and every conversation."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.finding import asked_for, holds, mark, older, skipped
from bot.desk.pages import STATES
from bot.desk.visit import Refused, Visit, signed_in
from bot.handover import queue
from bot.handover.last_words import last_words
from bot.messages import CHANNEL_NAMES
from bot.store.tables import Conversation, InboundMessage, Staff

PAGE = 50


def _lists(visit: Visit) -> dict[str, Any]:
    waiting, taken = queue.waiting(visit.db), queue.with_staff(visit.db)
    said = last_words(visit.db, [line.conversation_id for line in (*waiting, *taken)])
    return {"waiting": waiting, "taken": taken, "said": said, "digest": mark(waiting, taken, said)}


def queue_page(visit: Visit) -> Response:
    return visit.page("queue.html", **_lists(visit))


def queue_fragment(visit: Visit) -> Response:
    """The lists again for htmx; nothing (204) while they are as the page shows them, so that focus is not disturbed."""
    lists = _lists(visit)
    if visit.request.query_params.get("seen") == lists["digest"]:
        return Response(status_code=204)
    return visit.page("queue_lists.html", **lists)


def conversations_page(visit: Visit) -> Response:
    """Every conversation, the one in which something happened last first; narrowed by what staff know of it."""
    return visit.page("conversations.html", **_conversations(visit))


def conversations_fragment(visit: Visit) -> Response:
    """The list again for the script that keeps it up to date; nothing (204) while it is as the page shows it."""
    found = _conversations(visit)
    if visit.request.query_params.get("seen") == found["seen"]:
        return Response(status_code=204)
    return visit.page("conversations_list.html", **found)


def _conversations(visit: Visit) -> dict[str, Any]:
    asked = asked_for(visit.request.query_params, "state", "channel", "staff", "words", "reference")
    channels = [name for name in CHANNEL_NAMES if name != "facebook"]
    if asked["state"] not in ("", *STATES) or asked["channel"] not in ("", *channels):
        raise Refused(404)
    query = select(Conversation, Staff.name).outerjoin(Staff, Staff.id == Conversation.assigned_to_id)
    if asked["state"]:
        query = query.where(Conversation.state == asked["state"])
    if asked["channel"]:
        query = query.where(Conversation.channel == asked["channel"])
    if asked["staff"] == "me":
        query = query.where(Conversation.assigned_to_id == visit.me.id)
    if reference := asked["reference"].upper()[:16]:
        query = query.where(Conversation.reference == reference)
    if asked["words"]:
        said = select(InboundMessage.conversation_id).where(holds(InboundMessage.text_redacted, asked["words"]))
        query = query.where(Conversation.id.in_(said))
    skip = skipped(visit.request.query_params.get("page", ""), PAGE)
    found = visit.db.execute(query.order_by(Conversation.changed_at.desc(), Conversation.id.desc()).offset(skip).limit(PAGE + 1)).all()
    said = last_words(visit.db, [row.id for row, _ in found[:PAGE]])
    rows = [(row, owner, mark(row.id, row.state, row.changed_at, owner, said.get(row.id))) for row, owner in found[:PAGE]]
    return {
        "rows": rows,
        "said": said,
        "seen": mark([one for _, _, one in rows]),
        "first": not skip,
        "older": older(asked, skip, PAGE) if len(found) > PAGE else "",
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "states": STATES,
        "channels": channels,
        "asked": asked,
        "narrowed": any(asked.values()),
    }


routes = [
    Route("/", signed_in(queue_page), methods=["GET"]),
    Route("/queue/lists", signed_in(queue_fragment, using=False), methods=["GET"]),
    Route("/conversations", signed_in(conversations_page), methods=["GET"]),
    Route("/conversations/list", signed_in(conversations_fragment, using=False), methods=["GET"]),
]
