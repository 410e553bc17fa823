"""From a question to a typed answer: the outcome first, then the words. Only published articles in date are ever shown."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bot.encoder import Encoder
from bot.information import replies
from bot.information.article import CuratedArticle
from bot.information.articles import read_dir
from bot.information.clauses import questions_in
from bot.information.evidence import Evidence
from bot.information.languages import languages, recognise
from bot.information.personal import is_personal
from bot.information.places import Places
from bot.information.question import Question, Reader
from bot.information.search import Index, Match
from bot.information.subjects import Subjects
from bot.messages import Channel, Reply
from bot.organisation import Organisation
from bot.store.ready import Ready
from bot.store.session import StoreSession
from bot.store.tables import Article, ContentGap, Enquiry, utcnow

CLEAR_LEAD = 0.06
"""How far the best topic must lead the second; closer than this and the person is asked."""
SURE_FROM = 0.85
"""At this score a small lead is enough: the question is nearly a phrasing an editor wrote."""
SURE_ENOUGH = 0.35
"""How likely it must be that an article answers. The calibration lets a wrong answer weigh more than one not given, and the examples
of what is not ours outnumber life's: what it finds less likely than the rest is often right (docs/decisions/0013)."""
MOST_PARTS = 3
"""Parts of a message that are tried one by one: each costs a pass of the encoder."""
PART_FROM = 0.6
"""The score from which a part of a message is believed: out of its context it may sound like anything."""
RIGHT_AREA, NO_AREA, LOCAL_WEIGHT = 0.1, -0.05, 0.3
"""Among the articles of a topic: what one for a council's area gains when the question names a place there, and loses when it
names none; and what naming the question's places is worth."""
GENERAL = 0.06
"""What the general article of a topic gains, whose slug is the topic's: nobody is told of a special case on a mere likeness."""
STAND_IN = 0.15
"""How much less near an article in date may be that stands in for one past its review date."""

FEW_CHANGED = 500
"""Changed articles that are read one by one; of more, all are read."""

_OFFERED = 3
_LOOKED_AT = 12
_GAP_LENGTH = 500
_STAND = Ready(select(func.count(Article.id), func.max(Article.updated_at)))
_ASKED = Ready(insert(Enquiry.__table__), ("conversation_id", "outcome", "topic", "article_slug", "article_version", "score", "at"))
"""Characters of a question that editors see among the gaps."""


class Outcome(str, enum.Enum):
    """How a question ended: the contract's words. ``crisis`` is decided at the door, before anything is asked here."""

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


GAPS = (Outcome.NO_ANSWER, Outcome.EXPIRED, Outcome.UNSUPPORTED_LANGUAGE)
"""Outcomes that an editor could have prevented."""


@dataclass(frozen=True)
class Answer:
    """The outcome, what is said, and which article it came from: its slug, topic and version, best score (0 when none was sought).

    ``nearest`` is the slug of the nearest article even when it was not near enough; ``language`` the code of one we do not speak;
    ``leaned_on`` the question before, where the answer is to both together.
    """

    outcome: Outcome
    reply: Reply
    topic: str | None = None
    article: str | None = None
    score: float = 0.0
    version: str | None = None
    nearest: str | None = None
    language: str | None = None
    leaned_on: str | None = None


