"""The desk in a real browser: axe-core on every page, the keyboard, live refreshing, and a draft that survives."""

from __future__ import annotations

from typing import Any

from tests.desk.chromium import OpenDesk, fits, violations
from tests.desk.conftest import PASSWORD, House
from tests.desk.test_pages import PAGES

CONVERSATION = "/conversations/C-2222-3333"


def test_every_page_is_accessible_and_fits(
    address: str,
    open_desk: OpenDesk,
    screen: dict[str, Any],
) -> None:
    page = open_desk("Ada Example", role="admin", **screen)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for path in PAGES:
        page.goto(f"{address}{path}")
        for summary in page.locator("details.original summary").all():
            summary.click()
        assert violations(page) == [], path
        assert fits(page), f"{path} scrolls sideways"
    assert complaints == [], "no script error, nothing that the policy forbids"


def test_answering_with_the_keyboard_while_things_happen(full: House, address: str, open_desk: OpenDesk) -> None:
    page = open_desk("Anna Example")
    page.wait_for_selector("#live-state[data-state=on]")
    # A new request appears by itself, with focus left where it was.
    page.focus("#line-1")
    full.conversation("C-4444-5555", text="another person")
    full.ask_for_person("C-4444-5555")
    page.wait_for_selector("text=C-4444-5555")
    assert page.evaluate("document.activeElement.id") == "line-1"
    page.wait_for_function("document.title.startsWith('(2)')")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}{CONVERSATION}")
    # A draft stays while the transcript refreshes, and Ctrl+Enter sends it.
    page.wait_for_selector("#live-state[data-state=on]")
    page.focus("#reply")
    page.keyboard.type("Hello, this is Anna")
    full.say("C-2222-3333", "news from the assistant")
    page.wait_for_selector("text=news from the assistant")
    assert page.input_value("#reply") == "Hello, this is Anna"
    assert page.evaluate("document.activeElement.id") == "reply"
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".say-staff >> text=Hello, this is Anna")
    page.wait_for_function("document.activeElement.id === 'reply' && document.activeElement.value === ''")
    assert full.state() == "staff"
    # An original opens on the page, stays while the page refreshes, and is gone on the next visit.
    page.focus("details.original summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("she asked me to ring")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=hello Joan")
    full.say("C-2222-3333", "more news")
    page.wait_for_selector("text=more news")
    assert page.is_visible("text=hello Joan")
    page.reload()
    assert not page.locator("text=hello Joan").count()
    page.click("#act-back")
    page.wait_for_selector("text=You are now back with our automated assistant")
    assert full.state() == "bot"


def test_without_scripts(full: House, open_desk: OpenDesk) -> None:
    page = open_desk("Anna Example", CONVERSATION, java_script_enabled=False)
    page.fill("#reply", "Plain words")
    page.click("#composer button")
    page.wait_for_selector(".say-staff >> text=Plain words")
    page.click("#act-close")
    page.wait_for_selector(".state-closed")
    assert full.state() == "closed"


def test_after_a_reply_the_transcript_stands_at_its_end(full: House, open_desk: OpenDesk) -> None:
    for number in range(30):
        full.say("C-2222-3333", f"line {number} of the assistant, long enough to need a scroll bar")
    page = open_desk("Anna Example", CONVERSATION)
    left = "(() => { const s = document.getElementById('scroll'); return s.scrollHeight - s.scrollTop - s.clientHeight; })()"
    page.wait_for_function(f"{left} < 2")
    for words, start in (("first\n\n\n\n\nreply", "reading at the end"), ("second reply", "reading above")):
        if start == "reading above":
            page.evaluate("document.getElementById('scroll').scrollTop = 0")
        page.fill("#reply", words)
        page.click("#composer button")
        page.wait_for_selector(f".say-staff >> text={words.split()[0]}")
        page.wait_for_function("document.activeElement.id === 'reply' && document.activeElement.value === ''")
        page.wait_for_function(f"{left} < 2")
    # News while one reads above moves nothing.
    page.evaluate("document.getElementById('scroll').scrollTop = 40")
    full.say("C-2222-3333", "news from the assistant")
    page.wait_for_selector("text=news from the assistant")
    assert page.evaluate("document.getElementById('scroll').scrollTop") == 40


def test_a_reply_that_is_not_sent_is_there_when_one_comes_back(full: House, address: str, open_desk: OpenDesk) -> None:
    full.conversation("C-6666-7777", channel="sms")
    full.staff("Ben Example")
    page = open_desk("Anna Example")
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto(f"{address}/conversations/C-6666-7777")
    page.click("#reply")
    page.keyboard.type("half a sentence")
    page.click("nav >> text=Insights")
    page.wait_for_url(f"{address}/insights")
    page.goto(f"{address}{CONVERSATION}")
    assert page.input_value("#reply") == "", "each conversation has its own"
    page.goto(f"{address}/conversations/C-6666-7777")
    assert page.input_value("#reply") == "half a sentence"
    assert page.is_visible("text=It has not been sent")
    page.wait_for_selector("#reply-length >> text=Room for 145 more")
    assert violations(page) == []
    assert asked == []
    # A tab that is closed would take it along.
    with page.expect_event("dialog"):
        page.close(run_before_unload=True)
    assert asked == ["beforeunload"]
    page.click("#composer .composer-foot button")
    page.wait_for_selector(".say-staff >> text=half a sentence")
    page.reload()
    assert page.input_value("#reply") == ""
    # Nothing is left for whoever uses this tab next.
    page.fill("#reply", "for nobody else")
    page.click("#sign-out")
    page.wait_for_url(f"{address}/login")
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('draft/'))") == []
    page.fill("#email", "ben@example.org")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")
    page.goto(f"{address}/conversations/C-6666-7777")
    assert page.input_value("#reply") == ""
    assert asked == ["beforeunload"]


def test_comments_are_closed_one_after_the_other_without_losing_ones_place(open_desk: OpenDesk) -> None:
    page = open_desk("Anna Example", "/comments")
    page.focus(".case-foot button >> text=Close")
    page.keyboard.press("Enter")
    page.wait_for_selector(".case-closed >> text=Open it again")
    page.wait_for_function("document.activeElement.textContent.startsWith('Open it again')")
    assert violations(page) == []
    page.keyboard.press("Enter")
    page.wait_for_selector("blockquote >> text=my neighbour")


def test_while_one_types_the_box_says_how_long_a_text_message_it_is(full: House, open_desk: OpenDesk) -> None:
    full.conversation("C-6666-7777", channel="sms")
    page = open_desk("Anna Example", "/conversations/C-6666-7777")
    page.focus("#reply")
    page.keyboard.type("Hello")
    page.wait_for_selector("#reply-length >> text=Room for 155 more")
    page.keyboard.type(" \U0001f642")
    page.wait_for_selector("#reply-length >> text=one holds 70 characters")
    page.wait_for_selector("#announce >> text=one holds 70 characters", state="attached")
    assert page.evaluate("document.activeElement.id") == "reply"
    assert page.input_value("#reply") == "Hello \U0001f642"
    assert violations(page) == []
