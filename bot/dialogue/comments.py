"""The worker's other work: public comments, which go to moderation and never to Rasa."""

from __future__ import annotations

import datetime as dt
from functools import partial

from sqlalchemy import bindparam, select
from sqlalchemy.orm import sessionmaker

from bot import log, metrics
from bot.information.answers import Answer
from bot.moderation.classify import CommentClassifier
from bot.moderation.process import give_up, process_item
from bot.services import Services
from bot.store import wake
from bot.store.locks import COMMENT, Locks
from bot.store.ready import Ready
from bot.store.session import StoreSession, transaction
from bot.store.tables import PublicPost, utcnow
from bot.store.under_way import COMMENT as A_COMMENT
from bot.store.under_way import UnderWay

logger = log.get("comments")

RETRY_SECONDS = 15
ATTEMPTS = 5


_DUE = Ready(
    select(PublicPost.id)
    .where(PublicPost.state == "waiting", PublicPost.available_at <= bindparam("now"))
    .order_by(PublicPost.id)
    .limit(16)
)


class Comments:
    """Judges waiting public items one by one."""

    def __init__(
        self, sessions: sessionmaker, services: Services, classifier: CommentClassifier, locks: Locks, under_way: UnderWay
    ) -> None:  # type: ignore[type-arg]
        self._sessions = sessions
        self._services = services
        self._classifier = classifier
        self._locks = locks
        self._under_way = under_way

    def step(self) -> bool:
        """Judges one waiting item, if there is one; False when there is none."""
        with self._sessions() as session:
            waiting = [row[0] for row in _DUE.all(session, now=utcnow())]
        for item_id in waiting:
            if self._locks.try_lock(COMMENT, item_id):
                try:
                    with self._under_way.at(A_COMMENT, item_id):
                        self._judge(item_id)
                finally:
                    self._locks.unlock(COMMENT, item_id)
                return True
        return False

    def _seek(self, session: StoreSession, question: str) -> Answer:
        """What the assistant would answer from the pages that are published now."""
        self._services.information.refresh(session)
        return self._services.information.answer(question)

    def _judge(self, item_id: int) -> None:
        services = self._services
        try:
            with transaction(self._sessions) as session:
                item = session.get(PublicPost, item_id)
                if item.state != "waiting":
                    return
                process_item(
                    session, item, self._classifier, redactor=services.redactor, vault=services.vault,
                    organisation=services.organisation, now=utcnow(), seek=partial(self._seek, session),
                )  # fmt: skip
                wake.notify(session, wake.OUTBOX)
        except Exception as error:  # the boundary of one judgement: recorded, retried, then left for a person to see
            metrics.TURN_FAILED.labels(type(error).__name__).inc()
            logger.error("comment.failed", item=item_id, error=error)
            self.put_off(item_id)

    def put_off(self, item_id: int) -> None:
        """A judgement failed, or ended its worker: it is tried again later, and after the last attempt left for a person to see."""
        with transaction(self._sessions) as session:
            session.begin_write()
            item = session.get(PublicPost, item_id)
            if item is None or item.state != "waiting":
                return
            item.attempts += 1
            item.available_at = utcnow() + dt.timedelta(seconds=RETRY_SECONDS)
            if item.attempts >= ATTEMPTS:
                give_up(session, item, vault=self._services.vault, now=utcnow())
