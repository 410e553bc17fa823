"""Web chat in a panel on another site's page: launcher, cookies of a frame, who may frame it, the way out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bot.intake.webchat.page import LEAVE_TO
from tests.webchat.house import answer

HOST_PAGE = (
    '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Our site</title>'
    "<style>button, iframe {{ display: none !important; color: red !important }}</style>"
    '<main><h1>Our site</h1></main><script src="{url}/chat/widget.js" {more}></script>'
    '<script src="{url}/chat/widget.js"></script>'
)


def site_routes(policy: str | None = None) -> Starlette:
    """A site of somebody else: ``/site?ADDRESS`` is a page with the launcher of that address."""

    def site(request: Request) -> HTMLResponse:
        address, _, more = unquote(request.url.query).partition("|")
        page = HTMLResponse(HOST_PAGE.format(url=address, more=more))
        if policy:
            page.headers["Content-Security-Policy"] = policy.format(url=address)
        return page

    return Starlette(routes=[Route("/site", site)])


@pytest.fixture
def elsewhere(serve: Callable[..., Any]) -> str:
    """Another site: to a browser, localhost and 127.0.0.1 are two."""
    return f"http://localhost:{serve(SimpleNamespace(app=site_routes())).port}"


def opened(page: Page, name: str = "Chat with us") -> FrameLocator:
    """Presses the launcher; gives the panel's page."""
    page.get_by_role("button", name=name).click()
    return page.frame_locator("iframe")


def say(frame: FrameLocator, text: str) -> None:
    expect(frame.locator("#look")).to_be_hidden()  # by the script: before it runs, Enter is only a new line
    frame.get_by_label("Your message").fill(text)
    frame.get_by_label("Your message").press("Enter")


def test_the_launcher_opens_the_chat_on_our_own_site(context: BrowserContext, server: Any, chat_house: Any) -> None:
    context.route(
        f"{server.url}/site", lambda route: route.fulfill(content_type="text/html", body=HOST_PAGE.format(url=server.url, more=""))
    )
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/site")
    button = page.get_by_role("button", name="Chat with us")
    expect(button).to_be_visible()  # whatever the page's own styles want
    assert asked == [f"{server.url}/site", f"{server.url}/chat/widget.js"], "nothing more is fetched before it is pressed"
    frame = opened(page)
    say(frame, "Hello")
    expect(frame.get_by_text("You wrote: Hello")).to_be_visible()
    close = page.get_by_role("button", name="Close the chat")
    expect(close).to_have_attribute("aria-expanded", "true")
    close.click()
    expect(page.locator("iframe")).to_be_hidden()
    expect(button).to_be_focused()
    (cookie,) = context.cookies()
    chat_house.reply(str(cookie["value"]).split(".")[0], "For you")
    page.get_by_role("button", name="Chat with us (1 new)").click()
    expect(frame.get_by_text("For you")).to_be_visible()
    page.get_by_role("heading").click()
    page.keyboard.press("Escape")
    expect(page.locator("iframe")).to_be_hidden()
    opened(page).get_by_role("button", name="Leave this page now").click()
    page.wait_for_url(LEAVE_TO)


@pytest.mark.parametrize(("width", "height"), [(360, 640), (320, 256), (1280, 400)])
def test_on_a_small_screen_the_chat_has_a_page_of_its_own(
    context: BrowserContext, elsewhere: str, server: Any, width: int, height: int
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{elsewhere}/site?{server.url}")
    button = page.get_by_role("button", name="Chat with us")
    assert button.get_attribute("aria-expanded") is None
    button.click()
    page.wait_for_url(f"{server.url}/chat/")


def test_the_site_chooses_words_and_corner(context: BrowserContext, elsewhere: str, server: Any) -> None:
    page = context.new_page()
    page.goto(f'{elsewhere}/site?{server.url}|data-label="<b>Ask us</b>" data-side="left"')
    button = page.get_by_role("button", name="<b>Ask us</b>")
    box = button.bounding_box()
    assert box
    assert box["x"] == 16
    assert button.inner_html() == "&lt;b&gt;Ask us&lt;/b&gt;"


def test_a_strict_policy_of_the_site_needs_our_address_and_nothing_inline(
    context: BrowserContext, server: Any, serve: Callable[..., Any]
) -> None:
    strict = "default-src 'none'; script-src {url}; frame-src {url}"
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if "widget" in message.location["url"] else None)
    page.goto(f"http://localhost:{serve(SimpleNamespace(app=site_routes(strict))).port}/site?{server.url}")
    box = page.get_by_role("button", name="Chat with us").bounding_box()
    assert box
    assert box["y"] + box["height"] == 768 - 16, "its own styles apply"
    assert problems == []


