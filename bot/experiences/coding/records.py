"""Suggested and settled codes in the database. What staff settle stands beside what was suggested: that is how suggestions are measured.

All functions write through the caller's session and commit nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.experiences.coding.themes import themes
from bot.experiences.service_types import SERVICE_TYPES
from bot.store import audit
from bot.store.tables import Experience, ExperienceCode

MACHINE, PERSON = "machine", "person"
SENTIMENTS = ("positive", "negative", "neutral", "mixed", "unclear")


class SuggestedTheme(Protocol):
    """What ``suggest.Suggested`` is; named here so that the desk need not import the model."""

    @property
    def code(self) -> str: ...
    @property
    def score(self) -> float: ...
    @property
    def words(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Codes:
    """What holds for an experience, and what a machine suggested: each topic with its score and words."""

    suggested: dict[str, ExperienceCode]
    settled: bool


def keep_suggestions(session: Session, experience: Experience, topics: Sequence[SuggestedTheme], sentiment: str, now: dt.datetime) -> None:
    """Writes down what was suggested, and lets it hold until staff settle it."""
    for topic in topics:
        session.add(_code(experience, "theme", topic.code, MACHINE, now, score=topic.score, words=list(topic.words)))
    session.add(_code(experience, "sentiment", sentiment, MACHINE, now))
    if experience.service_type is not None:
        session.add(_code(experience, "service_type", experience.service_type, MACHINE, now))
    experience.themes, experience.sentiment = [topic.code for topic in topics], sentiment


def settle(
    session: Session, experience: Experience, *, staff_id: int, topics: Collection[str], sentiment: str, service_type: str, now: dt.datetime
) -> None:
    """A member of staff says what holds. Raises ``ValueError`` for a code that is on no list."""
    unknown = [code for code in topics if code not in themes()]
    if unknown or sentiment not in SENTIMENTS or service_type not in SERVICE_TYPES:
        raise ValueError(f"not on the list: {', '.join([*unknown, sentiment, service_type])}")
    chosen = [code for code in themes() if code in topics]
    for kind, code in [("sentiment", sentiment), ("service_type", service_type), *(("theme", code) for code in chosen)]:
        session.add(_code(experience, kind, code, PERSON, now, staff_id=staff_id))
    experience.themes, experience.sentiment, experience.service_type, experience.coded_at = chosen, sentiment, service_type, now
    audit.record(session, actor=f"staff:{staff_id}", act="experience.code", subject="experience", subject_id=experience.id)


def release(session: Session, experience: Experience, *, staff_id: int, released: bool, now: dt.datetime) -> None:
    """Lets a looked-through experience into reports, or takes it out again: then what was decided about its words is open again."""
    experience.approved_at = now if released else None
    if not released:
        experience.pointing = None
    act = "experience.release" if released else "experience.hold"
    audit.record(session, actor=f"staff:{staff_id}", act=act, subject="experience", subject_id=experience.id)


def codes_of(session: Session, experience: Experience) -> Codes:
    """For the page of one experience."""
    rows = session.execute(
        select(ExperienceCode).where(
            ExperienceCode.experience_id == experience.id, ExperienceCode.kind == "theme", ExperienceCode.source == MACHINE
        )
    ).scalars()
    return Codes({row.code: row for row in rows}, experience.coded_at is not None)


@dataclass(frozen=True)
class Agreement:
    """Over all experiences that staff settled: topics suggested, topics settled, topics that are both."""

    experiences: int
    suggested: int
    settled: int
    both: int


def agreement(session: Session) -> Agreement:
    """How well suggestions and staff agree; the newest settlement of an experience counts."""
    settled_ids = select(Experience.id).where(Experience.coded_at.is_not(None))
    rows = session.execute(
        select(ExperienceCode.experience_id, ExperienceCode.code).where(
            ExperienceCode.kind == "theme", ExperienceCode.source == MACHINE, ExperienceCode.experience_id.in_(settled_ids)
        )
    )
    suggested = {(row.experience_id, row.code) for row in rows}
    held = session.execute(select(Experience.id, Experience.themes).where(Experience.coded_at.is_not(None))).all()
    settled = {(row.id, code) for row in held for code in row.themes or ()}
    return Agreement(len(held), len(suggested), len(settled), len(suggested & settled))


def _code(experience: Experience, kind: str, code: str, source: str, now: dt.datetime, **more: object) -> ExperienceCode:
    return ExperienceCode(experience_id=experience.id, kind=kind, code=code, source=source, at=now, **more)
