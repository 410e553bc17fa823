"""Personal data: the requests and complaints people made about theirs, with their clocks; holds; and what was erased."""

from __future__ import annotations

from sqlalchemy import select
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.visit import KEEPERS, Refused, Visit, signed_in
from bot.privacy.data_rights import requests
from bot.privacy.keeping import holds
from bot.privacy.keeping.schedule import CLASSES, NEVER, Schedule
from bot.store.tables import Conversation, DataRequest, RetentionBatch

NEWEST = 20


def index(visit: Visit) -> Response:
    waiting = requests.waiting(visit.db)
    schedule = Schedule(visit.desk.organisation)
    batches = visit.db.execute(select(RetentionBatch).order_by(RetentionBatch.id.desc()).limit(NEWEST)).scalars().all()
    return visit.page(
        "data.html",
        complaints=[row for row in waiting if row.kind == "complaint"],
        requests=[row for row in waiting if row.kind != "complaint"],
        closed=requests.closed(visit.db, NEWEST),
        kinds=requests.KINDS,
        outcomes=requests.OUTCOMES,
        holds=holds.listed(visit.db),
        schedule=[(one, schedule.in_words(one.name)) for one in CLASSES],
        never=NEVER,
        batches=batches,
        clock=lambda row: _clock(visit, row),
    )


def add(visit: Visit) -> Response:
    """A request that came by telephone, letter or e-mail."""
    reference = visit.form.get("reference", "").strip().upper()
    conversation = visit.db.execute(select(Conversation).where(Conversation.reference == reference)).scalar_one_or_none()
    if reference and conversation is None:
        raise Refused(422, "There is no such conversation", "Check the reference, or leave it empty.")
    kind = visit.form.get("kind", "")
    if kind not in requests.KINDS:
        raise Refused(422, "Choose what it is about", "Go back and choose a kind of request.")
    requests.open_request(visit.db, conversation, kind, by=visit.actor, now=visit.now)
    return visit.to("/data", "request")


def acknowledge(visit: Visit) -> Response:
    requests.acknowledge(visit.db, _find(visit), actor=visit.actor, now=visit.now)
    return visit.to("/data", "told")


def close(visit: Visit) -> Response:
    row = _find(visit)
    try:
        requests.close(
            visit.db, row, visit.form.get("outcome", ""), staff_id=visit.me.id, reason=visit.form.get("reason", ""), now=visit.now
        )
    except ValueError as error:
        raise Refused(422, "This cannot be closed yet", f"{str(error).capitalize()}.") from None
    return visit.to("/data", "request_closed")


def _find(visit: Visit) -> DataRequest:
    query = select(DataRequest).where(DataRequest.reference == visit.request.path_params["reference"], DataRequest.closed_at.is_(None))
    row = visit.db.execute(query).scalar_one_or_none()
    if row is None:
        raise Refused(404)
    return row  # type: ignore[no-any-return]


def _clock(visit: Visit, row: DataRequest) -> tuple[str, bool]:
    """How long is left, in words, and whether that is little."""
    if row.kind == "complaint" and row.acknowledged_at is not None:
        return "Acknowledged. Answer without undue delay", False
    zone = visit.desk.organisation.timezone
    days = (row.due_at.astimezone(zone).date() - visit.now.astimezone(zone).date()).days
    what = "Acknowledge" if row.kind == "complaint" else "Answer"
    if days < 0:
        return f"{what}: overdue by {-days} day{'s' if days != -1 else ''}", True
    return f"{what} within {days} day{'s' if days != 1 else ''}", days <= 7


routes = [
    Route("/data", signed_in(index, roles=KEEPERS), methods=["GET"]),
    Route("/data/requests", signed_in(add, roles=KEEPERS), methods=["POST"]),
    Route("/data/requests/{reference}/acknowledge", signed_in(acknowledge, roles=KEEPERS), methods=["POST"]),
    Route("/data/requests/{reference}/close", signed_in(close, roles=KEEPERS), methods=["POST"]),
]