class InformationService:
    """Answers questions from the published articles. Built once per process; ``refresh`` keeps it up to date."""

    def __init__(self, encoder: Encoder, organisation: Organisation) -> None:
        self._encoder = encoder
        self._organisation = organisation
        self._evidence = Evidence(encoder)
        self._reader = Reader(encoder, Subjects.load())
        self._places = Places.load()
        self._index = Index(encoder, ())
        self._articles: tuple[CuratedArticle, ...] = ()
        self._seen: tuple[Any, ...] | None = None
        self._stamps: dict[str, dt.datetime] = {}

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
        index = Index(self._encoder, published, before=self._index)
        self._index, self._articles = index, published

    def refresh(self, session: StoreSession) -> bool:
        """Reads the published articles that changed since the last time: one small query when none did.

        Whoever edits an article sets its ``updated_at``. Returns whether the index was built again.
        """
        seen = _STAND.first(session)
        if seen == self._seen:
            return False
        published = Article.status == "published"
        stamps: dict[str, dt.datetime] = dict(session.execute(select(Article.slug, Article.updated_at).where(published)).all())
        known = {article.slug: article for article in self._articles}
        changed = [slug for slug, stamp in stamps.items() if slug not in known or self._stamps.get(slug) != stamp]
        which = Article.slug.in_(changed) if len(changed) <= FEW_CHANGED else published
        known.update((row.slug, CuratedArticle.from_row(row)) for row in session.scalars(select(Article).where(which)))
        self.load_articles(known[slug] for slug in sorted(stamps))
        self._seen, self._stamps = seen, stamps
        return True

    def answer(self, text: str, channel: Channel | None = None, today: dt.date | None = None) -> Answer:
        """The answer to a question in the person's own words (personal details already taken out).

        ``today`` is the organisation's own date unless given. When the message as a whole is not clearly one question, the parts
        of it that ask something are tried one by one.
        """
        today = today or self._today()
        language = recognise(text)
        if language is not None:
            known = languages().get(language)
            return Answer(Outcome.UNSUPPORTED_LANGUAGE, replies.unsupported_language(known, self._organisation), language=language)
        answer = self._answer(text, channel, today)
        if answer.outcome in (Outcome.NO_ANSWER, Outcome.CLARIFY):
            for part in questions_in(text)[:MOST_PARTS]:
                again = self._answer(part, channel, today)
                if again.outcome is Outcome.ANSWERED and again.score > max(answer.score, PART_FROM):
                    return again
        return answer

    def _answer(self, text: str, channel: Channel | None, today: dt.date) -> Answer:
        if is_personal(text):
            return Answer(Outcome.PERSONAL_CASE, replies.personal_case())
        question = self._reader.read(text)
        matches = self._matches(question, today)
        if not matches:
            return Answer(Outcome.NO_ANSWER, replies.no_answer(self._organisation))
        best = matches[0]
        verdict = self._evidence.judge(question, matches)
        against = max(verdict.not_ours, verdict.clinical, verdict.personal_case)
        if verdict.answer < SURE_ENOUGH:
            if verdict.personal_case == against and not verdict.clinical_rule:
                return Answer(Outcome.PERSONAL_CASE, replies.personal_case(), score=best.score)
            if verdict.clinical_rule or verdict.clinical == against:
                return Answer(Outcome.CLINICAL, replies.clinical())
            return Answer(Outcome.NO_ANSWER, replies.no_answer(self._organisation), score=best.score, nearest=best.article.slug)
        if self._places.is_outside(text, best.article.topic):
            return Answer(Outcome.OUT_OF_AREA, replies.out_of_area(self._organisation), score=best.score)
        close = [match for match in matches if best.score - match.score < CLEAR_LEAD]
        if len(close) > 1 and best.score < SURE_FROM and all(match.article.in_date(today) for match in close):
            offered = replies.clarify([match.article for match in close[:_OFFERED]])
            return Answer(Outcome.CLARIFY, offered, best.article.topic, best.article.slug, best.score)
        return self._from(best.article, best.score, today, channel)

    def _matches(self, question: Question, today: dt.date) -> list[Match]:
        """The best article of each topic, best topic first: of the place that the question names, and in date if there is one."""
        found = self._index.search(question, limit=_LOOKED_AT)
        area = self._places.area(question.text)
        topics: dict[str, list[Match]] = {}
        for match in found:
            topics.setdefault(match.article.topic, []).append(match)
        # The topic's score is its best article's; which of its articles is meant may depend on the place.
        return [replace(_of_topic(matches, area, today), score=matches[0].score) for matches in topics.values()]

    def best_topic(self, text: str) -> str | None:
        """The topic of the nearest article, however far; for measuring the search."""
        matches = self._matches(self._reader.read(text), self._today())
        return matches[0].article.topic if matches else None

    def answer_topic(self, topic: str, channel: Channel | None = None, today: dt.date | None = None) -> Answer:
        """The answer for a topic chosen by button: its first article in date."""
        today = today or self._today()
        found = sorted((a for a in self._articles if a.topic == topic), key=lambda a: (not a.in_date(today), a.slug != topic, a.slug))
        if not found:
            return Answer(Outcome.NO_ANSWER, replies.no_answer(self._organisation))
        return self._from(found[0], 1.0, today, channel)

    def _from(self, article: CuratedArticle, score: float, today: dt.date, channel: Channel | None) -> Answer:
        if not article.in_date(today):
            return Answer(Outcome.EXPIRED, replies.expired(article, self._organisation), score=score, nearest=article.slug)
        reply = replies.article_reply(article, self._organisation, channel)
        return Answer(Outcome.ANSWERED, reply, article.topic, article.slug, score, article.version)

    def _today(self) -> dt.date:
        return dt.datetime.now(self._organisation.timezone).date()


def _of_topic(matches: list[Match], area: str | None, today: dt.date) -> Match:
    """The article of one topic that is meant, of those found: near in words, right in place, and in date when that one is close."""

    def fit(match: Match) -> float:
        if match.article.area == "both":
            gain = 0.0
        elif area is None:
            gain = NO_AREA
        else:
            gain = RIGHT_AREA if match.article.area == area else -1.0
        general = GENERAL if match.article.slug == match.article.topic else 0.0
        return match.score + gain + general + LOCAL_WEIGHT * match.local

    ranked = sorted(matches, key=fit, reverse=True)
    best = ranked[0]
    if best.article.in_date(today):
        return best
    return next((match for match in ranked if match.article.in_date(today) and fit(best) - fit(match) < STAND_IN), best)


def record(session: StoreSession, conversation_id: int | None, answer: Answer, words: str = "") -> None:
    """Adds the enquiry to the caller's transaction when it commits: outcome, topic, article, its version, score, none of the words.

    ``words`` (redacted) are kept apart, as a gap in the content, when no checked article answered them.
    """
    enquiry = {"conversation_id": conversation_id, "outcome": answer.outcome.value, "topic": answer.topic, "at": utcnow()}
    shown = {"article_slug": answer.article, "article_version": answer.version, "score": round(answer.score, 4)}
    session.keep_back(_ASKED, enquiry | shown)
    if words and conversation_id is not None and answer.outcome in GAPS:
        gap = ContentGap(conversation_id=conversation_id, words=words[:_GAP_LENGTH], outcome=answer.outcome.value)
        gap.nearest, gap.score = answer.nearest, round(answer.score, 4)
        session.add(gap)


def rate(session: Session, conversation_id: int, slug: str, version: str, helpful: bool) -> bool:
    """Notes whether the article helped on the newest enquiry of the conversation that showed this wording; False when none did."""
    shown = (
        select(Enquiry)
        .where(Enquiry.conversation_id == conversation_id, Enquiry.article_slug == slug, Enquiry.article_version == version)
        .order_by(Enquiry.id.desc())
        .limit(1)
    )
    row = session.execute(shown).scalar_one_or_none()
    if row is None:
        return False
    row.helpful = helpful
    return True
