"""Web chat in a real browser: as people use it, with the keyboard alone, offline and back, without JavaScript."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bot.intake.webchat.page import LEAVE_TO
from bot.messages import Button, Inbound, Reply

AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# A busy machine is slow, not broken.
expect.set_options(timeout=20_000)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def missing(what: str) -> None:
    """Skips, or fails where CI says that the browser must be there."""
    if "chromium" in os.environ.get("QUIETWORD_REQUIRE", ""):
        pytest.fail(f"{what} is missing, and QUIETWORD_REQUIRE names chromium")
    pytest.skip(f"{what} is missing")


def answer(event: Inbound) -> Reply:
    """A little assistant: it asks with buttons, and repeats what it was told."""
    if event.payload:
        return Reply("Thank you for choosing.")
    if "story" in event.text:
        return Reply("May we keep your story?", (Button("Yes", "/affirm"), Button("No", "/deny")))
    return Reply(f"You wrote: {event.text}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        missing("Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def chat_house(make_house: Callable[..., Any]) -> Any:
    house = make_house(real_time=True)
    house.acceptance.answer = answer
    return house


@pytest.fixture
def server(chat_house: Any, serve: Callable[[Any], Any]) -> Any:
    return serve(chat_house)


@pytest.fixture
def context(browser: Browser, server: Any) -> Iterator[BrowserContext]:
    """A browser's profile that meets nothing but our server and the neutral page of the quick exit."""
    context = browser.new_context(base_url=server.url, viewport={"width": 1024, "height": 768})
    context.set_default_timeout(10_000)
    context.route(
        re.compile(r"^https://"), lambda route: route.fulfill(status=200, content_type="text/html", body="<title>Weather</title>")
    )
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/chat/")
    expect(page.locator("#keys")).to_be_visible()  # the script runs
    return page


def say(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.get_by_label("Your message").press("Enter")


def lines(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".line .words").all_inner_texts()]


def session_of(context: BrowserContext) -> str:
    (cookie,) = (cookie for cookie in context.cookies() if cookie.get("name") == "qw_chat")
    return str(cookie["value"]).split(".")[0]


def test_send_receive_and_choose(page: Page, chat_house: Any) -> None:
    say(page, "Here is my story")
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(page.get_by_text("Thank you for choosing.")).to_be_visible()
    assert lines(page) == ["Here is my story", "May we keep your story?", "Yes", "Thank you for choosing."]
    expect(page.locator(".choice")).to_have_count(0)
    assert [bool(event.payload) for event in chat_house.acceptance.events] == [False, True]


def test_a_starter_begins_the_chat(page: Page) -> None:
    page.get_by_role("button", name="I want to speak to a person").click()
    expect(page.get_by_text("You wrote: I want to speak to a person")).to_be_visible()
    expect(page.locator("#starters")).to_have_count(0)


def test_the_keyboard_is_enough(page: Page, chat_house: Any) -> None:
    names = []
    for _ in range(12):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id"))
    assert names[:2] == ["Skip to the message box", "Leave this page now"]
    assert {"How we look after what you write", "I want to share an experience", "message", "Send"} <= set(names)
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    box = page.get_by_label("Your message")
    box.focus()
    page.keyboard.type("A story")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("in two lines")
    page.keyboard.press("Enter")
    yes = page.get_by_role("button", name="Yes", exact=True)
    expect(yes).to_be_visible()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(yes).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Thank you for choosing.")).to_be_visible()
    expect(box).to_be_focused()
    assert chat_house.acceptance.events[0].text == "A story\nin two lines"


def test_words_that_look_like_markup_are_words(page: Page) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    attack = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    say(page, attack)
    expect(page.get_by_text(f"You wrote: {attack}")).to_be_visible()
    page.reload()
    expect(page.get_by_text(f"You wrote: {attack}")).to_be_visible()
    assert dialogs == []
    assert page.locator("#log img, #log script").count() == 0


def test_nothing_is_asked_of_other_sites(context: BrowserContext, server: Any) -> None:
    asked: list[str] = []
    problems: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto("/chat/")
    say(page, "Hello")
    expect(page.get_by_text("You wrote: Hello")).to_be_visible()
    page.goto("/chat/privacy")
    assert asked
    assert all(url.startswith(server.url) for url in asked)
    assert problems == []


