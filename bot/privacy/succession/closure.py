"""Everything that may be handed to a successor body, in open formats: one JSON and one CSV file a table, with a dictionary.

What goes is about care and about the service, not about people: stories as they may be used (sent, released by staff,
and agreed to), questions without who asked, counts, articles. How to reach people who agreed to be contacted, and the
records under a legal hold, go only with the data protection decision that allows it, which is named on the audit trail.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.experiences import consent, pointing
from bot.organisation import Organisation
from bot.privacy.data_rights import holdings
from bot.privacy.data_rights.subjects import Subject, of_conversation
from bot.privacy.keeping import holds
from bot.privacy.sealing.vault import Vault
from bot.privacy.succession.closure_files import Rows, as_json, as_row, dictionary, write
from bot.store import audit
from bot.store.tables import (
    Announcement,
    Article,
    ConsentGrant,
    Conversation,
    DataRequest,
    Enquiry,
    Experience,
    ExperienceCode,
    ModerationCase,
    PublicPost,
    RetentionBatch,
    SavedReply,
    Tally,
)


@dataclass(frozen=True)
class Closure:
    """What was written: the files, and how many stories were kept back, by reason."""

    files: tuple[Path, ...]
    kept_back: dict[str, int]


def export(
    session: Session,
    folder: Path,
    *,
    organisation: Organisation,
    actor: str,
    now: dt.datetime,
    vault: Vault | None = None,
    decision: str | None = None,
) -> Closure:
    """Writes the files into ``folder``. With ``decision`` (and the vault) also ``contacts.json`` and ``held.json``.

    Raises ``ValueError`` for a decision without a name, and ``OSError`` when the folder cannot be written.
    """
    if decision is not None and (not decision.strip() or vault is None):
        raise ValueError("name the data protection decision that allows it")
    folder.mkdir(parents=True, exist_ok=True)
    stories, kept_back = _stories(session)
    tables = _tables(session, stories)
    files = [path for name, rows in tables.items() for path in write(folder, name, rows)]
    files += write(folder, "dictionary", dictionary())
    if decision is not None and vault is not None:
        files.append(as_json(folder / "contacts.json", _contacts(session, vault)))
        files.append(as_json(folder / "held.json", _held(session, vault, organisation, now)))
    about = {
        "organisation": organisation.name,
        "made_at": now.isoformat(timespec="seconds"),
        "rows": {name: len(rows) for name, rows in tables.items()},
        "stories_kept_back": kept_back,
        "data_protection_decision": decision,
    }
    files.append(as_json(folder / "about.json", about))
    detail = {"stories": len(stories), "with_people": decision is not None}
    audit.record(session, actor=actor, act="export.closure", subject="installation", subject_id="all", reason=decision, detail=detail)
    return Closure(tuple(files), kept_back)


def _stories(session: Session) -> tuple[list[Experience], dict[str, int]]:
    """The stories that may go, and why others may not. A hold keeps a story here; it is no leave to hand it over."""
    agreed = set(session.execute(consent.agreed_to("use_anonymously")).scalars())
    told = session.execute(select(Experience).where(Experience.state == "submitted").order_by(Experience.id)).scalars().all()
    kept_back = {
        "its use was not agreed to": sum(story.id not in agreed for story in told),
        "not looked through by staff": sum(story.id in agreed and story.approved_at is None for story in told),
    }
    seen = [story for story in told if story.id in agreed and story.approved_at is not None]
    settled = [story for story in seen if not pointing.is_open(story)]
    kept_back[pointing.KEPT_BACK] = len(seen) - len(settled)
    return settled, kept_back


def _tables(session: Session, stories: list[Experience]) -> dict[str, Rows]:
    may_quote = set(session.execute(consent.agreed_to("quote_anonymously")).scalars())
    may_share = set(session.execute(consent.agreed_to("share_with_provider")).scalars())
    references = {story.id: story.reference for story in stories}
    enquiries = session.execute(
        select(Enquiry, Conversation.channel).outerjoin(Conversation, Conversation.id == Enquiry.conversation_id).order_by(Enquiry.id)
    ).all()
    cases = session.execute(
        select(ModerationCase, PublicPost.channel).join(PublicPost, PublicPost.id == ModerationCase.item_id).order_by(ModerationCase.id)
    ).all()
    more = {
        id(story): {
            "may_quote": story.id in may_quote,
            "may_share": story.id in may_share,
            "story_redacted": pointing.words_for_others(story),
        }
        for story in stories
    }
    return {
        "experience": [
            as_row("experience", story, submitted_on=_day(story.submitted_at), themes=list(story.themes), **more[id(story)])
            for story in stories
        ],
        "consent_grant": [
            as_row("consent_grant", row, reference=references[row.experience_id], on=_day(row.at), by=row.by.partition(":")[0])
            for row in _of(session, ConsentGrant, references)
        ],
        "experience_code": [
            as_row("experience_code", row, reference=references[row.experience_id], on=_day(row.at))
            for row in _of(session, ExperienceCode, references)
        ],
        "enquiry": [as_row("enquiry", row, on=_day(row.at), channel=channel, article=row.article_slug) for row, channel in enquiries],
        "comment_case": [as_row("comment_case", row, on=_day(row.opened_at), channel=channel) for row, channel in cases],
        "tally": [as_row("tally", row) for row in session.execute(select(Tally).order_by(Tally.id)).scalars()],
        "article": [as_row("article", row) for row in session.execute(select(Article).order_by(Article.slug)).scalars()],
        "announcement": [as_row("announcement", row) for row in session.execute(select(Announcement).order_by(Announcement.id)).scalars()],
        "saved_reply": [as_row("saved_reply", row) for row in session.execute(select(SavedReply).order_by(SavedReply.title)).scalars()],
        "data_request": [
            as_row("data_request", row, opened_on=_day(row.opened_at), due_on=_day(row.due_at), closed_on=_day(row.closed_at))
            for row in session.execute(select(DataRequest).order_by(DataRequest.id)).scalars()
        ],
        "retention_batch": [
            as_row("retention_batch", row) for row in session.execute(select(RetentionBatch).order_by(RetentionBatch.id)).scalars()
        ],
    }


def _contacts(session: Session, vault: Vault) -> Rows:
    """How to reach the tellers who agreed to be contacted, and still do."""
    agreed = consent.agreed_to("contact_me")
    query = select(Experience).where(Experience.id.in_(agreed), Experience.contact_sealed_id.is_not(None)).order_by(Experience.id)
    return [
        {"reference": story.reference, "contact": vault.open(session, story.contact_sealed_id)}
        for story in session.execute(query).scalars()
    ]


def _held(session: Session, vault: Vault, organisation: Organisation, now: dt.datetime) -> Rows:
    """The whole record of whoever is under a legal hold, which the successor must go on keeping."""
    found = []
    for hold in holds.listed(session):
        subject = _subject(session, hold.subject, hold.subject_id)
        record = holdings.gather(session, vault, organisation, subject, now)
        found.append({"held_since": hold.placed_at.isoformat(timespec="seconds"), "why": hold.reason, "record": record})
    return found


def _subject(session: Session, name: str, number: int) -> Subject:
    if name == "contact":
        conversation = session.execute(select(Conversation).where(Conversation.contact_id == number)).scalars().first()
        return of_conversation(session, conversation) if conversation is not None else Subject(contacts=(number,))
    return Subject(experiences=(number,)) if name == "experience" else Subject(comments=(number,))


def _of(session: Session, table: Any, references: dict[int, str]) -> Iterable[Any]:
    return session.execute(select(table).where(table.experience_id.in_(list(references))).order_by(table.id)).scalars()  # type: ignore[no-any-return]


def _day(at: dt.datetime | None) -> str | None:
    return at.date().isoformat() if at is not None else None
