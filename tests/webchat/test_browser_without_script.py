"""The chat where its script does not run: a form, and the page again."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Browser, BrowserContext, expect

from bot.intake.webchat.page import LEAVE_TO
from tests.webchat.house import lines, session_in


def test_without_javascript_the_page_is_a_form(chromium: Browser, server: Any, chat_house: Any) -> None:
    context = chromium.new_context(base_url=server.url, java_script_enabled=False)
    context.route(re.compile(r"^https://"), lambda route: route.fulfill(status=200, body="Weather"))
    page = context.new_page()
    page.goto("/chat/")
    page.get_by_label("Your message").fill("My story")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("May we keep your story?")).to_be_visible()
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(page.get_by_text("Thank you for choosing.")).to_be_visible()
    assert lines(page) == ["My story", "May we keep your story?", "Yes", "Thank you for choosing."]
    chat_house.reply(session_in(context), "Written later")
    for _ in range(2):  # the second time the address is the same but for a number
        page.get_by_role("button", name="See new messages").click()
        expect(page.get_by_text("Written later")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_have_text("Please write a message first.")
    expect(page).to_have_title("Problem: Please write a message first. Chat with Healthwatch")
    expect(page.get_by_label("Your message")).to_be_focused()
    page.get_by_role("button", name="Leave this page now").click()
    page.wait_for_url(LEAVE_TO)
    assert not context.cookies()
    context.close()


def test_a_browser_too_old_for_the_script_is_served_as_one_without(context: BrowserContext, chat_house: Any) -> None:
    context.route("**/*.js", lambda route: route.fulfill(content_type="text/javascript", body="this is no script that I know"))
    page = context.new_page()
    page.goto("/chat/")
    page.get_by_role("button", name="I want to share an experience").click()
    expect(page.get_by_text("You wrote: I want to share an experience")).to_be_visible()
    chat_house.reply(session_in(context), "Written later")
    page.get_by_role("button", name="See new messages").click()
    expect(page.get_by_text("Written later")).to_be_visible()