def test_a_frame_that_gets_no_cookie_offers_a_window_of_its_own(
    context: BrowserContext, elsewhere: str, make_house: Callable[..., Any], serve: Callable[..., Any]
) -> None:
    chat = serve(make_house(website=elsewhere))
    page = context.new_page()
    page.goto(f"{elsewhere}/site?{chat.url}")
    frame = opened(page)
    expect(frame.get_by_role("link", name="Open the chat in its own window")).to_be_visible()
    expect(frame.get_by_label("Your message")).to_be_hidden()


def test_another_site_may_not_frame_the_chat(context: BrowserContext, elsewhere: str, server: Any) -> None:
    page = context.new_page()
    page.goto(f"{elsewhere}/site?{server.url}")
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.get_by_role("button", name="Chat with us").click()
    assert page.frame_locator("iframe").locator("#message").count() == 0


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate that nobody vouches for, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.timezone.utc)
    made = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number(), now - dt.timedelta(days=1), now + dt.timedelta(days=1)
        )
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize("switches", [(), ("--test-third-party-cookie-phaseout",)], ids=["today", "without third-party cookies"])
def test_in_a_frame_of_another_site_the_chat_remembers_within_that_site_only(
    launch: Callable[..., Any], switches: tuple[str, ...], certificate: Path, make_house: Callable[..., Any], serve: Callable[..., Any]
) -> None:
    site = serve(SimpleNamespace(app=site_routes()), certificate)
    elsewhere = f"https://localhost:{site.port}"
    house = make_house(real_time=True, website=elsewhere, PUBLIC_URL="https://chat.example.org")
    house.acceptance.answer = answer
    chat = serve(house, certificate)
    context = launch(*switches).new_context(ignore_https_errors=True, viewport={"width": 1024, "height": 768})
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(f"{elsewhere}/site?{chat.url}")
    frame = opened(page)
    say(frame, "Hello from a frame")
    expect(frame.get_by_text("You wrote: Hello from a frame")).to_be_visible()
    page.reload()
    expect(opened(page).get_by_text("You wrote: Hello from a frame")).to_be_visible()
    # The same browser in a window of the chat's own is somebody else: nothing follows a person from site to site.
    window = context.new_page()
    window.goto(f"{chat.url}/chat/")
    expect(window.get_by_label("Your message")).to_be_visible()
    assert "Hello from a frame" not in window.content()
    (framed,) = (cookie for cookie in context.cookies() if "framed" in cookie["name"])
    assert (framed["secure"], framed["httpOnly"], framed["sameSite"]) == (True, True, "None")
    context.route(LEAVE_TO, lambda route: route.fulfill(content_type="text/html", body="<title>Weather</title>"))
    page.frame_locator("iframe").get_by_role("button", name="Leave this page now").click()
    expect(page).to_have_title("Weather")
    expect(page).to_have_url(LEAVE_TO)
    for _ in range(200):
        if not [cookie for cookie in context.cookies() if "framed" in cookie["name"]]:
            break
        page.wait_for_timeout(50)
    page.goto(f"{elsewhere}/site?{chat.url}")
    expect(opened(page).get_by_label("Your message")).to_be_visible()
    assert page.frame_locator("iframe").locator(".line").count() == 0
    context.close()


def test_under_the_sites_own_domain_panel_and_window_are_one_chat(
    launch: Callable[..., Any], certificate: Path, make_house: Callable[..., Any], serve: Callable[..., Any]
) -> None:
    elsewhere = f"https://localhost:{serve(SimpleNamespace(app=site_routes()), certificate).port}"
    house = make_house(real_time=True, website=elsewhere, PUBLIC_URL="https://chat.example.org")
    house.acceptance.answer = answer
    chat = f"https://localhost:{serve(house, certificate).port}"  # one site with the other: a port does not part them
    context = launch("--test-third-party-cookie-phaseout").new_context(ignore_https_errors=True, viewport={"width": 1024, "height": 768})
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(f"{elsewhere}/site?{chat}")
    frame = opened(page)
    say(frame, "Hello from a panel")
    expect(frame.get_by_text("You wrote: Hello from a panel")).to_be_visible()
    window = context.new_page()
    window.goto(f"{chat}/chat/")
    expect(window.get_by_text("You wrote: Hello from a panel")).to_be_visible()
    context.close()
