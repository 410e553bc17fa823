"""Public comments: what was found, what was done, hiding and showing again, closing and opening again.

Answering them stands in ``comment_answers``.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, selectinload
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.comment_words import said, suggestions
from bot.desk.finding import mark, older, skipped
from bot.desk.visit import SEES_ORIGINALS, Refused, Visit, signed_in
from bot.moderation import answers, cases, staff_acts
from bot.privacy import identifiability
from bot.store.tables import ModerationCase, PublicPost, Staff

PAGE = 50
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
    cases.LOOK: "Holds something that only a person can look at",
    "none": "Nothing to do",
}
ACTS = {
    "hide": "Hide on the Page",
    "unhide": "Show on the Page again",
    "private_reply": "Invite to a private channel",
    "public_reply": "Answer in public",
    "take_back": "Take the answer back",
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
WORDS = {"actions": ACTIONS, "acts": ACTS, "steps": STEPS, "pages": PAGES, "advice": ADVICE}
"""What the templates of comments say in words."""


def page(visit: Visit) -> Response:
    return visit.page("comments.html", **_cases(visit))


def fragment(visit: Visit) -> Response:
    """The list again for the script that keeps it up to date; nothing (204) while it is as the page shows it."""
    found = _cases(visit)
    if visit.request.query_params.get("seen") == found["seen"]:
        return Response(status_code=204)
    return visit.page("comments_list.html", **found)


def _cases(visit: Visit) -> dict[str, Any]:
    query = visit.request.query_params
    show = "closed" if query.get("show") == "closed" else "open"
    what = query.get("what", "")
    if what and what not in ACTIONS:
        raise Refused(404)
    skip = skipped(query.get("page", ""), PAGE)
    wanted = [ModerationCase.state == show, *([ModerationCase.action == what] if what else [])]
    found = visit.db.execute(
        select(ModerationCase)
        .join(PublicPost, PublicPost.id == ModerationCase.item_id)
        .where(*wanted)
        .options(contains_eager(ModerationCase.item), selectinload(ModerationCase.actions))
        # Danger first: whoever is in it must not wait behind a page of thanks.
        .order_by(or_(ModerationCase.action == "crisis", PublicPost.danger.is_not(None)).desc(), ModerationCase.id.desc())
        .offset(skip)
        .limit(PAGE + 1)
    ).scalars().all()  # fmt: skip
    names = {f"staff:{number}": name for number, name in visit.db.execute(select(Staff.id, Staff.name))}
    cases = [(case, _mark(case)) for case in found[:PAGE]]
    return {
        "cases": cases,
        "seen": mark([one for _, one in cases]),
        "older": older({"show": show, "what": what}, skip, PAGE) if len(found) > PAGE else "",
        "query": urlencode({"show": show, **({"what": what} if what else {})}),
        "first": not skip,
        "show": show,
        "what": what,
        "can_undo": staff_acts.can_undo,
        "can_hide": staff_acts.can_hide,
        "why_not_public": lambda case: answers.why_not_public(case, case.actions),
        "why_not_private": lambda case: answers.why_not_private(case, case.actions, visit.now),
        "standing": lambda case: answers.standing(case.actions),
        "suggestions": suggestions(visit, found[:PAGE]),
        "said": lambda action: said(visit, action),
        "names": names,
        "assess": identifiability.assess,
        "seen_at": seen_at,
        **WORDS,
    }


def _mark(case: ModerationCase) -> str:
    item = case.item
    acts = [(one.id, one.state, one.error) for one in case.actions]
    about = (case.outcome, case.article_slug)
    return mark(case.id, case.state, case.action, case.grounds, *about, item.hidden, item.removed_at, item.danger, item.text_redacted, acts)


def seen_at(item: PublicPost) -> str | None:
    """The address at which staff can look at it, if it is one of the platform's own."""
    address = urlsplit(item.permalink or "")
    host = address.hostname or ""
    theirs = any(host == name or host.endswith(f".{name}") for name in ("facebook.com", "instagram.com"))
    return str(item.permalink) if address.scheme == "https" and theirs else None


def find(visit: Visit) -> ModerationCase:
    """The case that the path names. Refuses (404) where there is none."""
    case = visit.db.get(ModerationCase, visit.number("id"))
    if case is None:
        raise Refused(404)
    return case  # type: ignore[no-any-return]


def reason_given(visit: Visit, what: str) -> str:
    """The reason in the form, for doing ``what``. Refuses (422) without one."""
    reason = visit.form.get("reason", "").strip()
    if len(reason) < 3:
        raise Refused(422, "Say why", f"{what} goes on record. Go back and write a few words on why.")
    return reason


def hide(visit: Visit) -> Response:
    case, reason = find(visit), reason_given(visit, "Hiding a comment")
    try:
        staff_acts.hide(visit.db, case, visit.me.id, reason, visit.now)
    except staff_acts.CannotHide:
        words = "It is hidden already, or its writer removed it, or it stands where we cannot hide anything."
        raise Refused(409, "It cannot be hidden", words) from None
    return back(visit, case, "hide")


def undo(visit: Visit) -> Response:
    case, reason = find(visit), reason_given(visit, "Showing it again")
    try:
        staff_acts.undo(visit.db, case, visit.me.id, reason)
    except staff_acts.NothingToUndo:
        raise Refused(409, "There is nothing to undo", "It has been undone already, or it cannot be taken back.") from None
    return back(visit, case, "undo")


def close(visit: Visit) -> Response:
    case = find(visit)
    staff_acts.close(visit.db, case, visit.me.id, now=visit.now)
    if visit.htmx:
        # The others stay where they are: whoever goes through fifty of them does not begin at the top again each time.
        return visit.page("comment_closed.html", case=case, actions=ACTIONS)
    return visit.to("/comments", "closed")


def reopen(visit: Visit) -> Response:
    case = find(visit)
    staff_acts.reopen(visit.db, case, visit.me.id)
    return back(visit, case, "opened")


def back(visit: Visit, case: ModerationCase, done: str) -> Response:
    """To the list on which the case stands now, at its place."""
    return visit.to(f"/comments?show={case.state}#case-{case.id}", done)


routes = [
    Route("/comments", signed_in(page), methods=["GET"]),
    Route("/comments/list", signed_in(fragment, using=False), methods=["GET"]),
    *(
        Route(f"/comments/{{id}}/{act.__name__}", signed_in(act, roles=SEES_ORIGINALS), methods=["POST"])
        for act in (hide, undo, close, reopen)
    ),
]
