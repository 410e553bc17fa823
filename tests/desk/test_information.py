"""Articles changed at the desk, and the gaps: what an editor saves is what the assistant answers with."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.encoder import Encoder
from bot.information import form
from bot.information.answers import InformationService, Outcome
from bot.information.article import CuratedArticle
from bot.information.articles import import_dir
from bot.information.crossing import mark
from bot.store.session import transaction
from bot.store.tables import Article, Audit, ContentGap
from tests.desk.conftest import House, post

ARTICLES = Path(__file__).parents[2] / "data" / "articles"


@pytest.fixture
def stocked(house: House) -> House:
    with transaction(house.sessions) as session:
        import_dir(session, ARTICLES)
        session.execute(update(Article).values(updated_at=house.now - dt.timedelta(days=1)))
    return house


def typed(row: Article, **changes: str) -> dict[str, str]:
    before = CuratedArticle.from_row(row)
    return {**form.typed(before), "seen": mark(before), "do": "publish", **changes}


def article(house: House, slug: str) -> Article:
    with transaction(house.sessions) as session:
        row = session.execute(select(Article).where(Article.slug == slug)).scalar_one()
        session.expunge(row)
        return row


def test_a_phrasing_added_at_the_desk_is_answered_at_once(stocked: House, encoder: Encoder) -> None:
    service = InformationService(encoder, stocked.organisation)
    question = "my widget clinic wants a sprocket form"
    with transaction(stocked.sessions) as session:
        service.refresh(session)
    assert service.answer(question, today=dt.date(2026, 11, 22)).outcome is Outcome.NO_ANSWER
    row = article(stocked, "advocacy")
    browser = stocked.signed_in(role="editor")
    sent = post(browser, "/desk/information/advocacy", **typed(row, questions="\n".join([*row.questions, question])))
    assert sent.status_code == 303
    with transaction(stocked.sessions) as session:
        assert service.refresh(session)
        trail = session.execute(select(Audit).where(Audit.act == "article.edit")).scalar_one()
        assert (trail.subject_id, trail.detail) == ("advocacy", {"changed": ["questions"], "status": "published"})
    answer = service.answer(question, today=dt.date(2026, 11, 22))
    assert (answer.outcome, answer.article) == (Outcome.ANSWERED, "advocacy")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"short": "Ring us now!"}, "exclamation mark"),
        ({"review_by": "soon"}, "must be a date"),
        ({"body": " "}, "is empty"),
        ({"questions": "one\ntwo"}, "give 15 to"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(stocked: House, changes: dict[str, str], words: str) -> None:
    row = article(stocked, "pals")
    answer = post(stocked.signed_in(role="editor"), "/desk/information/pals", **typed(row, **changes))
    assert answer.status_code == 422
    assert words in answer.text
    assert article(stocked, "pals").updated_at == row.updated_at


def test_only_editors_and_managers_change_articles(stocked: House) -> None:
    assert stocked.signed_in(role="staff").get("/desk/information/pals").status_code == 403
    assert stocked.signed_in("Ed Example", "editor").get("/desk/information/pals").status_code == 200


def test_a_gap_is_shown_and_closed(house: House) -> None:
    number = house.conversation()
    with transaction(house.sessions) as session:
        session.add(ContentGap(conversation_id=number, words="<i>tattoo</i> clinic", outcome="no_answer", at=house.now))
    browser = house.signed_in(role="editor")
    assert "&lt;i&gt;tattoo&lt;/i&gt; clinic" in browser.get("/desk/information").text
    assert post(browser, "/desk/information/gaps/1/close").status_code == 303
    assert "tattoo" not in browser.get("/desk/information").text
    assert post(browser, "/desk/information/gaps/1/close").status_code == 404
