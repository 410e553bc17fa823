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
from bot.handover import crossing, presence, queue, saved_replies, service
from bot.messages import Channel
from bot.safety import verdicts
from bot.store.tables import Conversation, Handover, Staff

MAX_REPLY = 4000
"""Characters. Longer than any answer should be; every channel can carry it in parts."""


def find(visit: Visit) -> Conversation:
    """The conversation of the path. Refuses (404) one that is not there."""
    reference = visit.request.path_params["reference"]
    query = select(Conversation).where(Conversation.reference == reference).execution_options(populate_existing=True)
    conversation = visit.db.execute(query).scalar_one_or_none()
    if conversation is None:
        raise Refused(404)
    return conversation  # type: ignore[no-any-return]


def context(visit: Visit, conversation: Conversation, **more: Any) -> dict[str, Any]:
    """What the parts of the page may name; ``more`` goes over it."""
    handover = visit.db.execute(
        select(Handover)
        .where(Handover.conversation_id == conversation.id, Handover.state.in_(("waiting", "taken")))
        .order_by(Handover.priority.desc(), Handover.id.desc())
    ).scalars().first()  # fmt: skip
    owner = visit.db.get(Staff, conversation.assigned_to_id) if conversation.assigned_to_id else None
    return {
        "conversation": conversation,
        "contact": conversation.contact,
        "transcript": transcript.build(
            visit.db, conversation, vault=visit.desk.vault, organisation=visit.desk.organisation, redactor=lambda: visit.desk.redactor
        ),
        "handover": handover,
        "verdicts": verdicts.VERDICTS,
        "why": queue.why(handover.reason, handover.detail) if handover is not None else "",
        "owner": owner,
        "window": windows.notice(visit.db, conversation.contact, visit.desk.organisation, visit.now),
        "saved": saved_replies.listed(visit.db),
        "length": _length(visit, conversation, more.get("draft", "")),
        "here_words": presence.in_words(visit.desk.watch.look().here, conversation.id, visit.me.id, visit.now),
        "page_key": secrets.token_urlsafe(12),
        **_composer(),
        **note_box(),
        "seen": crossing.newest(visit.db, conversation),
        **more,
    }


def _length(visit: Visit, conversation: Conversation, draft: str) -> length_words.Said | None:
    measure = visit.desk.length
    if measure is None:
        return None
    return length_words.said(measure(Channel(conversation.channel), draft), conversation.channel, len(draft), MAX_REPLY)


def _composer(
    draft: str = "", error: str = "", owner_name: str = "", crossed: str = "", nonce: str = "", filled: bool = False
) -> dict[str, Any]:
    """The reply box. ``owner_name``: the colleague whom one has to agree to take over from; ``crossed``: who has replied since the
    page was opened. ``filled``: we wrote into it."""
    return {
        "draft": draft,
        "error": error,
        "ask": owner_name,
        "crossed": crossed,
        "nonce": nonce or secrets.token_urlsafe(18),
        "longest": MAX_REPLY,
        "sent": False,
        "filled": filled,
    }


def note_box(text: str = "", error: str = "", nonce: str = "", kept: bool = False) -> dict[str, Any]:
    """The box for a note to colleagues, which has its own form; ``kept``: the one before was just kept."""
    return {"note_text": text, "note_error": error, "note_nonce": nonce or secrets.token_urlsafe(18), "note_kept": kept}


def page(visit: Visit) -> Response:
    return visit.page("conversation.html", **context(visit, find(visit)))


def live(visit: Visit) -> Response:
    """What changes by itself, for htmx; nothing (204) while the page shows it already."""
    now = context(visit, find(visit))
    if visit.request.query_params.get("seen") == now["transcript"].digest:
        return Response(status_code=204)
    return visit.page("conversation_live.html", **now)


def length(visit: Visit) -> Response:
    """How long the draft is on its channel, while it is typed. Only sending it judges it."""
    said = _length(visit, find(visit), visit.form.get("text", ""))
    return visit.page("composer_length.html", length=said) if said else Response(status_code=204)


def draft(visit: Visit) -> Response:
    """Puts a saved reply under what is in the box already. Nothing is sent, and whoever has the conversation keeps it."""
    conversation, number = find(visit), visit.form.get("saved", "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        raise Refused(400)
    written, saved = visit.form.get("text", "").rstrip(), found(visit, int(number)).text
    filled = f"{written}\n\n{saved}" if written else saved
    return _again(visit, conversation, 200, draft=filled, nonce=visit.form.get("nonce", "")[:56], filled=True)


def reply(visit: Visit) -> Response:
    conversation = find(visit)
    draft, nonce = visit.form.get("text", ""), visit.form.get("nonce", "")[:56]
    if not nonce:
        raise Refused(400)
    # Whoever sends at the same moment waits here on PostgreSQL, and then sees this reply; SQLite has one writer anyway.
    visit.db.refresh(conversation, with_for_update=True)
    crossed = crossing.replied_since(visit.db, conversation, visit.me, visit.form.get("seen", ""))
    owner_name = _owner_to_ask(visit, conversation)
    if crossed or owner_name:
        seen = crossing.newest(visit.db, conversation)
        return _again(visit, conversation, 409, draft=draft, nonce=nonce, owner_name=owner_name, crossed=crossed, seen=seen)
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


def _owner_to_ask(visit: Visit, conversation: Conversation) -> str:
    """Whose conversation a reply would take without the person at the desk having agreed to that; empty when nobody's."""
    owner_id = conversation.assigned_to_id
    if owner_id in (None, visit.me.id) or visit.form.get("take_over") == str(owner_id):
        return ""
    owner = visit.db.get(Staff, owner_id)
    return owner.name if owner else "A former colleague"


def take(visit: Visit) -> Response:
    conversation = find(visit)
    if conversation.state == "closed":
        raise Refused(409, "This conversation is closed", "There is nothing to take. Load the page again.")
    service.take(visit.db, conversation, visit.me, now=visit.now)
    return _done(visit, conversation)


def queue_again(visit: Visit) -> Response:
    conversation = find(visit)
    service.put_back(visit.db, conversation, visit.me, now=visit.now)
    return _done(visit, conversation)


def back(visit: Visit) -> Response:
    conversation = find(visit)
    service.hand_back(visit.db, conversation, visit.me, vault=visit.desk.vault, now=visit.now)
    return _done(visit, conversation)


def close(visit: Visit) -> Response:
    conversation = find(visit)
    service.close(visit.db, conversation, visit.me, now=visit.now)
    return _done(visit, conversation)


def _again(visit: Visit, conversation: Conversation, status: int, *, seen: str = "", **composer: Any) -> Response:
    """The reply box once more, with what was typed: the fragment for htmx, the whole page without it.

    ``seen``: the replies by staff that its reader now knows of; those of the form that came, if there are no others.
    """
    template = "composer.html" if visit.htmx else "conversation.html"
    seen = seen or visit.form.get("seen", "")[:40] or crossing.newest(visit.db, conversation)
    return visit.page(template, status, **context(visit, conversation, **_composer(**composer), seen=seen))


def _done(visit: Visit, conversation: Conversation, *, sent: bool = False) -> Response:
    if not visit.htmx:
        return visit.to(f"/conversations/{conversation.reference}")
    visit.db.flush()
    return visit.page("conversation_sent.html" if sent else "conversation_live.html", **context(visit, conversation, sent=sent))


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
