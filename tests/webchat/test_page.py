"""The pages: what they show, what they must not show, and the headers around them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from html import unescape
from typing import Any

import pytest

from bot.information.checks import HARDEST_GRADE
from bot.information.reading_age import grade
from bot.intake.webchat import guard, page
from bot.intake.webchat.page import STATIC, VERSION, Pages, local_time
from bot.intake.webchat.transcript import ERASED
from bot.store.tables import InboundMessage, OutboundMessage, Sealed

URLS = ("/chat/", "/chat/privacy", "/chat/help")


def test_the_page_says_what_it_is(house: Any) -> None:
    text = house.browser().get("/chat/").text
    for words in ("automated assistant", "not a person", "call 999", "Leave this page now", 'role="log"', "Your message"):
        assert words in text


@pytest.mark.parametrize("url", URLS)
def test_nothing_is_fetched_from_elsewhere_and_nothing_is_inline(house: Any, url: str) -> None:
    answer = house.browser().get(url)
    assert not re.search(r'(src|action)="(?!/chat/)|<link [^>]*href="(?!/chat/)', answer.text)
    assert not re.search(r"<style|<script(?![^>]* src=)|\son\w+=|\sstyle=", answer.text)
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'self' https://www.healthwatchcambridgeshire.co.uk"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert policy["require-trusted-types-for"] == "'script'"
    assert "strict-transport-security" not in answer.headers


def test_who_came_by_https_comes_by_https_again(house: Any) -> None:
    assert "max-age=" in Pages(house.organisation, secure=True).help().headers["strict-transport-security"]


def test_a_phone_asks_for_our_files_once(house: Any) -> None:
    client = house.browser()
    text = client.get("/chat/").text
    named = set(re.findall(r'(?:src|href)="(/chat/static/[^"]+)"', text))
    assert {path.rpartition("/")[2] for path in named} == {path.name for path in STATIC.iterdir()} - {"widget.js"}
    for url in named:
        assert url.startswith(f"/chat/static/{VERSION}/")
        assert client.get(url).headers["cache-control"] == "public, max-age=31536000, immutable"
    for stale in ("/chat/static/chat.css", "/chat/static/000000000000/chat.css"):
        answer = client.get(stale)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize("path", sorted(path.name for path in STATIC.iterdir()))
def test_our_own_files_name_no_other_site(house: Any, path: str) -> None:
    answer = house.browser().get(f"/chat/static/{path}")
    assert answer.status_code == 200
    assert answer.headers["x-content-type-options"] == "nosniff"
    addresses = set(re.findall(r"https?://[^\s\"'`<]+", answer.text)) - {"http://www.w3.org/2000/svg", "https://…/chat/widget.js"}
    assert addresses == set()


def test_the_widget_may_be_loaded_by_other_sites(house: Any) -> None:
    answer = house.browser().get("/chat/widget.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


def test_what_people_write_is_shown_as_text(house: Any) -> None:
    client = house.browser()
    client.get("/chat/")
    attack = "</p><script>alert(1)</script><img src=x onerror=alert(1)> \" ' &amp;"
    client.post("/chat/messages", json={"id": "message-1", "text": attack})
    house.reply(house.session_of(client), attack, buttons=[("<b>Yes</b>", "/affirm")])
    answer = client.get("/chat/")
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text
    assert "<b>" not in answer.text
    assert answer.text.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2


def test_own_words_come_back_with_private_details_taken_out(house: Any) -> None:
    client = house.browser()
    client.get("/chat/")
    client.post("/chat/messages", json={"id": "message-1", "text": "I am Zoe"})
    assert "I am [name]" in client.get("/chat/").text
    assert "Zoe" not in client.get("/chat/").text


def test_history_gives_the_same_as_the_page(house: Any) -> None:
    client = house.browser()
    client.get("/chat/")
    client.post("/chat/messages", json={"id": "message-1", "text": "Hello"})
    reply = house.reply(house.session_of(client), "Ring 0330 355 1285", buttons=[("Yes", "/affirm")])
    house.reply(house.session_of(client), "Not out yet", state="waiting")
    found = client.get("/chat/history").json()
    assert [(line["who"], line["text"]) for line in found["lines"]] == [("you", "Hello"), ("assistant", "Ring 0330 355 1285")]
    assert found["lines"][1]["blocks"][0]["items"][0][1] == {"text": "0330 355 1285", "href": "tel:03303551285", "shown": None}
    assert (found["cursor"], found["state"]) == (str(reply.id), "bot")
    assert "/affirm" not in json.dumps(found)
    assert "/affirm" not in client.get("/chat/").text


def test_buttons_are_offered_until_they_are_answered(house: Any) -> None:
    client = house.browser()
    client.get("/chat/")
    house.reply(house.session_of(client), "May we keep it?", buttons=[("Yes", "/affirm"), ("No", "/deny")])
    page = client.get("/chat/").text
    tokens = re.findall(r'name="button" value="([^"]+)"', page)
    assert len(tokens) == 2
    assert all(len(token) <= 40 for token in tokens)
    house.clock.forward(1)
    client.post("/chat/messages", content=f"id=form-0001&button={tokens[0]}", headers={"Content-Type": "application/x-www-form-urlencoded"})
    page = client.get("/chat/").text
    assert 'name="button"' not in page
    assert re.search(r'class="line you".*?Yes</p>', page, re.DOTALL)


def test_staff_are_shown_as_people_but_not_by_number(house: Any) -> None:
    client = house.browser()
    client.get("/chat/")
    house.reply(house.session_of(client), "Hello, I am here to help.", author="staff:7")
    house.set_state(conversation="staff")
    page = client.get("/chat/").text
    assert "Healthwatch team" in page
    assert "staff:7" not in page
    assert "You are talking to a person in our team." in page


def test_a_reply_that_does_not_open_costs_the_others_nothing(house: Any) -> None:
    client = house.browser()
    client.get("/chat/")
    session_id = house.session_of(client)
    rows = [house.reply(session_id, text) for text in ("One", "Two", "Three")]
    with house.sessions() as session, session.begin():
        session.get(Sealed, rows[1].body_sealed_id).ciphertext = b"altered"
    assert [line["text"] for line in client.get("/chat/history").json()["lines"]] == ["One", "Three"]


def test_the_privacy_page_shows_confirmed_contacts_and_how_long_things_are_kept(house: Any) -> None:
    text = house.browser().get("/chat/privacy").text
    ours = house.organisation
    for words in (ours.phone, ours.email, ours.notice_version, "ico.org.uk"):
        assert words in text
    kept = text[text.index("How long we keep it") : text.index("Who sees it")]
    assert "30 days after the chat ends" in kept
    assert "Maple Centre" not in text
    assert "0635" not in text


def test_the_privacy_page_does_without_contacts(house: Any) -> None:
    bare = dataclasses.replace(house.organisation, phone=None, email=None, website=None)
    text = bytes(Pages(bare).privacy().body).decode()
    assert "Phone:" not in text
    assert "contact us" not in text


def test_an_answer_never_stands_above_its_question(house: Any) -> None:
    client = house.browser()
    client.post("/chat/messages", json={"id": "message-1", "text": "A question"})
    house.reply(house.session_of(client), "An answer")
    with house.sessions() as session, session.begin():
        asked, answered = session.query(InboundMessage).one(), session.query(OutboundMessage).one()
        answered.inbound_id, answered.sent_at = asked.id, asked.received_at - dt.timedelta(seconds=5)
    assert [line["text"] for line in client.get("/chat/history").json()["lines"]] == ["A question", "An answer"]


def test_an_erased_answer_is_not_an_empty_one(house: Any) -> None:
    client = house.browser()
    client.get("/chat/")
    house.reply(house.session_of(client), "")  # what the outbox gives for one that is no longer kept
    assert ERASED in client.get("/chat/").text


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2026-11-23T09:05:00+00:00", "9:05am"),
        ("2026-11-23T00:00:00+00:00", "12:00am"),
        ("2026-11-23T12:30:00+00:00", "12:30pm"),
        ("2026-11-22T23:59:00+00:00", "22 Nov 11:59pm"),
        ("2026-07-01T11:00:00+00:00", "1 July 12:00pm"),  # summer time
    ],
)
def test_a_time_says_the_day_when_it_is_another(house: Any, moment: str, shown: str) -> None:
    now = dt.datetime(2026, 11, 23, 14, 0, tzinfo=dt.timezone.utc)
    assert local_time(dt.datetime.fromisoformat(moment), house.organisation.timezone, now) == shown


def test_the_page_does_not_say_that_somebody_asked_for_a_person(house: Any) -> None:
    """A danger sign asks for one too, and whoever wrote it need not have."""
    client = house.browser()
    client.get("/chat/")
    house.reply(house.session_of(client), "Call 999.", author="card")
    house.set_state(conversation="waiting")
    text = client.get("/chat/").text
    assert "A person will answer here." in text
    assert "You asked" not in text


def test_the_chat_can_be_kept_only_while_a_person_is_awaited(house: Any) -> None:
    client = house.browser()
    client.get("/chat/")
    house.reply(house.session_of(client), "Hello")
    assert re.search(r'<form id="keep"[^>]* hidden>', client.get("/chat/").text)
    house.set_state(conversation="waiting")
    assert not re.search(r'<form id="keep"[^>]* hidden>', client.get("/chat/").text)


def words_of(html: str) -> list[str]:
    """The running text of a page, a block at a time."""
    blocks = re.findall(r"<(?:p|li)\b[^>]*>(.*?)</(?:p|li)>", html, re.DOTALL)
    return [re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", block))).strip() for block in blocks]


@pytest.mark.parametrize("url", URLS)
def test_the_pages_are_easy_to_read(house: Any, url: str) -> None:
    texts = [text for text in words_of(house.browser().get(url).text) if len(text.split()) >= 8]
    assert texts
    assert {text: grade(text) for text in texts if grade(text) > HARDEST_GRADE} == {}


def test_what_is_said_when_something_goes_wrong_is_easy_to_read_and_calm() -> None:
    for text in [*guard.WORDS.values(), *filter(None, page.STATES.values())]:
        assert grade(text) <= HARDEST_GRADE, text
        assert text.endswith(".")
        assert "!" not in text
