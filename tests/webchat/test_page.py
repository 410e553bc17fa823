"""The pages: what they show, what they must not show, and the headers around them."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import Any

import pytest

from bot.intake.webchat.links import parts
from bot.intake.webchat.page import STATIC, Pages, frame_ancestors
from bot.store.tables import Sealed

URLS = ("/chat/", "/chat/privacy")


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


def test_only_the_organisations_site_may_frame_the_chat(house: Any) -> None:
    cases = ((None, "'self'"), ("https://hw.example.org/path", "'self' https://hw.example.org"), ("javascript:x", "'self'"))
    for website, expected in cases:
        assert frame_ancestors(dataclasses.replace(house.organisation, website=website)) == expected


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
    assert found["lines"][1]["parts"][1] == {"text": "0330 355 1285", "href": "tel:03303551285"}
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


def test_the_privacy_page_shows_confirmed_contacts_and_promises_no_times(house: Any) -> None:
    text = house.browser().get("/chat/privacy").text
    ours = house.organisation
    for words in (ours.phone, ours.email, ours.notice_version, "ico.org.uk"):
        assert words in text
    assert " days" not in text, "nothing erases on a schedule yet, so nothing may be promised"
    assert "Maple Centre" not in text
    assert "0635" not in text


def test_the_privacy_page_does_without_contacts(house: Any) -> None:
    bare = dataclasses.replace(house.organisation, phone=None, email=None, website=None)
    text = bytes(Pages(bare).privacy().body).decode()
    assert "Phone:" not in text
    assert "contact us" not in text


@pytest.mark.parametrize(
    ("text", "pressable"),
    [
        ("Source: NHS, checked 3 May. https://www.nhs.uk/x?a=1.", ["https://www.nhs.uk/x?a=1"]),
        ("Call 999 or ring 0330 355 1285.", ["tel:999", "tel:03303551285"]),
        ("Call 116 123, free. Call 111.", ["tel:116123", "tel:111"]),
        ("In room 111 on 999 days, 07700 900123", ["tel:07700900123"]),
        ("(see https://example.org/a)", ["https://example.org/a"]),
        ("javascript:alert(1) and 2026-11-23", []),
        ("", []),
    ],
)
def test_links_and_numbers_can_be_pressed(text: str, pressable: list[str]) -> None:
    found = parts(text)
    assert "".join(part.text for part in found) == text
    assert [part.href for part in found if part.href] == pressable
