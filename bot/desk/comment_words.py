"""What staff read beside a public comment: the page of ours that answers it, and what colleagues have written to its author."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from bot.desk.visit import Visit
from bot.information.article import CuratedArticle
from bot.information.replies import article_reply
from bot.messages import Channel
from bot.moderation import suggesting
from bot.privacy.redaction import RedactionError
from bot.privacy.sealing.vault import VaultError
from bot.store.tables import Article, ModerationAction, ModerationCase

STAFF_WORDS = ("public_reply", "private_reply")
NO_PAGE = {
    "expired": "The information service has a page for this, but it was due to be checked again. Have it checked before you use it.",
    "clarify": "More than one page of the information service could fit. Look under Information.",
    "clinical": "It asks for medical advice, which we never give. A pharmacist or 111 can.",
    "personal_case": "It asks about somebody's own case, which belongs in private.",
    "out_of_area": "It asks about a place outside our area.",
    "unsupported_language": "It does not seem to be in English, so no page was looked for.",
}
"""Said of a question for which there is no draft, by how the search ended."""
NONE_FITS = "The information service has no page for this."
GONE = "The page that fitted is not published any more, or is due to be checked again."


@dataclass(frozen=True)
class Suggestion:
    """What the information service has: a page's ``title`` and its short answer with source and check date, or why there is none."""

    words: str
    title: str = ""
    draft: str = ""


@dataclass(frozen=True)
class Said:
    """What a member of staff wrote, as colleagues read it. ``hides``: the original says more."""

    words: str
    hides: bool = False


def suggestions(visit: Visit, found: list[ModerationCase]) -> dict[int, Suggestion]:
    """For each case in which something was asked what the information service has, as its pages stand now."""
    slugs = {case.article_slug for case in found if case.article_slug}
    rows = visit.db.execute(select(Article).where(Article.slug.in_(slugs))).scalars() if slugs else ()
    today = visit.now.astimezone(visit.desk.organisation.timezone).date()
    pages = {row.slug: CuratedArticle.from_row(row) for row in rows if row.status == "published"}
    return {case.id: _suggestion(visit, case, pages, today) for case in found if case.outcome}


def _suggestion(visit: Visit, case: ModerationCase, pages: dict[str, CuratedArticle], today: dt.date) -> Suggestion:
    if case.outcome != suggesting.ANSWERED:
        return Suggestion(NO_PAGE.get(case.outcome, NONE_FITS))
    page = pages.get(case.article_slug)
    if page is None or not page.in_date(today):
        return Suggestion(GONE)
    draft = article_reply(page, visit.desk.organisation, Channel(case.item.channel)).short or ""
    return Suggestion("The information service has a page for this:", page.title, draft)


def said(visit: Visit, action: ModerationAction) -> Said | None:
    """The words of a member of staff that an act carries, details taken out by the rules of today; None where it carries none."""
    if action.act not in STAFF_WORDS or not action.actor.startswith("staff:"):
        return None
    try:
        words = visit.desk.vault.open(visit.db, action.body_sealed_id)
        if not words:
            return Said("These words have been erased.")
        redacted = visit.desk.redactor.redact(words).text
    except VaultError:
        return Said("These words cannot be opened: their key is missing.")
    except RedactionError:
        return Said("The words are sealed.", hides=True)
    return Said(redacted, hides=redacted != words)
