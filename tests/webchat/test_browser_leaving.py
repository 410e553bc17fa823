"""Leaving the chat in a real browser: nothing of it stays on the screen, in another tab, or behind the back button."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot.intake.webchat.page import LEAVE_TO
from tests.webchat.house import say


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
        for _ in range(3):
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


def test_leaving_takes_away_what_was_half_written(page: Page) -> None:
    page.get_by_label("Your message").fill("Half a secret")
    page.get_by_role("button", name="Leave this page now").click()
    page.wait_for_url(LEAVE_TO)
    page.goto("/chat/")
    expect(page.locator("#look")).to_be_hidden()
    expect(page.get_by_label("Your message")).to_have_value("")


def test_a_tab_that_hears_nothing_of_its_neighbours_leaves_too(context: BrowserContext) -> None:
    """The server tells it: a browser need not have BroadcastChannel, nor keep two tabs in one process."""
    deaf = context.new_page()
    deaf.add_init_script("delete window.BroadcastChannel")
    deaf.goto("/chat/")
    say(deaf, "Something private")
    expect(deaf.get_by_text("You wrote: Something private")).to_be_visible()
    page = context.new_page()
    page.goto("/chat/")
    page.get_by_role("button", name="Leave this page now").click()
    deaf.wait_for_url(LEAVE_TO)


def test_a_page_kept_in_memory_does_not_come_back_with_the_chat(page: Page) -> None:
    say(page, "Something private")
    expect(page.get_by_text("You wrote: Something private")).to_be_visible()
    with page.expect_navigation():
        page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")


def test_two_escapes_are_not_enough_and_the_second_says_so(page: Page) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#leave-status")).to_have_text("Press Escape once more to leave this page.")
    say(page, "Still here")
    expect(page.get_by_text("You wrote: Still here")).to_be_visible()
