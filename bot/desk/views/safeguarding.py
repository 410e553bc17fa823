"""Danger signs and what staff say of them, and the restricted record of safeguarding concerns."""

from __future__ import annotations

from sqlalchemy import select
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.visit import SEES_ORIGINALS, Refused, Visit, signed_in
from bot.handover.queue import DANGER_WORDS
from bot.privacy.sealing.vault import VaultError
from bot.safety import concerns, verdicts
from bot.store.tables import Conversation, DangerSign, SafeguardingConcern, Staff

PAGE = 100
STATES = {"open": "Open", **concerns.DECISIONS}


def verdict(visit: Visit) -> Response:
    row = visit.db.get(DangerSign, visit.number("id"))
    said = visit.form.get("verdict", "")
    if row is None:
        raise Refused(404)
    if said not in verdicts.VERDICTS:
        raise Refused(422)
    verdicts.mark(visit.db, row, said, visit.me, visit.now)
    return visit.to(f"/conversations/{visit.db.get(Conversation, row.conversation_id).reference}")


def index(visit: Visit) -> Response:
    state = visit.request.query_params.get("state", "open")
    if state not in STATES:
        raise Refused(404)
    query = select(SafeguardingConcern, Conversation.reference).outerjoin(
        Conversation, Conversation.id == SafeguardingConcern.conversation_id
    )
    rows = visit.db.execute(query.where(SafeguardingConcern.state == state).order_by(SafeguardingConcern.id.desc()).limit(PAGE)).all()
    return visit.page("concerns.html", rows=rows, state=state, states=STATES, categories=DANGER_WORDS)


def detail(visit: Visit) -> Response:
    return _page(visit, _find(visit))


def look(visit: Visit) -> Response:
    """The exact words, for a reason that goes on the audit trail."""
    concern = _find(visit)
    reason = visit.form.get("reason", "").strip()
    if len(reason) < 3:
        raise Refused(422, "Say why", "Seeing the words goes on record. Write a few words on why you need them.")
    try:
        words = concerns.look(visit.db, visit.desk.vault, concern, visit.me, reason)
    except VaultError:
        raise Refused(409, "It cannot be opened", "The key that sealed it is missing. Tell whoever runs this installation.") from None
    return _page(visit, concern, words=words)


def decide(visit: Visit) -> Response:
    concern = _find(visit)
    try:
        concerns.decide(visit.db, visit.desk.vault, concern, visit.me, visit.form.get("decision", ""), visit.form.get("why", ""), visit.now)
    except ValueError:
        raise Refused(422, "Say what you decided and why", "Choose an outcome and write your reason.") from None
    return visit.to(f"/safeguarding/{concern.reference}", "decided")


def _find(visit: Visit) -> SafeguardingConcern:
    query = select(SafeguardingConcern).where(SafeguardingConcern.reference == visit.request.path_params["reference"])
    concern = visit.db.execute(query).scalar_one_or_none()
    if concern is None:
        raise Refused(404)
    return concern  # type: ignore[no-any-return]


def _page(visit: Visit, concern: SafeguardingConcern, words: str = "") -> Response:
    conversation = visit.db.get(Conversation, concern.conversation_id) if concern.conversation_id else None
    decided_by = visit.db.get(Staff, concern.decided_by_id) if concern.decided_by_id else None
    return visit.page(
        "concern.html", concern=concern, conversation=conversation, words=words, states=STATES, decisions=concerns.DECISIONS,
        category=DANGER_WORDS[concern.category], decided_by=decided_by, longest=concerns.LONGEST_DECISION,
        why=visit.desk.vault.open(visit.db, concern.decision_sealed_id) or "",
    )  # fmt: skip


routes = [
    Route("/dangers/{id}/verdict", signed_in(verdict, roles=SEES_ORIGINALS), methods=["POST"]),
    Route("/safeguarding", signed_in(index, roles=concerns.MAY_SEE), methods=["GET"]),
    Route("/safeguarding/{reference}", signed_in(detail, roles=concerns.MAY_SEE), methods=["GET"]),
    Route("/safeguarding/{reference}/words", signed_in(look, roles=concerns.MAY_SEE), methods=["POST"]),
    Route("/safeguarding/{reference}/decision", signed_in(decide, roles=concerns.MAY_SEE), methods=["POST"]),
]
