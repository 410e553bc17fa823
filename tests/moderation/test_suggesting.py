"""The page of ours that answers a question in public: looked for by the judgement, noted, and never said by itself."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.moderation.process import process_item
from bot.store.tables import ModerationCase
from tests.moderation.conftest import NOW, Page

ASKED = "Where can I find an NHS dentist?"


@dataclass
class Found:
    outcome: str
    article: str | None


@dataclass
class Seeker:
    found: Found
    asked: list[str]

    def __call__(self, question: str) -> Found:
        self.asked.append(question)
        return self.found


def judge(page: Page, text: str, found: Found, verb: str = "add") -> tuple[ModerationCase | None, list[str]]:
    page.event(text, verb=verb)
    seeker = Seeker(found, [])
    case = process_item(
        page.session, page.post(), page.classifier, redactor=page.redactor, vault=page.vault, organisation=page.organisation, now=NOW,
        seek=seeker,
    )  # fmt: skip
    page.session.flush()
    return case, seeker.asked


def test_a_question_is_asked_and_its_page_noted_without_a_word_in_public(page: Page) -> None:
    case, asked = judge(page, ASKED, Found("answered", "find_nhs_dentist"))
    assert case is not None
    assert (case.outcome, case.article_slug, asked) == ("answered", "find_nhs_dentist", [ASKED])
    assert page.acts() == []


@pytest.mark.parametrize("outcome", ["no_answer", "clarify", "expired", "clinical"])
def test_only_a_page_that_answers_is_noted(outcome: str, page: Page) -> None:
    case, _ = judge(page, ASKED, Found(outcome, "find_nhs_dentist"))
    assert case is not None
    assert (case.outcome, case.article_slug) == (outcome, None)


def test_details_do_not_reach_the_search(page: Page) -> None:
    _, asked = judge(page, "Sarah Jones where are their offices?", Found("no_answer", None))
    assert asked == ["[name] where are their offices?"]


@pytest.mark.parametrize("text", ["The nurses were so kind", "I will kill you, where are you?", "Thanks all"])
def test_what_asks_nothing_of_ours_is_not_looked_for(text: str, page: Page) -> None:
    case, asked = judge(page, text, Found("answered", "find_nhs_dentist"))
    assert asked == []
    assert case is None or case.outcome is None


def test_an_edit_that_asks_no_more_lets_go_of_the_page(page: Page) -> None:
    judge(page, ASKED, Found("answered", "find_nhs_dentist"))
    case, _ = judge(page, "The nurses were so kind", Found("answered", "x"), verb="edit")
    assert case is not None
    assert (case.outcome, case.article_slug) == (None, None)
