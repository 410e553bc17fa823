"""The audit trail: who did what, when and why, for managers."""

from __future__ import annotations

from sqlalchemy import or_, select
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.finding import asked_for, older, skipped
from bot.desk.visit import MANAGERS, Refused, Visit, signed_in
from bot.store.tables import Audit, Conversation, Staff

PAGE = 100
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "originals": ("Originals that were opened", ("reveal",)),
    "conversations": ("Conversations passed on and closed", ("handover.", "conversation.")),
    "replies": ("Replies, and notes between colleagues", ("reply", "note")),
    "comments": ("Public comments", ("moderation_", "comment_")),
    "stories": ("Experiences and consent", ("experience.", "consent.")),
    "events": ("What is on, and who would like to come", ("announcement.", "interest.")),
    "information": ("Information pages", ("article.",)),
    "danger": ("Danger and safeguarding", ("danger", "concern")),
    "data": ("Personal data", ("data_request.", "erase", "hold.", "export", "rights")),
    "accounts": ("Accounts and signing in", ("staff.", "login", "logout")),
}
"""What managers look for: in words, and how the names of such acts begin."""


def page(visit: Visit) -> Response:
    """What was done, newest first; narrowed by who did it and to what kind of thing."""
    asked = asked_for(visit.request.query_params, "who", "what")
    names = {f"staff:{number}": name for number, name in visit.db.execute(select(Staff.id, Staff.name).order_by(Staff.name))}
    query = select(Audit)
    if asked["who"]:
        query = query.where(Audit.actor == asked["who"])
    if asked["what"]:
        if asked["what"] not in KINDS:
            raise Refused(404)
        query = query.where(or_(*(Audit.act.startswith(name, autoescape=True) for name in KINDS[asked["what"]][1])))
    skip = skipped(visit.request.query_params.get("page", ""), PAGE)
    rows = visit.db.execute(query.order_by(Audit.id.desc()).offset(skip).limit(PAGE + 1)).scalars().all()
    shown = rows[:PAGE]
    numbers = [int(row.subject_id) for row in shown if row.subject == "conversation" and row.subject_id.isdigit()]
    references = dict(visit.db.execute(select(Conversation.id, Conversation.reference).where(Conversation.id.in_(numbers))).all())
    return visit.page(
        "trail.html",
        rows=shown,
        older=older(asked, skip, PAGE) if len(rows) > PAGE else "",
        names=names,
        references=references,
        asked=asked,
        kinds={code: words for code, (words, _) in KINDS.items()},
    )


routes = [Route("/trail", signed_in(page, roles=MANAGERS), methods=["GET"])]