def test_offline_and_back_sends_once(page: Page, context: BrowserContext, chat_house: Any) -> None:
    context.set_offline(True)
    say(page, "Written offline")
    expect(page.locator("#notice")).to_contain_text("You are offline")
    expect(page.locator(".fate")).to_contain_text("Not sent yet")
    context.set_offline(False)
    expect(page.get_by_text("You wrote: Written offline")).to_be_visible()
    expect(page.locator(".fate")).to_have_count(0)
    expect(page.locator("#notice")).to_be_hidden()
    assert len(chat_house.acceptance.events) == 1


def test_an_unsent_message_survives_a_reload_and_is_not_doubled(page: Page, chat_house: Any) -> None:
    # The server takes the message, but the answer never comes back.
    def swallow(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route("**/chat/messages", swallow)
    say(page, "Only once")
    expect(page.get_by_text("You wrote: Only once")).to_be_visible()
    expect(page.locator(".fate")).to_contain_text("Not sent yet")
    page.unroute("**/chat/messages")
    page.reload()
    expect(page.locator(".fate")).to_have_count(0)
    assert lines(page) == ["Only once", "You wrote: Only once"]
    assert len(chat_house.acceptance.events) == 1


def test_replies_come_after_the_server_was_away(page: Page, context: BrowserContext, server: Any, chat_house: Any) -> None:
    say(page, "Hello")
    expect(page.get_by_text("You wrote: Hello")).to_be_visible()
    server.stop()
    chat_house.reply(session_of(context), "Written while you were away")
    server.start()
    expect(page.get_by_text("Written while you were away")).to_be_visible(timeout=20_000)
    say(page, "Back")
    expect(page.get_by_text("You wrote: Back")).to_be_visible()
    assert lines(page) == ["Hello", "You wrote: Hello", "Written while you were away", "Back", "You wrote: Back"]


def test_two_tabs_are_in_step(page: Page, context: BrowserContext) -> None:
    other = context.new_page()
    other.goto("/chat/")
    expect(other.locator("#keys")).to_be_visible()
    say(page, "From the first tab")
    for tab in (page, other):
        expect(tab.get_by_text("You wrote: From the first tab")).to_be_visible()
        expect(tab.locator(".line.you")).to_have_count(1)


def test_staff_and_typing_are_shown(page: Page, context: BrowserContext, chat_house: Any) -> None:
    say(page, "Hello")
    expect(page.get_by_text("You wrote: Hello")).to_be_visible()
    row = chat_house.reply(session_of(context), "Let me think", state="waiting")
    expect(page.locator("#typing")).to_be_visible()
    chat_house.set_state(outbound=row.id, conversation="staff")
    expect(page.get_by_text("Let me think")).to_be_visible()
    expect(page.locator("#typing")).to_be_hidden()
    expect(page.locator("#state")).to_have_text("You are talking to a person in our team.")


@pytest.mark.parametrize("how", ["button", "escape"])
def test_the_quick_exit_leaves_every_tab_and_does_not_come_back(page: Page, context: BrowserContext, how: str) -> None:
    say(page, "Something private")
    expect(page.get_by_text("You wrote: Something private")).to_be_visible()
    other = context.new_page()
    other.goto("/chat/")
    expect(other.get_by_text("You wrote: Something private")).to_be_visible()
    expect(other.locator("#keys")).to_be_visible()
    if how == "button":
        page.get_by_role("button", name="Leave this page now").click()
    else:
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    for tab in (page, other):
        tab.wait_for_url(LEAVE_TO)
    # The beacon that ends the session travels behind the page that left: no event of the page tells of it.
    for _ in range(200):
        if not context.cookies():
            break
        page.wait_for_timeout(50)
    assert not context.cookies()
    page.go_back()
    assert "Something private" not in page.content()


def test_one_escape_is_not_enough(page: Page) -> None:
    page.keyboard.press("Escape")
    say(page, "Still here")
    expect(page.get_by_text("You wrote: Still here")).to_be_visible()


def test_without_javascript_the_page_is_a_form(browser: Browser, server: Any, chat_house: Any) -> None:
    context = browser.new_context(base_url=server.url, java_script_enabled=False)
    context.route(re.compile(r"^https://"), lambda route: route.fulfill(status=200, body="Weather"))
    page = context.new_page()
    page.goto("/chat/")
    page.get_by_label("Your message").fill("My story")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("May we keep your story?")).to_be_visible()
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(page.get_by_text("Thank you for choosing.")).to_be_visible()
    assert lines(page) == ["My story", "May we keep your story?", "Yes", "Thank you for choosing."]
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_have_text("Please write a message first.")
    page.get_by_role("button", name="Leave this page now").click()
    page.wait_for_url(LEAVE_TO)
    assert not context.cookies()
    context.close()


