"""Writing a note for colleagues on a conversation: a form of its own, so that none is sent to the person by mistake."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from bot.desk.views import conversation
from bot.desk.visit import Refused, Visit, signed_in
from bot.handover import notes


def write(visit: Visit) -> Response:
    found = conversation.find(visit)
    text, nonce = visit.form.get("note", ""), visit.form.get("nonce", "")[:56]
    if not nonce:
        raise Refused(400)
    try:
        notes.write(visit.db, found, visit.me, text, vault=visit.desk.vault, now=visit.now, once=nonce)
    except notes.NotKept as refusal:
        again = conversation.note_box(text, str(refusal), nonce)
        template = "note.html" if visit.htmx else "conversation.html"
        return visit.page(template, 422, **conversation.context(visit, found, **again))
    if not visit.htmx:
        return visit.to(f"/conversations/{found.reference}", "noted")
    return visit.page("note_kept.html", **conversation.context(visit, found, **conversation.note_box(kept=True)))


routes = [Route("/conversations/{reference}/notes", signed_in(write), methods=["POST"])]
