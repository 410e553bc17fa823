"""The desk in a real browser: axe-core on every page, the keyboard, live refreshing, and a draft that survives."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from tests.desk.conftest import PASSWORD, House
from tests.desk.test_pages import PAGES, full  # noqa: F401

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONVERSATION = "/conversations/C-2222-3333"


def chromium() -> str:
    """The system's Chromium. Without one the test skips, or fails where QUIETWORD_REQUIRE asks for it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        needed = "chromium" in os.environ.get("QUIETWORD_REQUIRE", "").replace(",", " ").split()
        (pytest.fail if needed else pytest.skip)("Chromium is not installed on this machine")
    return str(found)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def address(full: House) -> Iterator[str]:  # noqa: F811
    """The desk on a port of this machine, until the test ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(full.app, host="127.0.0.1", port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert thread.is_alive()
        assert time.monotonic() < deadline
        thread.join(0.02)
    yield f"http://127.0.0.1:{port}/desk"
    server.should_exit = True
    thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
def sign_in(address: str, browser: Any) -> Iterator[Callable[..., Any]]:
    """Signs in with the keyboard, in a browser window of its own that is closed before the server ends."""
    contexts = []

    def enter(email: str, **options: Any) -> Any:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{address}/login")
        page.focus("#email")
        page.keyboard.type(email)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
        return page

    yield enter
    for context in contexts:
        context.close()


def violations(page: Any) -> list[str]:
    result = page.evaluate(f"{AXE};axe.run(document, {{runOnly: {RULES}}})")
    return [f"{found['id']}: {found['nodes'][0]['html']}" for found in result["violations"]]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")], ids=lambda value: str(value))
def test_every_page_is_accessible_and_fits(
    full: House,  # noqa: F811
    address: str,
    sign_in: Callable[..., Any],
    width: int,
    scheme: str,
) -> None:
    full.staff("Ada Example", "admin")
    page = sign_in("ada@example.org", viewport={"width": width, "height": 850}, color_scheme=scheme)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for path in PAGES:
        page.goto(f"{address}{path}")
        for summary in page.locator("details.original summary").all():
            summary.click()
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), f"{path} scrolls sideways"
    assert complaints == [], "no script error, nothing that the policy forbids"


def test_answering_with_the_keyboard_while_things_happen(full: House, address: str, sign_in: Callable[..., Any]) -> None:  # noqa: F811
    full.staff("Anna Example")
    page = sign_in("anna@example.org")
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


def test_without_scripts(full: House, address: str, sign_in: Callable[..., Any]) -> None:  # noqa: F811
    full.staff("Anna Example")
    page = sign_in("anna@example.org", java_script_enabled=False)
    page.goto(f"{address}{CONVERSATION}")
    page.fill("#reply", "Plain words")
    page.click("#composer button")
    page.wait_for_selector(".say-staff >> text=Plain words")
    page.click("#act-close")
    page.wait_for_selector(".state-closed")
    assert full.state() == "closed"


def test_after_a_reply_the_transcript_stands_at_its_end(full: House, address: str, sign_in: Callable[..., Any]) -> None:  # noqa: F811
    for number in range(30):
        full.say("C-2222-3333", f"line {number} of the assistant, long enough to need a scroll bar")
    full.staff("Anna Example")
    page = sign_in("anna@example.org")
    page.goto(f"{address}{CONVERSATION}")
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


def test_a_reply_that_is_not_sent_is_there_when_one_comes_back(full: House, address: str, sign_in: Callable[..., Any]) -> None:  # noqa: F811
    full.conversation("C-6666-7777", channel="sms")
    full.staff("Anna Example")
    full.staff("Ben Example")
    page = sign_in("anna@example.org")
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


def test_comments_are_closed_one_after_the_other_without_losing_ones_place(full: House, address: str, sign_in: Callable[..., Any]) -> None:  # noqa: F811
    full.staff("Anna Example")
    page = sign_in("anna@example.org")
    page.goto(f"{address}/comments")
    page.focus(".case-foot button >> text=Close")
    page.keyboard.press("Enter")
    page.wait_for_selector(".case-closed >> text=Open it again")
    page.wait_for_function("document.activeElement.textContent.startsWith('Open it again')")
    assert violations(page) == []
    page.keyboard.press("Enter")
    page.wait_for_selector("blockquote >> text=my neighbour")


def test_while_one_types_the_box_says_how_long_a_text_message_it_is(full: House, address: str, sign_in: Callable[..., Any]) -> None:  # noqa: F811
    full.conversation("C-6666-7777", channel="sms")
    full.staff("Anna Example")
    page = sign_in("anna@example.org")
    page.goto(f"{address}/conversations/C-6666-7777")
    page.focus("#reply")
    page.keyboard.type("Hello")
    page.wait_for_selector("#reply-length >> text=Room for 155 more")
    page.keyboard.type(" \U0001f642")
    page.wait_for_selector("#reply-length >> text=one holds 70 characters")
    page.wait_for_selector("#announce >> text=one holds 70 characters", state="attached")
    assert page.evaluate("document.activeElement.id") == "reply"
    assert page.input_value("#reply") == "Hello \U0001f642"
    assert violations(page) == []
