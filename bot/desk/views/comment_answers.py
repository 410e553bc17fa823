"""Answering a public comment: in public as the Page, or once in private, from a page that fits; and taking an answer back.

An answer is written on a page of its own, so that what somebody types is not lost in a list that changes.
"""

from __future__ import annotations

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from bot.desk.comment_words import suggestions
from bot.desk.views import comments
from bot.desk.visit import SEES_ORIGINALS, Refused, Visit, signed_in
from bot.messages import Channel
from bot.moderation import answers, cases, crossing
from bot.privacy import identifiability
from bot.store.tables import ModerationCase

FIRST = {
    "crisis": "Somebody may be in danger. Follow the safeguarding procedure before you write anything in public.",
    "media": "People of the press are answered by the communications manager or the chief executive.",
}
"""What staff should know before they answer, by what the comment is."""


def public(visit: Visit) -> Response:
    case = comments.find(visit)
    draft = _draft(visit, case) if visit.request.query_params.get("use") == "page" else ""
    return _page(visit, case, "answer", draft)


def private(visit: Visit) -> Response:
    return _page(visit, comments.find(visit), "private")


def use_page(visit: Visit) -> Response:
    """Puts the page's short answer under what has been written. Nothing is taken or kept."""
    case, text = comments.find(visit), visit.form.get("text", "")
    draft = _draft(visit, case)
    if draft in text:
        return _page(visit, case, "answer", text)
    return _page(visit, case, "answer", f"{text.rstrip()}\n\n{draft}" if text.strip() else draft)


def answer(visit: Visit) -> Response:
    case, text = comments.find(visit), visit.form.get("text", "")
    desk = visit.desk
    try:
        answers.in_public(
            visit.db, case, visit.me.id, text, vault=desk.vault, redactor=desk.redactor, now=visit.now, seen=visit.form.get("seen", "")
        )
    except answers.Changed:
        return _page(visit, case, "answer", text)
    except answers.NotTaken as refusal:
        return _page(visit, case, "answer", text, str(refusal))
    return comments.back(visit, case, "answer")


def write(visit: Visit) -> Response:
    case, text = comments.find(visit), visit.form.get("text", "")
    parts = visit.desk.length(Channel(case.item.channel), text).parts if visit.desk.length is not None else 1
    try:
        answers.in_private(
            visit.db, case, visit.me.id, text, vault=visit.desk.vault, parts=parts, now=visit.now, seen=visit.form.get("seen", "")
        )
    except answers.Changed:
        return _page(visit, case, "private", text)
    except answers.NotTaken as refusal:
        return _page(visit, case, "private", text, str(refusal))
    return comments.back(visit, case, "private")


def take_back(visit: Visit) -> Response:
    case, reason = comments.find(visit), comments.reason_given(visit, "Taking an answer back")
    try:
        answers.take_back(visit.db, case, visit.me.id, reason, visit.now)
    except answers.NothingToTakeBack:
        raise Refused(409, "There is nothing to take back", "The answer was not posted, or it is being taken back already.") from None
    return comments.back(visit, case, "take_back")


def _draft(visit: Visit, case: ModerationCase) -> str:
    found = suggestions(visit, [case]).get(case.id)
    return found.draft if found is not None else ""


def _page(visit: Visit, case: ModerationCase, how: str, text: str = "", error: str = "") -> Response:
    """The page on which an answer is written; ``how``: ``answer`` in public, or ``private``. Typed words are given back with an error.

    It says so if the comment is another one than on the page from which the form came.
    """
    acts, vault = cases.acts_of(visit.db, case), visit.desk.vault
    changed = crossing.changed_since(visit.db, case.item, vault, visit.form.get("seen", ""))
    why = {"answer": answers.why_not_public(case, acts), "private": answers.why_not_private(case, acts, visit.now)}
    more: dict[str, Any] = {
        "case": case,
        "how": how,
        "why_not": why[how],
        "other_way": not why["private" if how == "answer" else "answer"],
        "text": text,
        "error": error,
        "changed": changed,
        "seen": crossing.seen(visit.db, case.item, vault),
        "first": FIRST.get(case.action, ""),
        "suggestion": suggestions(visit, [case]).get(case.id),
        "assessed": identifiability.assess(case.item.text_redacted or ""),
        "longest": answers.LONGEST.get(case.item.channel, 0),
        "holds": _holds(visit, case) if how == "private" else "",
    }
    return visit.page("comment_answer.html", 422 if error else 409 if changed else 200, **more, **comments.WORDS)


def _holds(visit: Visit, case: ModerationCase) -> str:
    if visit.desk.length is None:
        return ""
    length = visit.desk.length(Channel(case.item.channel), "")
    return f"{length.holds:,} {length.unit}"


routes = [
    Route("/comments/{id}/answer", signed_in(public, roles=SEES_ORIGINALS), methods=["GET"]),
    Route("/comments/{id}/answer", signed_in(answer, roles=SEES_ORIGINALS), methods=["POST"]),
    Route("/comments/{id}/draft", signed_in(use_page, roles=SEES_ORIGINALS, writes=False), methods=["POST"]),
    Route("/comments/{id}/private", signed_in(private, roles=SEES_ORIGINALS), methods=["GET"]),
    Route("/comments/{id}/private", signed_in(write, roles=SEES_ORIGINALS), methods=["POST"]),
    Route("/comments/{id}/take-back", signed_in(take_back, roles=SEES_ORIGINALS), methods=["POST"]),
]
