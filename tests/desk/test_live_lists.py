"""Lists that keep themselves up to date in a real browser, without moving what is read, typed or has the focus."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.store.session import transaction
from bot.store.tables import ModerationAction, ModerationCase, PublicPost
from tests.desk.chromium import OpenDesk, violations
from tests.desk.conftest import House, find, post


def place(page: Any, selector: str) -> float:
    return float(page.evaluate(f"document.querySelector('{selector}').getBoundingClientRect().top"))


def at_rest(page: Any, selector: str, before: float) -> bool:
    return abs(place(page, selector) - before) < 1.5


def test_conversations_come_in_and_nothing_moves(full: House, open_desk: OpenDesk) -> None:
    for number in range(20):
        full.now += dt.timedelta(minutes=1)
        full.conversation(f"C-3333-{1000 + number}")
    page = open_desk("Anna Example", "/conversations", viewport={"width": 1280, "height": 800})
    page.wait_for_selector("#live-state[data-state=on]")
    page.focus("#talk-12 a")
    before = place(page, "#talk-12")
    full.now += dt.timedelta(minutes=1)
    full.conversation("C-4444-5555")
    page.wait_for_selector("text=C-4444-5555")
    page.wait_for_selector("#announce >> text=1 new conversation", state="attached")
    assert at_rest(page, "#talk-12", before)
    assert page.evaluate("document.activeElement.closest('li').id") == "talk-12"
    assert page.locator(".lines li").first.inner_text().count("New") == 1
    # One that stands further down: it changes where it stands, and the other order is offered.
    assert page.is_hidden("[data-other-order]")
    full.now += dt.timedelta(minutes=1)
    full.ask_for_person("C-3333-1002")
    page.wait_for_selector("li:has-text('C-3333-1002') >> text=Waiting for a person")
    assert at_rest(page, "#talk-12", before)
    assert violations(page) == []
    page.click("text=Put the newest first")
    page.wait_for_selector(".lines li:first-child >> text=C-3333-1002")


def test_a_short_list_does_not_move_either_and_an_empty_one_fills(full: House, address: str, open_desk: OpenDesk) -> None:
    page = open_desk("Anna Example", "/conversations", viewport={"width": 1280, "height": 1000})
    page.wait_for_selector("#live-state[data-state=on]")
    before = place(page, "#talk-1")
    full.now += dt.timedelta(minutes=1)
    full.conversation("C-4444-5555")
    page.wait_for_selector("text=C-4444-5555")
    assert at_rest(page, "#talk-1", before)
    page.goto(f"{address}/conversations?words=umbrella")
    page.wait_for_selector("#live-state[data-state=on]")
    assert page.is_visible("text=No conversation like that")
    full.conversation("C-5555-6666", text="nothing")
    full.conversation("C-6666-7777", text="my umbrella")
    page.wait_for_selector("text=C-6666-7777")
    assert page.is_hidden("text=No conversation like that")
    assert not page.locator("text=C-5555-6666").count()


def comment(house: House, words: str, action: str = "question", danger: str | None = None) -> int:
    with transaction(house.sessions) as session:
        item = PublicPost(
            channel="messenger", account="1000", item_id=words, kind="comment", text_redacted=words, danger=danger,
            text_sealed_id=house.vault.seal(session, "public.text", words), occurred_at=house.now, state="done",
        )  # fmt: skip
        session.add(item)
        session.flush()
        case = ModerationCase(item_id=item.id, action=action, grounds=[], opened_at=house.now)
        session.add(case)
        session.flush()
        return int(case.id)


def test_comments_come_in_while_somebody_writes_a_reason(full: House, open_desk: OpenDesk) -> None:
    number = comment(full, "where is the clinic")
    page = open_desk("Anna Example", "/comments", viewport={"width": 1280, "height": 800})
    page.wait_for_selector("#live-state[data-state=on]")
    field = f"#hide-{number}"
    page.fill(field, "it names a ch")
    before = place(page, field)
    new = comment(full, "i cannot go on", "crisis", "suicide_self_harm")
    page.wait_for_selector("blockquote >> text=i cannot go on")
    page.wait_for_selector("#announce-now >> text=1 new comment, with a danger sign", state="attached")
    assert page.locator(".cases > li").first.get_attribute("id") == f"comment-{new}"
    # Meanwhile something is done about the one that she writes about: it waits until she is out of it.
    with transaction(full.sessions) as session:
        session.add(ModerationAction(case_id=number, act="private_reply", actor="system", reason="it asks", state="done"))
    other = comment(full, "thank you all", "praise_no_details")
    page.wait_for_selector(f"#comment-{other}")
    assert page.input_value(field) == "it names a ch"
    assert page.evaluate("document.activeElement.id") == f"hide-{number}"
    assert at_rest(page, field, before)
    assert not page.locator(f"#comment-{number} >> text=Invite to a private channel").count()
    page.fill(field, "")
    page.locator(f"#hide-{other}").focus()
    page.wait_for_selector(f"#comment-{number} >> text=Invite to a private channel")
    # What came in by itself works like the rest.
    page.locator(f"#comment-{other} >> text=Close").click()
    page.wait_for_selector(".case-closed")
    assert violations(page) == []


def test_what_a_colleague_closed_says_so(full: House, open_desk: OpenDesk) -> None:
    number = comment(full, "where is the clinic")
    page = open_desk("Anna Example", "/comments")
    page.wait_for_selector("#live-state[data-state=on]")
    post(full.signed_in("Ben Example"), f"/desk/comments/{number}/close", "/desk/comments")
    comment(full, "thank you all", "praise_no_details")
    page.wait_for_selector(f"#comment-{number} >> text=Not in this list any more")


def test_a_page_further_back_stays_as_it_is(full: House) -> None:
    found = full.signed_in().get("/desk/conversations?page=2").text
    assert "data-live-list" not in found
    with full.sessions() as session:
        assert find(session, "C-2222-3333").id == 1
