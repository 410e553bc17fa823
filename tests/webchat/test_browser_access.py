"""Web chat for everybody: keyboard, screen reader, small screens, zoom, own colours, little movement, large fingers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.intake.webchat.page import STATIC
from tests.webchat.conftest import missing
from tests.webchat.house import lines, say, session_in

AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def check(page: Page) -> None:
    """Runs axe from outside of the page's own policy, and reads out what it found."""
    if not AXE.exists():
        missing("tests/vendor/axe.min.js")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []


def full_conversation(page: Page, house: Any) -> None:
    """Everything a conversation can hold, on the screen at once."""
    say(page, "A story")
    expect(page.get_by_role("button", name="Yes", exact=True)).to_be_visible()
    session_id = session_in(page.context)
    house.reply(session_id, "If you are in danger, call 999. https://example.org/help", author="card")
    house.reply(session_id, "I am a person.", author="staff:1")
    house.set_state(conversation="waiting")
    expect(page.get_by_text("I am a person.")).to_be_visible()
    expect(page.locator("#keep")).to_be_visible()
    house.reply(session_id, "Soon", state="waiting")
    expect(page.locator("#typing")).to_be_visible()


@pytest.mark.parametrize("colours", [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}], ids=str)
def test_axe_finds_nothing(page: Page, chat_house: Any, colours: Any) -> None:
    page.emulate_media(reduced_motion="reduce", **colours)
    check(page)
    full_conversation(page, chat_house)
    page.get_by_label("Your message").fill("x" * 4001)
    page.get_by_label("Your message").press("Enter")
    expect(page.locator("#notice")).to_be_visible()
    expect(page.locator("#count")).to_be_visible()
    chat_house.acceptance.away = True
    say(page, "Not now")
    expect(page.get_by_role("button", name="Try now")).to_be_visible()
    check(page)


def test_axe_finds_nothing_on_the_other_pages(page: Page, chat_house: Any) -> None:
    for url in ("/chat/privacy", "/chat/help"):
        page.goto(url)
        check(page)
    page.goto("/chat/")
    chat_house.chat._reads._burst = 0  # nobody may look any more
    chat_house.chat._reads._levels.clear()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sorry, that did not work")
    check(page)


def test_the_keyboard_is_enough(page: Page, chat_house: Any) -> None:
    names = []
    for _ in range(12):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id"))
    assert names[:2] == ["Skip to the message box", "Leave this page now"]
    assert {"How we look after what you write", "Help with this chat", "I want to share an experience", "message", "Send"} <= set(names)
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    box = page.get_by_label("Your message")
    expect(box).to_be_focused()
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


def test_whoever_presses_send_goes_on_writing(page: Page) -> None:
    page.get_by_label("Your message").fill("Hello")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("You wrote: Hello")).to_be_visible()
    expect(page.get_by_label("Your message")).to_be_focused()


def test_nothing_that_has_the_focus_is_hidden_behind_the_bars(page: Page, chat_house: Any) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for number in range(12):
        chat_house.reply(session_in(page.context), f"{number}. " + "Some words of help. " * 6 + "https://example.org/help")
    expect(page.locator(".line")).to_have_count(12)
    page.evaluate("scrollTo(0, 0)")
    seen = 0
    for _ in range(30):
        page.keyboard.press("Tab")
        name, covered = page.evaluate(
            """() => {
                const one = document.activeElement, box = one.getClientRects()[0];
                const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                return [one.outerHTML.slice(0, 80), !(at && (one.contains(at) || at.contains(one)))];
            }"""
        )
        assert not covered, name
        seen += "example.org" in name
        if 'class="send"' in name:
            break
    assert seen == 12


def accessible(page: Page) -> list[dict[str, Any]]:
    """Landmarks, live regions and articles as assistive technology gets them."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return [
        {"role": node["role"]["value"], **{each["name"]: each["value"].get("value") for each in node.get("properties", [])}}
        for node in tree
        if not node.get("ignored") and node["role"]["value"] in ("article", "log", "main", "banner", "region", "status", "alert")
    ]


def test_a_screen_reader_hears_others_once_and_not_its_own_words(page: Page, chat_house: Any, server: Any) -> None:
    page.evaluate(
        """() => {
            window.heard = [];
            new MutationObserver(changes => {
                for (const {addedNodes} of changes) for (const node of addedNodes)
                    if (node.nodeType === 1 && !node.closest("[aria-live=off]")) window.heard.push(node.innerText);
            }).observe(document.getElementById("log"), {childList: true, subtree: true});
        }"""
    )
    say(page, "Hello")
    expect(page.get_by_text("You wrote: Hello")).to_be_visible()
    server.stop()
    chat_house.reply(session_in(page.context), "Written while you were away")
    server.start()
    expect(page.get_by_text("Written while you were away")).to_be_visible()
    heard = page.evaluate("window.heard.map(text => text.replace(/\\s+/g, ' '))")
    assert [re.sub(r"\d+:\d\d[ap]m", "TIME", text) for text in heard] == [
        "Assistant TIME You wrote: Hello",
        "Assistant TIME Written while you were away",
    ]
    nodes = accessible(page)
    assert {"main", "banner", "region"} <= {node["role"] for node in nodes}
    (log,) = (node for node in nodes if node["role"] == "log")
    assert (log["live"], log["relevant"]) == ("polite", "additions")
    assert len([node for node in nodes if node["role"] == "article"]) == 3
    assert page.evaluate("[...document.querySelectorAll('#log article')].map(each => each.getAttribute('aria-live'))") == [
        "off",
        None,
        None,
    ]


def test_a_phone_is_not_covered_by_its_keyboard_when_a_choice_is_pressed(chromium: Browser, server: Any, chat_house: Any) -> None:
    context = chromium.new_context(base_url=server.url, viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto("/chat/")
    page.get_by_role("button", name="I want to share an experience").tap()
    expect(page.get_by_text("You wrote: I want to share an experience")).to_be_visible()
    expect(page.locator(".line.you")).to_be_focused()
    expect(page.locator("#keys")).to_be_hidden()
    # On a touch keyboard Enter begins a new line.
    page.get_by_label("Your message").fill("One")
    page.get_by_label("Your message").press("Enter")
    page.get_by_label("Your message").press_sequentially("Two")
    page.get_by_role("button", name="Send").tap()
    expect(page.get_by_text("You wrote: One Two")).to_be_visible()
    assert chat_house.acceptance.events[-1].text == "One\nTwo"
    context.close()


SPACING = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }
"""


