"""Long texts in every script: whatever a field admits arrives whole, and what is longer is refused in words that help."""

from __future__ import annotations

from typing import Any

import pytest

from bot.desk import visit
from bot.desk.views.conversation import MAX_REPLY
from bot.handover import notes, saved_replies
from bot.information import form
from bot.moderation import answers
from bot.safety import concerns
from tests.desk.chromium import OpenDesk, fits, violations
from tests.desk.conftest import House, post
from tests.desk.test_article import NEW, kite, saved, write

PAGE = "/desk/conversations/C-2222-3333"
TOO_MUCH = "kite " * (visit.MAX_FORM_BYTES // 5)
SCRIPTS = [pytest.param(letter, id=name) for name, letter in (("urdu", "\N{ARABIC LETTER TTEH}"), ("chinese", "箏"), ("emoji", "\N{KITE}"))]


@pytest.mark.parametrize("letter", SCRIPTS)
def test_the_longest_page_is_kept_whole(letter: str, house: House) -> None:
    longest = {name: letter * length for name, length in form.LONGEST.items() if name != "source_url"}
    questions = [f"{letter * 90} {number}" for number in range(60)]
    write(house, do="draft", **longest, questions="\n".join(questions))
    kept = saved(house, "page")
    assert {name: getattr(kept, name) for name in longest} == longest
    assert list(kept.questions) == questions


def test_no_field_takes_more_than_a_form_does() -> None:
    boxes = (*answers.LONGEST.values(), MAX_REPLY, notes.LONGEST, saved_replies.LONGEST, concerns.LONGEST_DECISION)
    assert 2 * max(*boxes, sum(form.LONGEST.values())) < visit.LONGEST_FORM


@pytest.mark.parametrize("htmx", ["", "yes"], ids=["page", "notice"])
def test_what_is_longer_says_what_to_do(htmx: str, house: House) -> None:
    house.conversation()
    answer = post(house.signed_in(), f"{PAGE}/reply", PAGE, text=TOO_MUCH, htmx=htmx)
    assert answer.status_code == 413
    assert "Nothing was saved or sent" in answer.text
    assert "40,000 characters" in answer.text
    assert ("<html" in answer.text) is not htmx


def test_so_it_does_at_the_door(house: House) -> None:
    answer = post(house.browser(), "/desk/login", "/desk/login", email=TOO_MUCH, password="x")
    assert answer.status_code == 413
    assert "go back to that page" in answer.text


def test_going_back_one_finds_ones_words(open_desk: OpenDesk, screen: dict[str, Any]) -> None:
    page = open_desk("Ed Example", NEW.removeprefix("/desk"), "editor", **screen)
    page.fill("#questions", TOO_MUCH)
    page.fill("#title", kite()["title"])
    page.click("text=Save as a draft")
    page.wait_for_selector("h1:has-text('That is too long')")
    assert violations(page) == []
    assert fits(page)
    page.go_back()
    assert page.input_value("#questions") == TOO_MUCH