@pytest.mark.parametrize(("width", "height"), [(320, 640), (320, 256), (1280, 800)])
def test_it_fits_the_screen(page: Page, context: BrowserContext, chat_house: Any, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    say(page, "A story of " + "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch" * 3)
    expect(page.get_by_role("button", name="Yes", exact=True)).to_be_visible()
    chat_house.reply(session_of(context), "https://example.org/" + "long" * 60)
    expect(page.get_by_role("link", name=re.compile("example.org"))).to_be_visible()
    for url in (None, "/chat/privacy"):
        if url:
            page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        leave = page.get_by_role("button", name="Leave this page now").bounding_box()
        assert leave
        assert leave["x"] + leave["width"] <= width
        assert leave["height"] >= 44


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, context: BrowserContext, chat_house: Any, scheme: Any) -> None:
    if not AXE.exists():
        missing("tests/vendor/axe.min.js")
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    check(page)
    say(page, "A story")
    expect(page.get_by_role("button", name="Yes", exact=True)).to_be_visible()
    chat_house.reply(session_of(context), "If you are in danger, call 999. https://example.org/help", author="card")
    chat_house.reply(session_of(context), "I am a person.", author="staff:1")
    expect(page.get_by_text("I am a person.")).to_be_visible()
    chat_house.reply(session_of(context), "Soon", state="waiting")
    expect(page.locator("#typing")).to_be_visible()
    page.get_by_label("Your message").press("Enter")
    expect(page.locator("#notice")).to_be_visible()
    check(page)
    page.goto("/chat/privacy")
    check(page)


def check(page: Page) -> None:
    """Runs axe from outside of the page's own policy, and reads out what it found."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []


HOST_PAGE = '<!doctype html><title>Our site</title><h1>Our site</h1><script src="{url}/chat/widget.js"></script>'


def test_the_launcher_opens_the_chat_on_our_own_site(context: BrowserContext, server: Any) -> None:
    context.route(f"{server.url}/site", lambda route: route.fulfill(content_type="text/html", body=HOST_PAGE.format(url=server.url)))
    page = context.new_page()
    page.goto("/site")
    page.get_by_role("button", name="Chat with us").click()
    frame = page.frame_locator("iframe[title=Chat]")
    expect(frame.locator("#escape")).to_be_visible()  # shown by the script: before it runs, Enter is only a new line
    frame.get_by_label("Your message").fill("Hello")
    frame.get_by_label("Your message").press("Enter")
    expect(frame.get_by_text("You wrote: Hello")).to_be_visible()
    page.get_by_role("button", name="Close the chat").click()
    expect(page.locator("iframe")).to_be_hidden()
    page.get_by_role("button", name="Chat with us").click()
    frame.get_by_role("button", name="Leave this page now").click()
    page.wait_for_url(LEAVE_TO)


@pytest.fixture
def elsewhere(serve: Callable[[Any], Any]) -> str:
    """Another site: to a browser, localhost and 127.0.0.1 are two. ``/site?ADDRESS`` is a page with our launcher."""

    def site(request: Request) -> HTMLResponse:
        return HTMLResponse(HOST_PAGE.format(url=request.url.query))

    server = serve(SimpleNamespace(app=Starlette(routes=[Route("/site", site)])))
    return f"http://localhost:{server.port}"


def test_a_frame_that_gets_no_cookie_offers_a_window_of_its_own(
    context: BrowserContext, elsewhere: str, make_house: Callable[..., Any], serve: Callable[[Any], Any]
) -> None:
    chat = serve(make_house(website=elsewhere))
    page = context.new_page()
    page.goto(f"{elsewhere}/site?{chat.url}")
    page.get_by_role("button", name="Chat with us").click()
    frame = page.frame_locator("iframe[title=Chat]")
    expect(frame.get_by_role("link", name="Open the chat in its own window")).to_be_visible()
    expect(frame.get_by_label("Your message")).to_be_hidden()


def test_another_site_may_not_frame_the_chat(context: BrowserContext, elsewhere: str, server: Any) -> None:
    page = context.new_page()
    page.goto(f"{elsewhere}/site?{server.url}")
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.get_by_role("button", name="Chat with us").click()
    assert page.frame_locator("iframe[title=Chat]").locator("#message").count() == 0
