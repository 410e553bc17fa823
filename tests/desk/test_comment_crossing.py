"""A comment that its writer edits while a colleague answers it at the desk: told once, shown anew, and then sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.messages import Channel, PublicItem
from bot.moderation.intake import store_item
from bot.safety.lexicon import Lexicon
from bot.store.session import transaction
from bot.store.tables import ModerationCase, PublicPost
from tests.desk.chromium import OpenDesk, fits, violations
from tests.desk.conftest import House, field_of
from tests.desk.test_comment_answers import ANSWER, acts, question, typed

NEW = "where is a dentist for my daughter?"
HOLDS = "has changed since you opened this page"
WAYS = pytest.mark.parametrize(("how", "act"), [("answer", "public_reply"), ("private", "private_reply")])


def edit(house: House, number: int, verb: str = "edit", judged: bool = True) -> None:
    """Its writer changes the comment; ``judged``: the worker has taken the details out of the new words."""
    with transaction(house.sessions) as session:
        session.begin_write()
        item = session.get(ModerationCase, number).item
        event = PublicItem(
            channel=Channel.MESSENGER,
            account="1000",
            provider_id=f"feed/{verb}",
            item_id=item.item_id,
            kind="comment",
            verb=verb,
            occurred_at=house.now,
            text=NEW,
        )
        assert store_item(session, event, house.vault, Lexicon.load(), house.now)
    if judged:
        judge(house, number)


def judge(house: House, number: int) -> None:
    with transaction(house.sessions) as session:
        session.begin_write()
        item = session.get(ModerationCase, number).item
        item.text_redacted, item.state = NEW, "done"


def send(browser: Any, page: str, form: str, **more: str) -> Any:
    """Presses the button of ``form``, a page as it was loaded."""
    return browser.post(page, data={"csrf": field_of(form, "csrf"), "seen": field_of(form, "seen"), "text": ANSWER, **more})


@WAYS
def test_it_is_held_once_with_the_new_words_and_goes_on_the_second_press(how: str, act: str, house: House) -> None:
    number = question(house)
    browser, page = house.signed_in(), f"/desk/comments/{number}/{how}"
    opened = browser.get(page).text
    assert HOLDS not in opened
    edit(house, number)
    held = send(browser, page, opened)
    assert held.status_code == 409
    assert HOLDS in held.text
    assert NEW in held.text
    assert typed(held.text) == ANSWER
    assert "it all the same" in held.text
    assert acts(house) == []
    assert send(browser, page, held.text).status_code == 303
    assert acts(house) == [(act, "staff:1", ANSWER)]


@WAYS
def test_a_comment_that_stands_still_is_answered_at_once(how: str, act: str, house: House) -> None:
    number = question(house)
    browser, page = house.signed_in(), f"/desk/comments/{number}/{how}"
    assert send(browser, page, browser.get(page).text).status_code == 303
    assert [one[0] for one in acts(house)] == [act]


def test_words_that_cannot_be_read_yet_are_shown_before_it_goes(house: House) -> None:
    number = question(house)
    browser, page = house.signed_in(), f"/desk/comments/{number}/answer"
    opened = browser.get(page).text
    edit(house, number, judged=False)
    held = send(browser, page, opened)
    assert "can be read here in a moment" in held.text
    judge(house, number)
    again = send(browser, page, held.text)
    assert (again.status_code, NEW in again.text) == (409, True)
    assert send(browser, page, again.text).status_code == 303


def test_the_page_that_fits_is_put_in_beside_the_news(house: House) -> None:
    number = question(house)
    browser, page = house.signed_in(), f"/desk/comments/{number}/answer"
    opened = browser.get(page).text
    edit(house, number)
    used = send(browser, f"/desk/comments/{number}/draft", opened)
    assert HOLDS in used.text
    assert send(browser, page, used.text).status_code == 303


def test_a_comment_that_was_removed_says_that_instead(house: House) -> None:
    number = question(house)
    browser, page = house.signed_in(), f"/desk/comments/{number}/answer"
    opened = browser.get(page).text
    edit(house, number, "remove", judged=False)
    refused = send(browser, page, opened)
    assert "its writer removed it" in refused.text
    assert HOLDS not in refused.text
    assert ANSWER in refused.text


@pytest.mark.parametrize("how", ["answer", "private"])
def test_it_is_told_where_one_looks_and_with_the_keyboard(how: str, full: House, open_desk: OpenDesk, screen: dict[str, Any]) -> None:
    number = question(full, occurred_at=full.now - dt.timedelta(hours=1))
    page = open_desk("Anna Example", f"/comments/{number}/{how}", **screen)
    page.fill("#answer-text", ANSWER)
    edit(full, number)
    page.click(".answer-form .row:last-child button")
    page.wait_for_selector("#changed")
    assert page.evaluate("document.activeElement.id") == "changed"
    box = page.locator("#changed").bounding_box()
    assert 0 <= box["y"] < 850 - box["height"]
    assert NEW in page.inner_text("blockquote")
    assert page.input_value("#answer-text") == ANSWER
    assert violations(page) == []
    assert fits(page)
    page.click("text=it all the same")
    page.wait_for_url("**/comments?show=open&done=*")
    with full.sessions() as session:
        assert session.query(PublicPost).filter_by(text_redacted=NEW).count() == 1
