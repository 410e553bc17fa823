"""Experiences of care that people told: the list, one with its consents, its codes settled, its release for reports."""

from __future__ import annotations

from sqlalchemy import or_, select
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.finding import asked_for, holds, older, skipped
from bot.desk.visit import Refused, Visit, signed_in
from bot.experiences import identifying, pointing
from bot.experiences.coding import records
from bot.experiences.coding.themes import themes
from bot.experiences.service_types import SERVICE_TYPES
from bot.privacy import identifiability
from bot.store.tables import ConsentGrant, Conversation, Experience

PAGE = 50
PURPOSES = {
    "use_anonymously": "Use it without names in reports",
    "quote_anonymously": "Quote it word for word, without names",
    "share_with_provider": "Share it with the service",
    "contact_me": "Contact them about it",
}
SENTIMENTS = {
    "positive": "Positive",
    "negative": "Negative",
    "mixed": "Both",
    "neutral": "Neither",
    "unclear": "Cannot tell",
}
PERMISSIONS = {"yes": "They know and agree", "no": "They do not know or do not agree", "cannot": "They cannot be asked"}
ADVICE = {
    "low": "Little in it points at one person.",
    "some": "Those around this person may know who it is. Please read it with that in mind.",
    "high": "Those around this person are likely to know who it is.",
}
TO_DO = {"release": "Not released for reports yet", "contact": "Wants to be contacted"}
STATES = {"draft": "Not finished", "submitted": "Sent", "withdrawn": "Withdrawn"}


def index(visit: Visit) -> Response:
    state = visit.request.query_params.get("state", "submitted")
    if state not in STATES:
        raise Refused(404)
    asked = asked_for(visit.request.query_params, "words", "service", "to_do")
    if asked["service"] not in ("", *SERVICE_TYPES) or asked["to_do"] not in ("", *TO_DO):
        raise Refused(404)
    query = select(Experience).where(Experience.state == state)
    if asked["words"]:
        query = query.where(or_(holds(Experience.story_redacted, asked["words"]), holds(Experience.service_name_redacted, asked["words"])))
    if asked["service"]:
        query = query.where(Experience.service_type == asked["service"])
    if asked["to_do"] == "release":
        query = query.where(Experience.approved_at.is_(None))
    elif asked["to_do"] == "contact":
        query = query.where(Experience.wants_contact.is_(True))
    skip = skipped(visit.request.query_params.get("page", ""), PAGE)
    rows = visit.db.execute(query.order_by(Experience.id.desc()).offset(skip).limit(PAGE + 1)).scalars().all()
    return visit.page(
        "experiences.html",
        rows=rows[:PAGE],
        older=older({"state": state, **asked}, skip, PAGE) if len(rows) > PAGE else "",
        asked=asked,
        service_types=SERVICE_TYPES,
        to_do=TO_DO,
        state=state,
        states=STATES,
        agreement=records.agreement(visit.db) if state == "submitted" else None,
    )


def detail(visit: Visit) -> Response:
    experience = _named(visit)
    grants = visit.db.execute(select(ConsentGrant).where(ConsentGrant.experience_id == experience.id).order_by(ConsentGrant.id)).scalars()
    # The newest answer for a purpose is the one in force.
    in_force = {grant.purpose: grant for grant in grants}
    conversation = visit.db.get(Conversation, experience.conversation_id) if experience.conversation_id else None
    by_category: dict[str, list[object]] = {}
    for theme in themes().values():
        by_category.setdefault(theme.category, []).append(theme)
    return visit.page(
        "experience.html",
        experience=experience,
        consents=in_force,
        purposes=PURPOSES,
        states=STATES,
        conversation=conversation,
        codes=records.codes_of(visit.db, experience),
        categories=by_category,
        themes=themes(),
        sentiments=SENTIMENTS,
        service_types=SERVICE_TYPES,
        permissions=PERMISSIONS,
        assessed=pointing.of_story(experience),
        advice=ADVICE,
        generalised=identifiability.generalise(experience.story_redacted),
        open_question=pointing.is_open(experience),
        still_gives=[identifying.WORDS[kind] for kind in identifying.loosen(experience.story_redacted).kinds],
    )


def code(visit: Visit) -> Response:
    """What a member of staff says it is about holds from now on."""
    experience = _sent(visit)
    topics = [name.removeprefix("theme.") for name in visit.form if name.startswith("theme.")]
    try:
        records.settle(
            visit.db,
            experience,
            staff_id=visit.me.id,
            topics=topics,
            sentiment=visit.form.get("sentiment", ""),
            service_type=visit.form.get("service_type", ""),
            now=visit.now,
        )
    except ValueError:
        raise Refused(400) from None
    return visit.to(f"/experiences/{experience.reference}", "coded")


def release(visit: Visit) -> Response:
    """Into reports, or out of them again."""
    experience, decision = _sent(visit), visit.form.get("pointing", "")
    if visit.form.get("released") == "yes" and (decision or pointing.is_open(experience)):
        try:
            pointing.settle(visit.db, experience, decision, staff_id=visit.me.id, reason=visit.form.get("reason", ""))
        except ValueError as error:
            raise Refused(422, "This is not settled yet", f"{str(error).capitalize()}.") from None
    records.release(visit.db, experience, staff_id=visit.me.id, released=visit.form.get("released") == "yes", now=visit.now)
    return visit.to(f"/experiences/{experience.reference}", "released" if visit.form.get("released") == "yes" else "kept_back")


def _named(visit: Visit) -> Experience:
    query = select(Experience).where(Experience.reference == visit.request.path_params["reference"])
    experience: Experience | None = visit.db.execute(query).scalar_one_or_none()
    if experience is None:
        raise Refused(404)
    return experience


def _sent(visit: Visit) -> Experience:
    experience = _named(visit)
    if experience.state != "submitted":
        raise Refused(409, "This experience was not sent", "Only one that was sent can be coded or released.")
    return experience


routes = [
    Route("/experiences", signed_in(index), methods=["GET"]),
    Route("/experiences/{reference}", signed_in(detail), methods=["GET"]),
    Route("/experiences/{reference}/codes", signed_in(code), methods=["POST"]),
    Route("/experiences/{reference}/release", signed_in(release), methods=["POST"]),
]
