"""From a question to a typed answer: the outcome first, then the words. Only published articles in date are ever shown."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.encoder import Encoder
from bot.information import replies
from bot.information.article import CuratedArticle
from bot.information.articles import read_dir
from bot.information.clinical import is_clinical, names_service
from bot.information.examples import CLINICAL, NOT_OURS, Examples
from bot.information.personal import is_personal
from bot.information.search import Index, Match
from bot.messages import Channel, Reply
from bot.organisation import Organisation
from bot.store.tables import Article, Enquiry

ANSWER_FROM = 0.49
"""The least score at which an article is an answer."""
CLEAR_LEAD = 0.04
"""How far the best topic must lead the second; closer than this and the person is asked."""
SURE_FROM = 0.80
"""At this score a small lead is enough: the question is nearly a phrasing an editor wrote."""
CLINICAL_FROM = 0.50
"""The least likeness to an example of a medical question, when no service is in view."""

_OFFERED = 3


class Outcome(str, enum.Enum):
    """How a question ended: the contract's words. The last three are decided by others or in a later step."""

    ANSWERED = "answered"
    CLARIFY = "clarify"
    NO_ANSWER = "no_answer"
    EXPIRED = "expired"
    CLINICAL = "clinical"
    PERSONAL_CASE = "personal_case"
    OUT_OF_AREA = "out_of_area"
    UNSUPPORTED_LANGUAGE = "unsupported_language"
    CRISIS = "crisis"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True)
class Answer:
    """The outcome, what is said, and which article it came from: its slug and topic, best score (0 when none was sought)."""

    outcome: Outcome
    reply: Reply
    topic: str | None = None
    article: str | None = None
    score: float = 0.0


class InformationService:
    """Answers questions from the published articles. Built once per process; ``refresh`` keeps it up to date."""

    def __init__(self, encoder: Encoder, organisation: Organisation) -> None:
        self._encoder = encoder
        self._organisation = organisation
        self._not_ours = Examples(encoder, NOT_OURS)
        self._clinical = Examples(encoder, CLINICAL)
        self._index = Index(encoder, ())
        self._articles: tuple[CuratedArticle, ...] = ()
        self._seen: tuple[Any, ...] | None = None

    @classmethod
    def from_dir(cls, encoder: Encoder, organisation: Organisation, folder: Path) -> InformationService:
        """A service over the article files of a folder, without a database. Raises ``ArticleError``."""
        service = cls(encoder, organisation)
        service.load_articles(read_dir(folder))
        return service

    def load_articles(self, articles: Iterable[CuratedArticle]) -> None:
        """Answers from these articles from now on; those not published are left out."""
        published = tuple(article for article in articles if article.status == "published")
        # The new index stands complete before anybody can see it: another thread may be answering.
        index = Index(self._encoder, published)
        self._index, self._articles = index, published

    def refresh(self, session: Session) -> bool:
        """Reads the published articles if any changed since the last time: one small query when none did.

        Whoever edits an article sets its ``updated_at``. Returns whether the index was built again.
        """
        seen = tuple(session.execute(select(func.count(Article.id), func.max(Article.updated_at))).one())
        if seen == self._seen:
            return False
        rows = session.scalars(select(Article).where(Article.status == "published").order_by(Article.slug))
        self.load_articles(CuratedArticle.from_row(row) for row in rows)
        self._seen = seen
        return True

    def answer(self, text: str, channel: Channel | None = None, today: dt.date | None = None) -> Answer:
        """The answer to a question in the person's own words (personal details already taken out).

        ``today`` is the organisation's own date unless given. ``channel`` changes nothing yet: a reply carries its short form.
        """
        if is_clinical(text):
            return Answer(Outcome.CLINICAL, replies.clinical())
        if is_personal(text):
            return Answer(Outcome.PERSONAL_CASE, replies.personal_case())
        today = today or self._today()
        matches = _best_of_each_topic(self._index.search(text, limit=4 * _OFFERED), today)
        score, nearest = (matches[0].score, max(matches[0].nearest, matches[0].score)) if matches else (0.0, 0.0)
        if not names_service(text) and self._clinical.nearness(text) > max(nearest, CLINICAL_FROM):
            return Answer(Outcome.CLINICAL, replies.clinical())
        if score < ANSWER_FROM or self._not_ours.nearness(text) > nearest:
            return Answer(Outcome.NO_ANSWER, replies.no_answer(self._organisation), score=score)
        best = matches[0]
        close = [match for match in matches if match.score >= ANSWER_FROM and best.score - match.score < CLEAR_LEAD]
        if len(close) > 1 and best.score < SURE_FROM and all(match.article.in_date(today) for match in close):
            offered = replies.clarify([match.article for match in close[:_OFFERED]])
            return Answer(Outcome.CLARIFY, offered, best.article.topic, best.article.slug, best.score)
        return self._from(best.article, best.score, today)

    def best_topic(self, text: str) -> str | None:
        """The topic of the nearest article, however far; for measuring the search."""
        matches = self._index.search(text, limit=1)
        return matches[0].article.topic if matches else None

    def answer_topic(self, topic: str, today: dt.date | None = None) -> Answer:
        """The answer for a topic chosen by button: its first article in date."""
        today = today or self._today()
        found = sorted((a for a in self._articles if a.topic == topic), key=lambda a: (not a.in_date(today), a.slug != topic, a.slug))
        if not found:
            return Answer(Outcome.NO_ANSWER, replies.no_answer(self._organisation))
        return self._from(found[0], 1.0, today)

    def _from(self, article: CuratedArticle, score: float, today: dt.date) -> Answer:
        if not article.in_date(today):
            return Answer(Outcome.EXPIRED, replies.expired(article, self._organisation), score=score)
        return Answer(Outcome.ANSWERED, replies.article_reply(article, self._organisation), article.topic, article.slug, score)

    def _today(self) -> dt.date:
        return dt.datetime.now(self._organisation.timezone).date()


def _best_of_each_topic(matches: list[Match], today: dt.date) -> list[Match]:
    """The best match of each topic in order; within a topic one in date comes before one that is not."""
    best: dict[str, Match] = {}
    for match in matches:
        held = best.get(match.article.topic)
        if held is None or (match.article.in_date(today) and not held.article.in_date(today) and match.score >= ANSWER_FROM):
            best[match.article.topic] = match
    return sorted(best.values(), key=lambda match: -match.score)


def record(session: Session, conversation_id: int | None, answer: Answer) -> Enquiry:
    """Adds the enquiry to the caller's transaction: outcome, topic, article and score, and no words of the person."""
    row = Enquiry(
        conversation_id=conversation_id,
        outcome=answer.outcome.value,
        topic=answer.topic,
        article_slug=answer.article,
        score=round(answer.score, 4),
    )
    session.add(row)
    return row
