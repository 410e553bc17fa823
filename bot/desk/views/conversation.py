"""One conversation: read it, answer, take it, put it back in the queue, hand it back to the assistant, close it."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import select
from starlette.responses import Response
from starlette.routing import Route

from bot.delivery import windows
from bot.desk import length_words, transcript
from bot.desk.views.saved_replies import found
from bot.desk.visit import SEES_ORIGINALS, Refused, Visit, signed_in
from bot.handover import queue, saved_replies, service
from bot.messages import Channel
from bot.safety import verdicts
from bot.store.tables import Conversation, Handover, Staff

MAX_REPLY = 4000
"""Characters. Longer than any answer should be; every channel can carry it in parts."""


def _find(visit: Visit) -> Conversation:
    reference = visit.request.path_params["reference"]
    query = select(Conversation).where(Conversation.reference == reference).execution_options(populate_existing=True)
    conversation = visit.db.execute(query).scalar_one_or_none()
    if conversation is None:
        raise Refused(404)
    return conversation  # type: ignore[no-any-return]


def _context(visit: Visit, conversation: Conversation, **more: Any) -> dict[str, Any]:
    handover = visit.db.execute(
        select(Handover)
        .where(Handover.conversation_id == conversation.id, Handover.state.in_(("waiting", "taken")))
        .order_by(Handover.priority.desc(), Handover.id.desc())
    ).scalars().first()  # fmt: skip
    owner = visit.db.get(Staff, conversation.assigned_to_id) if conversation.assigned_to_id else None
    return {
        "conversation": conversation,
        "contact": conversation.contact,
        "transcript": transcript.build(visit.db, conversation, vault=visit.desk.vault, organisation=visit.desk.organisation),
        "handover": handover,
        "verdicts": verdicts.VERDICTS,
        "why": queue.why(handover.reason, handover.detail) if handover is not None else "",
        "owner": owner,
        "window": windows.notice(visit.db, conversation.contact, visit.desk.organisation, visit.now),
        "saved": saved_replies.listed(visit.db),
        "length": _length(visit, conversation, more.get("draft", "")),
        **_composer(),
        **more,
    }


def _length(visit: Visit, conversation: Conversation, draft: str) -> length_words.Said | None:
    measure = visit.desk.length
    if measure is None:
        return None
    return length_words.said(measure(Channel(conversation.channel), draft), conversation.channel, len(draft), MAX_REPLY)


def _composer(draft: str = "", error: str = "", owner_name: str = "", nonce: str = "", filled: bool = False) -> dict[str, Any]:
    """The reply box. ``owner_name``: the colleague whom one has to agree to take over from. ``filled``: we wrote into it."""
    return {
        "draft": draft,
        "error": error,
        "ask": owner_name,
        "nonce": nonce or secrets.token_urlsafe(18),
        "longest": MAX_REPLY,
        "sent": False,
        "filled": filled,
    }


def page(visit: Visit) -> Response:
    return visit.page("conversation.html", **_context(visit, _find(visit)))


def live(visit: Visit) -> Response:
    """What changes by itself, for htmx; nothing (204) while the page shows it already."""
    context = _context(visit, _find(visit))
    if visit.request.query_params.get("seen") == context["transcript"].digest:
        return Response(status_code=204)
    return visit.page("conversation_live.html", **context)


def length(visit: Visit) -> Response:
    """How long the draft is on its channel, while it is typed. Only sending it judges it."""
    said = _length(visit, _find(visit), visit.form.get("text", ""))
    return visit.page("composer_length.html", length=said) if said else Response(status_code=204)


def draft(visit: Visit) -> Response:
    """Puts a saved reply under what is in the box already. Nothing is sent, and whoever has the conversation keeps it."""
    conversation, number = _find(visit), visit.form.get("saved", "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        raise Refused(400)
    written, saved = visit.form.get("text", "").rstrip(), found(visit, int(number)).text
    filled = f"{written}\n\n{saved}" if written else saved
    return _again(visit, conversation, 200, draft=filled, nonce=visit.form.get("nonce", "")[:56], filled=True)


def reply(visit: Visit) -> Response:
    conversation = _find(visit)
    draft, nonce = visit.form.get("text", ""), visit.form.get("nonce", "")[:56]
    if not nonce:
        raise Refused(400)
    owner_id = conversation.assigned_to_id
    if owner_id not in (None, visit.me.id) and visit.form.get("take_over") != str(owner_id):
        owner = visit.db.get(Staff, owner_id)
        return _again(visit, conversation, 409, draft=draft, nonce=nonce, owner_name=owner.name if owner else "A former colleague")
    if not draft.strip():
        return _again(visit, conversation, 422, draft="", nonce=nonce, error="Write something first.")
    if len(draft) > MAX_REPLY:
        return _again(
            visit, conversation, 422, draft=draft, nonce=nonce, error=f"This is {len(draft)} characters long. At most {MAX_REPLY} fit."
        )
    try:
        service.staff_reply(visit.db, conversation, visit.me, draft, vault=visit.desk.vault, now=visit.now, once=nonce)
    except service.CannotReply as refusal:
        return _again(visit, conversation, 409, draft=draft, nonce=nonce, error=str(refusal))
    return _done(visit, conversation, sent=True)


def take(visit: Visit) -> Response:
    conversation = _find(visit)
    if conversation.state == "closed":
        raise Refused(409, "This conversation is closed", "There is nothing to take. Load the page again.")
    service.take(visit.db, conversation, visit.me, now=visit.now)
    return _done(visit, conversation)


def queue_again(visit: Visit) -> Response:
    conversation = _find(visit)
    service.put_back(visit.db, conversation, visit.me, now=visit.now)
    return _done(visit, conversation)


def back(visit: Visit) -> Response:
    conversation = _find(visit)
    service.hand_back(visit.db, conversation, visit.me, vault=visit.desk.vault, now=visit.now)
    return _done(visit, conversation)


def close(visit: Visit) -> Response:
    conversation = _find(visit)
    service.close(visit.db, conversation, visit.me, now=visit.now)
    return _done(visit, conversation)


def _again(visit: Visit, conversation: Conversation, status: int, **composer: Any) -> Response:
    """The reply box once more, with what was typed: the fragment for htmx, the whole page without it."""
    template = "composer.html" if visit.htmx else "conversation.html"
    return visit.page(template, status, **_context(visit, conversation, **_composer(**composer)))


def _done(visit: Visit, conversation: Conversation, *, sent: bool = False) -> Response:
    if not visit.htmx:
        return visit.to(f"/conversations/{conversation.reference}")
    visit.db.flush()
    context = _context(visit, conversation, sent=sent)
    return visit.page("conversation_sent.html" if sent else "conversation_live.html", **context)


routes = [
    Route("/conversations/{reference}", signed_in(page), methods=["GET"]),
    Route("/conversations/{reference}/live", signed_in(live, using=False), methods=["GET"]),
    Route("/conversations/{reference}/length", signed_in(length, writes=False), methods=["POST"]),
    Route("/conversations/{reference}/draft", signed_in(draft, roles=SEES_ORIGINALS, writes=False), methods=["POST"]),
    Route("/conversations/{reference}/reply", signed_in(reply), methods=["POST"]),
    Route("/conversations/{reference}/take", signed_in(take), methods=["POST"]),
    Route("/conversations/{reference}/queue", signed_in(queue_again), methods=["POST"]),
    Route("/conversations/{reference}/back", signed_in(back), methods=["POST"]),
    Route("/conversations/{reference}/close", signed_in(close), methods=["POST"]),
]
