"""Replies to use again: the page on which they are written, and putting one into a reply box stands in ``conversation``."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from bot.desk.visit import SEES_ORIGINALS, Refused, Visit, signed_in
from bot.handover import saved_replies
from bot.store.tables import SavedReply


def index(visit: Visit) -> Response:
    return _page(visit)


def add(visit: Visit) -> Response:
    return _save(visit, None)


def change(visit: Visit) -> Response:
    return _save(visit, found(visit, visit.number("id")))


def delete(visit: Visit) -> Response:
    saved_replies.delete(visit.db, visit.me, found(visit, visit.number("id")))
    return visit.to("/replies", "reply_deleted")


def found(visit: Visit, number: int) -> SavedReply:
    """The saved reply with this number. Refuses (404) one that is not there."""
    row: SavedReply | None = visit.db.get(SavedReply, number)
    if row is None:
        raise Refused(404, "This saved reply is gone", "A colleague has deleted it. Load the page again.")
    return row


def _save(visit: Visit, row: SavedReply | None) -> Response:
    typed = {name: visit.form.get(name, "") for name in ("title", "text")}
    public = visit.form.get("public") == "yes"
    try:
        saved_replies.save(visit.db, visit.me, **typed, organisation=visit.desk.organisation, now=visit.now, changed=row, public=public)
    except saved_replies.NotSaved as refusal:
        return _page(visit, 422, row.id if row else 0, typed, str(refusal), isinstance(refusal, saved_replies.HoldsDetails))
    return visit.to("/replies", "reply_saved")


def _page(
    visit: Visit, status: int = 200, wrong: int = 0, typed: dict[str, str] | None = None, error: str = "", details: bool = False
) -> Response:
    """``wrong``: the reply that was not saved, 0 for a new one, as it was ``typed``; ``details``: it holds what looks like some."""
    return visit.page(
        "saved_replies.html",
        status,
        replies=saved_replies.listed(visit.db),
        longest=saved_replies.LONGEST,
        longest_title=saved_replies.LONGEST_TITLE,
        wrong=wrong,
        typed=typed,
        error=error,
        details=details,
    )


routes = [
    Route("/replies", signed_in(index, roles=SEES_ORIGINALS), methods=["GET"]),
    Route("/replies", signed_in(add, roles=SEES_ORIGINALS), methods=["POST"]),
    Route("/replies/{id}", signed_in(change, roles=SEES_ORIGINALS), methods=["POST"]),
    Route("/replies/{id}/delete", signed_in(delete, roles=SEES_ORIGINALS), methods=["POST"]),
]