@pytest.mark.parametrize("spaced", [False, True], ids=["", "spaced"])
@pytest.mark.parametrize(("width", "height"), [(320, 640), (320, 256), (1280, 800)])
def test_it_fits_the_screen(page: Page, context: BrowserContext, chat_house: Any, width: int, height: int, spaced: bool) -> None:
    page.set_viewport_size({"width": width, "height": height})
    say(page, "A story of " + "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch" * 3)
    expect(page.get_by_role("button", name="Yes", exact=True)).to_be_visible()
    chat_house.reply(
        session_in(context),
        "https://" + "long" * 12 + ".example.org/" + "long" * 60,
        buttons=[("Unbreakable" * 7, "/affirm"), ("No", "/deny")],
    )
    expect(page.get_by_role("link", name=re.compile("example.org"))).to_be_visible()
    for url in (None, "/chat/privacy", "/chat/help"):
        if url:
            page.goto(url)
        if spaced:
            page.evaluate(
                "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }", SPACING
            )
        assert page.evaluate("document.documentElement.scrollWidth") == width
        cut = "e => !e.closest('.away, .skip') && (e.scrollWidth > e.clientWidth + 1) && getComputedStyle(e).display !== 'inline'"
        assert page.evaluate(f"[...document.body.querySelectorAll('*')].filter({cut}).map(e => e.outerHTML.slice(0, 90))") == []
        leave = page.get_by_role("button", name="Leave this page now").bounding_box()
        assert leave
        assert leave["x"] + leave["width"] <= width
        assert leave["height"] >= 44


def test_everything_to_press_has_room_for_a_finger(page: Page, chat_house: Any) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    full_conversation(page, chat_house)
    page.evaluate("document.querySelectorAll('[hidden]').forEach(each => each.hidden = false)")
    sizes = page.evaluate(
        """[...document.querySelectorAll('button, textarea, .small a')]
            .map(each => [each.outerHTML.slice(0, 60), each.getClientRects()[0]])
            .filter(([, box]) => box)
            .map(([name, box]) => [name, Math.round(box.width), Math.round(box.height)])"""
    )
    assert len(sizes) >= 8
    assert [each for each in sizes if each[1] < 24 or each[2] < 24] == []


def test_nothing_moves_for_whoever_wants_it_still(page: Page, chat_house: Any) -> None:
    moving = "document.getAnimations().length"
    page.emulate_media(reduced_motion="reduce")
    full_conversation(page, chat_house)
    assert page.evaluate(moving) == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) == 3


def test_right_to_left_words_stand_to_the_right(page: Page) -> None:
    say(page, "مرحبا، أحتاج إلى مساعدة")
    expect(page.locator(".assistant .words")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.you .words')).direction") == "rtl"
    say(page, "Hello")
    expect(page.locator(".you")).to_have_count(2)
    assert page.evaluate("getComputedStyle([...document.querySelectorAll('.you .words')].at(-1)).direction") == "ltr"
    assert lines(page)[0] == "مرحبا، أحتاج إلى مساعدة"


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of ``#rrggbb``."""
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_edges_and_signs_stand_out() -> None:
    """What axe does not measure: 3:1 for the edges of what can be pressed or written in (WCAG 1.4.11)."""
    css = (STATIC / "base.css").read_text(encoding="utf-8")
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2])
    pairs = [
        ("edge", "card"), ("edge", "paper"), ("accent", "card"), ("accent", "paper"), ("leave", "card"),
        ("focus", "paper"), ("focus", "card"), ("warn-edge", "warn"), ("person-edge", "person"), ("person-edge", "card"),
    ]  # fmt: skip
    for name, colours in (("light", light), ("dark", dark)):
        for one, other in pairs:
            bright, dim = sorted((luminance(colours[one]), luminance(colours[other])), reverse=True)
            assert (bright + 0.05) / (dim + 0.05) >= 3, (name, one, other)
