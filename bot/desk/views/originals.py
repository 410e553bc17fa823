"""Seeing an original: the one way to read what was sealed, with a reason, once, and on the audit trail."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from bot.desk.pages import url
from bot.desk.visit import SEES_ORIGINALS, Refused, Visit, signed_in
from bot.privacy.sealing.vault import VaultError
from bot.store.tables import ColleagueNote, Contact, Experience, InboundMessage, Interest, ModerationAction, PublicPost

SHOWN_SECONDS = 300
"""How long an original stays on the screen."""

KINDS = {
    "message": (InboundMessage, "text_sealed_id", "inbound"),
    "note": (ColleagueNote, "words_sealed_id", "colleague_note"),
    "comment": (PublicPost, "text_sealed_id", "public_item"),
    "answer": (ModerationAction, "body_sealed_id", "moderation_action"),
    "contact": (Experience, "contact_sealed_id", "experience"),
    "interest": (Interest, "contact_sealed_id", "interest"),
    "needs": (Interest, "needs_sealed_id", "interest"),
    "address": (Contact, "address_sealed_id", "contact"),
}
"""What can be opened: the path's word, the table and its sealed column, and the audit trail's word for it."""


def see(visit: Visit) -> Response:
    if visit.request.path_params["kind"] not in KINDS:
        raise Refused(404)
    table, column, subject = KINDS[visit.request.path_params["kind"]]
    row = visit.db.get(table, visit.number("id"))
    sealed_id = getattr(row, column) if row is not None else None
    if sealed_id is None:
        raise Refused(404, "There is no original", "It was never kept, or it has been erased.")
    reason = visit.form.get("reason", "").strip()
    if len(reason) < 3:
        raise Refused(422, "Say why", "Seeing an original goes on record. Write a few words on why you need it.")
    try:
        words = visit.desk.vault.reveal(
            visit.db, sealed_id, actor=visit.actor, subject=subject, subject_id=visit.number("id"), reason=reason
        )
    except VaultError:
        raise Refused(409, "It cannot be opened", "The key that sealed it is missing. Tell whoever runs this installation.") from None
    answer = visit.page("original.html" if visit.htmx else "original_page.html", words=words or "", seconds=SHOWN_SECONDS)
    if not visit.htmx:
        # Without our script the browser itself leaves the page.
        answer.headers["Refresh"] = f"{SHOWN_SECONDS}; url={url('/')}"
    return answer


routes = [Route("/originals/{kind}/{id}", signed_in(see, roles=SEES_ORIGINALS), methods=["POST"])]
