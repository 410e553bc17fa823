"""Public comments: what was found, what was done, and undoing it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.visit import SEES_ORIGINALS, Refused, Visit, signed_in
from bot.moderation import cases
from bot.privacy import identifiability
from bot.store.tables import ModerationCase, Staff

NEWEST = 100
ACTIONS = {
    "steer_experience": "Tells an experience: invited to a private channel",
    "hide_own_details": "Gives their own personal details",
    "hide_others_details": "Gives somebody else's personal details",
    "question": "Asks a question",
    "abuse": "Abusive",
    "hate": "Hateful",
    "solicitation": "Advertises something",
    "praise_no_details": "Praise, without personal details",
    "media": "From the press",
    "crisis": "Shows a danger sign",
    "none": "Nothing to do",
}
ACTS = {
    "hide": "Hide on the Page",
    "unhide": "Show on the Page again",
    "private_reply": "Invite to a private channel",
    "invite": "Invite to a private chat",
}
PAGES = {"messenger": "Facebook Page", "instagram": "Instagram", "telegram": "Telegram group"}
"""Where in public: the channel's public side."""
ADVICE = {
    "some": "Those around this person may know who it is. Please do not repeat these words in a reply.",
    "high": "Those around this person are likely to know who it is, even without a name. Think about hiding the comment, and do not "
    "repeat these words.",
}
"""What staff read beside a comment that points at somebody; nothing is said beside one that does not."""
STEPS = {"waiting": "waiting", "sending": "under way", "done": "done", "failed": "failed"}


def can_undo(case: ModerationCase) -> bool:
    """Whether something is hidden, or about to be, that can be shown again. A private invitation cannot be taken back."""
    acts = [act for act in sorted(case.actions, key=lambda act: act.id) if act.state != "failed" and act.act in ("hide", "unhide")]
    return bool(acts) and acts[-1].act == "hide"


def page(visit: Visit) -> Response:
    show = "closed" if visit.request.query_params.get("show") == "closed" else "open"
    found = visit.db.execute(
        select(ModerationCase)
        .where(ModerationCase.state == show)
        .options(joinedload(ModerationCase.item), selectinload(ModerationCase.actions))
        .order_by(ModerationCase.id.desc())
        .limit(NEWEST)
    ).scalars().all()  # fmt: skip
    names = {f"staff:{number}": name for number, name in visit.db.execute(select(Staff.id, Staff.name))}
    return visit.page(
        "comments.html", cases=found, show=show, actions=ACTIONS, acts=ACTS, steps=STEPS, pages=PAGES, can_undo=can_undo, names=names,
        assess=identifiability.assess, advice=ADVICE,
    )  # fmt: skip


def _case(visit: Visit) -> ModerationCase:
    case = visit.db.get(ModerationCase, visit.number("id"))
    if case is None:
        raise Refused(404)
    return case  # type: ignore[no-any-return]


def undo(visit: Visit) -> Response:
    case, reason = _case(visit), visit.form.get("reason", "").strip()
    if len(reason) < 3:
        raise Refused(422, "Say why", "Undoing goes on record. Write a few words on why.")
    try:
        cases.undo(visit.db, case, visit.me.id, reason)
    except cases.NothingToUndo:
        raise Refused(409, "There is nothing to undo", "It has been undone already, or it cannot be taken back.") from None
    return visit.to("/comments")


def close(visit: Visit) -> Response:
    cases.close(visit.db, _case(visit), visit.me.id, now=visit.now)
    return visit.to("/comments")


routes = [
    Route("/comments", signed_in(page), methods=["GET"]),
    Route("/comments/{id}/undo", signed_in(undo, roles=SEES_ORIGINALS), methods=["POST"]),
    Route("/comments/{id}/close", signed_in(close, roles=SEES_ORIGINALS), methods=["POST"]),
]
