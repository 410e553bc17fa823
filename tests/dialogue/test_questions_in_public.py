"""A question in a comment, with the real models: the worker looks for the page as the assistant would, and nothing is said for it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.information.answers import InformationService
from bot.messages import Channel, PublicItem
from bot.store.session import transaction
from bot.store.tables import Article, ModerationAction, ModerationCase, utcnow
from tests.support.front import Front


def judged(front: Front, text: str) -> ModerationCase:
    item = PublicItem(Channel.MESSENGER, "1000", "feed/1", "900_1", "comment", "add", utcnow(), text=text, author_id="333", post_id="900")
    front.acceptance.accept([item])
    front.work()
    with front.house.sessions() as session:
        assert session.execute(select(ModerationAction)).first() is None
        return session.execute(select(ModerationCase)).scalar_one()


def test_the_page_is_the_one_the_assistant_would_answer_from(front: Front, models_of_services: dict[str, object]) -> None:
    text = "Where can I find an NHS dentist in Ely?"
    service = InformationService(models_of_services["encoder"], front.house.organisation)  # type: ignore[arg-type]
    with front.house.sessions() as session:
        service.refresh(session)
    case = judged(front, text)
    assert (case.action, case.outcome, case.article_slug) == ("question", "answered", service.answer(text).article)


@pytest.mark.parametrize(
    ("changes", "outcome"), [({"status": "withdrawn"}, "no_answer"), ({"review_by": utcnow().date().replace(year=2020)}, "expired")]
)
def test_a_page_that_is_not_shown_to_people_is_not_offered(changes: dict[str, object], outcome: str, sqlite_front: Front) -> None:
    with transaction(sqlite_front.house.sessions) as session:
        for row in session.execute(select(Article)).scalars():
            row.updated_at = utcnow()
            for name, value in changes.items():
                setattr(row, name, value)
    case = judged(sqlite_front, "Where can I find an NHS dentist in Ely?")
    assert (case.outcome, case.article_slug) == (outcome, None)
