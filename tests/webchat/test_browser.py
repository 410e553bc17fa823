"""Web chat in a real browser: as people use it, offline and back, in two tabs, in a hurry, without JavaScript."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from bot.intake.webchat.session import COOKIE
from tests.webchat.house import lines, say, session_in


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


def test_words_that_look_like_markup_are_words(page: Page) -> None:
    dialogs: list[str] = []

    def answer_dialog(dialog: Any) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", answer_dialog)
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
    page.goto("/chat/help")
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
    expect(page.locator(".line.you")).to_have_count(1)
    expect(page.locator(".fate")).to_have_count(0)
    assert lines(page) == ["Only once", "You wrote: Only once"]
    assert len(chat_house.acceptance.events) == 1


def test_what_could_not_be_sent_says_so_and_can_be_tried_at_once(page: Page, chat_house: Any) -> None:
    chat_house.acceptance.away = True
    say(page, "When you are back")
    expect(page.locator(".fate")).to_contain_text("Not sent yet. We will try again.")
    expect(page.get_by_role("alert")).to_have_text("Your message is not sent yet. We will try again.")
    chat_house.acceptance.away = False
    page.get_by_role("button", name="Try now").click()
    expect(page.get_by_text("You wrote: When you are back")).to_be_visible()
    expect(page.locator(".fate")).to_have_count(0)
    expect(page.locator("#notice")).to_be_hidden()
    assert len(chat_house.acceptance.events) == 1


def test_what_was_not_taken_goes_back_into_the_box(page: Page, chat_house: Any) -> None:
    refusal = '{"error": "too_long", "message": "That message is too long."}'
    page.route("**/chat/messages", lambda route: route.fulfill(status=413, content_type="application/json", body=refusal))
    say(page, "A long story")
    expect(page.locator(".fate")).to_contain_text("Not sent. That message is too long.")
    expect(page.get_by_role("alert")).to_have_text("Your message was not sent. That message is too long.")
    page.get_by_role("button", name="Change it").click()
    expect(page.locator(".line")).to_have_count(0)
    expect(page.get_by_label("Your message")).to_be_focused()
    expect(page.get_by_label("Your message")).to_have_value("A long story")


def test_a_story_that_is_too_long_is_not_cut(page: Page, chat_house: Any) -> None:
    box = page.get_by_label("Your message")
    box.fill("x" * 4001)
    expect(page.locator("#count")).to_have_text("1 letter too many. Please send it in two messages.")
    box.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("too long")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_attribute("aria-describedby", re.compile("notice"))
    assert len(box.input_value()) == 4001
    box.fill("é" * 4000)
    expect(box).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#count")).to_have_text("0 letters left.")
    box.press("Enter")
    expect(page.locator("#count")).to_be_hidden()
    expect(page.get_by_text("You wrote: éé")).to_be_visible()
    assert len(chat_house.acceptance.events[0].text) == 4000


def test_a_half_written_story_survives_a_reload(page: Page, context: BrowserContext) -> None:
    page.get_by_label("Your message").fill("It began when")
    page.reload()
    expect(page.get_by_label("Your message")).to_have_value("It began when")
    other = context.new_page()
    other.goto("/chat/")
    expect(other.get_by_label("Your message")).to_have_value("")
    say(page, "It began when it began")
    expect(page.get_by_text("You wrote: It began")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Your message")).to_have_value("")


def test_a_network_that_lets_no_stream_through_still_brings_replies(context: BrowserContext, chat_house: Any) -> None:
    page = context.new_page()
    page.clock.install()
    held: list[Any] = []
    page.route("**/chat/events*", lambda route: held.append(route))  # neither answered nor refused
    page.goto("/chat/")
    say(page, "Hello")
    expect(page.locator(".line.you")).to_have_count(1)
    page.clock.fast_forward(20_000)
    expect(page.get_by_text("You wrote: Hello")).to_be_visible()
    chat_house.reply(session_in(context), "And another")
    for _ in range(100):
        page.clock.fast_forward(11_000)
        page.wait_for_timeout(20)  # an answer of the server takes real time
        if page.get_by_text("And another").is_visible():
            break
    expect(page.get_by_text("And another")).to_be_visible()
    assert held


def test_a_line_that_died_without_a_word_is_noticed(context: BrowserContext) -> None:
    """A phone that changes networks keeps its stream open for minutes, and hears nothing on it."""
    page = context.new_page()
    page.clock.install()
    page.goto("/chat/")
    say(page, "Hello")
    expect(page.get_by_text("You wrote: Hello")).to_be_visible()
    with page.expect_request("**/chat/events*"):
        page.clock.fast_forward(46_000)


def test_a_long_answer_is_read_from_its_beginning(context: BrowserContext, chat_house: Any) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto("/chat/")
    say(page, "Hello")
    expect(page.get_by_text("You wrote: Hello")).to_be_in_viewport()
    session_id = session_in(context)
    chat_house.reply(session_id, "First line.\n\n" + "A long answer. " * 150)
    chat_house.reply(session_id, "And one more.")
    expect(page.get_by_text("And one more.")).to_be_attached()
    expect(page.get_by_text("You wrote: Hello")).to_be_in_viewport()  # the first of all that came since they wrote
    expect(page.get_by_text("And one more.")).not_to_be_in_viewport()
    page.get_by_role("button", name="Go to the new message").click()
    expect(page.get_by_text("And one more.")).to_be_in_viewport()
    page.mouse.wheel(0, -800)
    expect(page.get_by_text("And one more.")).not_to_be_in_viewport()
    before = page.evaluate("scrollY")
    chat_house.reply(session_id, "While you read above.")
    expect(page.get_by_text("While you read above.")).to_be_attached()
    assert page.evaluate("scrollY") == before, "whoever reads above is left there"
    expect(page.get_by_role("button", name="Go to the new message")).to_be_visible()


def test_replies_come_after_the_server_was_away(page: Page, context: BrowserContext, server: Any, chat_house: Any) -> None:
    say(page, "Hello")
    expect(page.get_by_text("You wrote: Hello")).to_be_visible()
    server.stop()
    chat_house.reply(session_in(context), "Written while you were away")
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


def test_a_tab_shows_what_another_could_not_send(page: Page, context: BrowserContext, chat_house: Any) -> None:
    other = context.new_page()
    other.goto("/chat/")
    expect(other.locator("#keys")).to_be_visible()
    chat_house.acceptance.away = True
    say(page, "From the first tab")
    expect(other.locator(".fate")).to_contain_text("Not sent yet")
    expect(other.get_by_role("button", name="Try now")).to_have_count(0)
    chat_house.acceptance.away = False
    page.get_by_role("button", name="Try now").click()
    for tab in (page, other):
        expect(tab.get_by_text("You wrote: From the first tab")).to_be_visible()
        expect(tab.locator(".fate")).to_have_count(0)
    assert len(chat_house.acceptance.events) == 1


def test_a_reply_in_a_hidden_tab_is_counted_in_its_title(context: BrowserContext, chat_house: Any) -> None:
    page = context.new_page()
    page.add_init_script("Object.defineProperty(document, 'hidden', {get: () => window.away === true})")
    page.goto("/chat/")
    say(page, "Hello")
    expect(page.get_by_text("You wrote: Hello")).to_be_visible()
    expect(page).to_have_title("Chat with Healthwatch")
    page.evaluate("window.away = true")
    chat_house.reply(session_in(context), "For you")
    expect(page).to_have_title("(1 new) Chat with Healthwatch")
    page.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
    expect(page).to_have_title("Chat with Healthwatch")


def test_an_answer_that_takes_long_is_explained(context: BrowserContext, chat_house: Any) -> None:
    page = context.new_page()
    page.clock.install()
    page.goto("/chat/")
    say(page, "Hello")
    expect(page.get_by_text("You wrote: Hello")).to_be_visible()
    chat_house.reply(session_in(context), "Later", state="waiting")
    expect(page.locator("#typing")).to_be_visible()
    expect(page.locator("#typing-words")).to_have_text("")
    page.clock.fast_forward(3_100)
    expect(page.locator("#typing-words")).to_have_text("An answer is on its way.")
    page.clock.fast_forward(17_000)
    expect(page.get_by_text("This takes longer than it should. Your message is safe with us.")).to_be_visible()


def test_the_chat_can_be_kept_on_the_device(page: Page, context: BrowserContext, chat_house: Any) -> None:
    say(page, "Hello")
    expect(page.get_by_text("You wrote: Hello")).to_be_visible()
    page.get_by_label("Your message").fill("half a story")
    expect(page.locator("#keep")).to_be_hidden()
    chat_house.set_state(conversation="waiting")
    page.get_by_role("button", name="Keep it here for 7 days").click()
    expect(page.get_by_role("button", name="Do not keep it")).to_be_focused()
    expect(page.get_by_label("Your message")).to_have_value("half a story")
    assert context.cookies()[0]["expires"] > 0
    page.get_by_role("button", name="Do not keep it").click()
    expect(page.get_by_role("button", name="Keep it here for 7 days")).to_be_focused()
    assert context.cookies()[0]["expires"] == -1


def test_staff_and_typing_are_shown(page: Page, context: BrowserContext, chat_house: Any) -> None:
    say(page, "Hello")
    expect(page.get_by_text("You wrote: Hello")).to_be_visible()
    row = chat_house.reply(session_in(context), "Let me think", state="waiting")
    expect(page.locator("#typing")).to_be_visible()
    chat_house.set_state(outbound=row.id, conversation="staff")
    expect(page.get_by_text("Let me think")).to_be_visible()
    expect(page.locator("#typing")).to_be_hidden()
    expect(page.locator("#state")).to_have_text("You are talking to a person in our team.")


def test_a_forgotten_session_is_told_and_a_new_one_offered(page: Page, context: BrowserContext, chat_house: Any) -> None:
    say(page, "Hello")
    expect(page.get_by_text("You wrote: Hello")).to_be_visible()
    context.add_cookies([{"name": COOKIE, "value": "forged", "url": page.url, "httpOnly": True, "sameSite": "Lax"}])
    say(page, "My long tale")
    expect(page.locator("#notice")).to_contain_text("This chat has ended")
    page.get_by_role("link", name="Open the chat again").click()
    expect(page.get_by_label("Your message")).to_have_value("My long tale")
    page.get_by_label("Your message").press("Enter")
    expect(page.get_by_text("You wrote: My long tale")).to_be_visible()
    assert [event.text for event in chat_house.acceptance.events] == ["Hello", "My long tale"]
