"""Every page: who may see it, how it is built, what its headers say, and how errors look."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
from typing import Any

import pytest
import structlog
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from starlette.requests import Request
from starlette.testclient import TestClient

from bot import log
from bot.desk import accounts
from bot.desk.stamp import Watch, look
from bot.desk.views import events, people
from bot.handover import service
from bot.store import alarms
from bot.store.session import transaction
from bot.store.tables import (
    Audit,
    Conversation,
    PublicPost,
)
from tests.desk.conftest import House, field_of, post

PAGES = (
    "/",
    "/conversations",
    "/conversations/C-2222-3333",
    "/replies",
    "/comments",
    "/comments?show=closed&done=opened",
    "/comments/2/answer?use=page",
    "/comments/2/private",
    "/comments/3/answer",
    "/experiences",
    "/experiences?state=draft",
    "/experiences/E-2222-3333",
    "/information",
    "/information/pages/new",
    "/information/late",
    "/announcements",
    "/announcements/new/event",
    "/announcements/new/opportunity",
    "/announcements/new/impact_story",
    "/announcements/made-up-drop-in-about-dentists",
    "/announcements/made-up-drop-in-about-dentists/people",
    "/insights",
    "/data",
    "/people",
    "/trail",
    "/me",
)
FOR_MANAGERS = ("/people", "/trail")
FOR_KEEPERS = ("/data",)
FOR_EDITORS = tuple(path for path in PAGES if path.startswith(("/announcements/", "/information/")) and not path.endswith("/people"))
NOT_FOR_EDITORS = (
    "/comments/2/answer?use=page",
    "/comments/2/private",
    "/comments/3/answer",
    "/replies",
    "/announcements/made-up-drop-in-about-dentists/people",
)


@pytest.mark.parametrize("path", [*PAGES, "/login", "/nothing-here"])
def test_a_page_has_language_title_one_heading_and_strict_headers(full: House, path: str) -> None:
    browser = full.browser() if path == "/login" else full.signed_in(role="admin")
    answer = browser.get(f"/desk{path}")
    assert answer.status_code == (404 if path == "/nothing-here" else 200), answer.text
    page = answer.text
    assert '<html lang="en-GB">' in page
    assert len(re.findall(r"<h1[ >]", page)) == 1
    title = re.search(r"<title>([^<]+)</title>", page)
    assert title
    assert title[1].endswith("Quiet Word")
    assert len(title[1]) > len("· Quiet Word") + 2
    assert "<main" in page
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids)), "an id stands once"
    # Strict policy, and a page that needs nothing it forbids.
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=", page)
    # Nothing comes from a third party. A source to be opened is a link that tells the other site nothing.
    ours = re.sub(r'<a href="https://[^"]+" target="_blank" rel="noopener noreferrer">', "", page)
    assert not re.findall(r"(?:src|href|action|hx-[a-z]+)=\"(?:https?:)?//", ours), "no third party"


def test_roles(full: House) -> None:
    for role in ("staff", "editor", "moderator", "office_manager", "safeguarding_lead"):
        browser = full.signed_in(f"{role.title()} Example", role)
        for path in PAGES:
            refused = path in FOR_MANAGERS or (path in FOR_KEEPERS and role != "office_manager")
            refused = refused or path in (NOT_FOR_EDITORS if role == "editor" else FOR_EDITORS)
            assert browser.get(f"/desk{path}").status_code == (403 if refused else 200), (role, path)
        assert "/desk/trail" not in browser.get("/desk/").text
    manager = full.signed_in("Mona Example", "manager")
    assert all(manager.get(f"/desk{path}").status_code == 200 for path in PAGES)


def test_what_people_wrote_is_escaped_everywhere(full: House) -> None:
    browser = full.signed_in()
    for path in PAGES:
        page = browser.get(f"/desk{path}").text
        assert "<i>my" not in page
        assert "<b>waited" not in page
    assert "&lt;b&gt;waited&lt;/b&gt;" in browser.get("/desk/experiences/E-2222-3333").text


def test_queue_lists_danger_first_with_words(full: House) -> None:
    full.now += dt.timedelta(minutes=-90)
    full.conversation("C-4444-5555")
    full.ask_for_person("C-4444-5555")
    full.now += dt.timedelta(minutes=90)
    page = full.signed_in().get("/desk/").text
    assert page.index("Showed a danger sign: domestic abuse") < page.index("Asked to speak to a person")
    assert ">1 hour</time>" in page
    assert "Messenger" in page
    assert "Nobody has it yet" in page


def test_queue_fragment_is_sent_only_when_changed(full: House) -> None:
    browser = full.signed_in()
    address = browser.get("/desk/").text.split('id="queue" hx-get="')[1].split('"')[0]
    assert browser.get(address).status_code == 204
    full.conversation("C-4444-5555")
    full.ask_for_person("C-4444-5555")
    assert "C-4444-5555" in browser.get(address).text


def test_what_is_broken_stands_above_every_page(full: House, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = full.signed_in(role="admin")
    assert "is not working" not in browser.get("/desk/").text
    with transaction(full.sessions) as session:
        alarms.sound(session, "messenger_stopped", "Messenger: the Page's access token is no longer valid.", full.now)
    monkeypatch.setattr(Watch, "look", lambda watch: look(full.sessions()))
    for path in PAGES:
        assert "access token is no longer valid" in browser.get(f"/desk{path}").text
    banner = browser.get("/desk/alarms").text
    mark = re.search(r"shown=(\w+)", banner)
    assert mark
    assert "access token is no longer valid" in banner
    assert browser.get(f"/desk/alarms?shown={mark[1]}").status_code == 204


def test_the_queue_says_why_a_reply_did_not_go(full: House) -> None:
    with transaction(full.sessions) as session:
        conversation = session.get(Conversation, 1)
        service.request(
            session, conversation, "undelivered", organisation=full.organisation, now=full.now, priority=101,
            detail="the 24 hours in which we may answer are over",
        )  # fmt: skip
    assert "A reply could not be delivered. The 24 hours in which we may answer are over" in full.signed_in().get("/desk/").text


def test_the_newest_consent_is_in_force(full: House) -> None:
    page = full.signed_in().get("/desk/experiences/E-2222-3333").text
    assert re.search(r"<strong>No</strong> Quote it word for word", page)
    assert re.search(r"<strong>Not asked</strong> Share it", page)


def test_contact_details_only_by_reason_and_role(full: House) -> None:
    staff, editor = full.signed_in(), full.signed_in("Ede Example", "editor")
    assert "07700" not in staff.get("/desk/experiences/E-2222-3333").text
    answer = post(staff, "/desk/originals/contact/1", reason="asked to be rung", htmx="yes")
    assert "07700 900456" in answer.text
    assert "does not see contact details" in editor.get("/desk/experiences/E-2222-3333").text


def test_an_article_is_overdue_from_the_day_after_its_date(full: House) -> None:
    page = full.signed_in().get("/desk/information").text
    assert page.count(">Overdue<") == 1
    assert page.index("late page") < page.index("Overdue") < page.index("fresh page")


def test_small_counts_are_held_back(full: House) -> None:
    page = full.signed_in().get("/desk/insights").text
    assert "fewer than 5" in page
    assert "23 November 2026" in page


def test_a_comment_that_points_at_somebody_says_what_adds_up(full: House) -> None:
    browser = full.signed_in()
    assert "Could someone be known" not in browser.get("/desk/comments").text
    with transaction(full.sessions) as session:
        session.execute(
            select(PublicPost).where(PublicPost.item_id == "c1")
        ).scalar_one().text_redacted = "[name] is the vicar of Manea and was on Rose ward"
    page = browser.get("/desk/comments").text
    assert "5 of 10" in page
    assert "<mark>Manea</mark>" in page
    assert "do not repeat these words" in page


def test_accounts_at_the_desk(full: House) -> None:
    admin, manager = full.signed_in("Ada Example", "admin"), full.signed_in("Mona Example", "manager")
    new = {"email": "new@example.org", "name": "New Example", "role": "staff"}
    made = post(manager, "/desk/people", "/desk/people", **new)
    link = re.search(r'value="http://testserver(/desk/welcome/[^"]+)"', made.text)
    assert link
    assert full.browser().get(link[1]).status_code == 200
    again = post(manager, "/desk/people", "/desk/people", **new)
    assert again.status_code == 422
    assert "already" in again.text
    assert post(manager, "/desk/people", "/desk/people", **{**new, "email": "boss@example.org", "role": "admin"}).status_code == 403
    assert post(manager, "/desk/people/1/link", "/desk/people").status_code == 403, "no way into an admin's account"
    assert post(admin, "/desk/people/1/switch", "/desk/people").status_code == 409
    assert post(admin, "/desk/people/2/switch", "/desk/people").status_code == 303
    assert manager.get("/desk/").status_code == 303
    assert post(admin, "/desk/people/2/switch", "/desk/people").status_code == 303
    assert full.account(2).active
    assert {row.act for row in full.audit("staff.off") + full.audit("staff.on")} == {"staff.off", "staff.on"}


def test_the_trail_names_people_and_references(full: House) -> None:
    manager = full.signed_in("Mona Example", "manager")
    post(manager, "/desk/conversations/C-2222-3333/take")
    page = manager.get("/desk/trail").text
    assert "Handover: take" in page
    assert "Mona Example" in page
    assert "/desk/conversations/C-2222-3333" in page


def test_a_failure_shows_and_logs_no_detail(full: House, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = full.signed_in()

    def fail(*_: Any, **__: Any) -> None:
        raise OperationalError("SELECT secret words", {}, Exception("secret words"))

    monkeypatch.setattr("bot.desk.views.waiting.queue.waiting", fail)
    full.app.routes[0].app.state.desk.watch._every = 60.0  # type: ignore[attr-defined]
    with structlog.testing.capture_logs() as lines:
        answer = browser.get("/desk/")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    (line,) = lines
    # The exception goes under the name that bot.log reduces to its type and place.
    assert "secret" not in str(log._type_of_exception_only(None, "", line))
    assert line["view"] == "queue_page"


@pytest.mark.parametrize(
    "path", ["/conversations/C-0000-0000", "/experiences/x", "/comments/x/undo", "/../etc/passwd", "/static/nothing.js"]
)
def test_what_is_not_there_is_not_found(full: House, path: str) -> None:
    answer = full.signed_in().get(f"/desk{path}")
    assert answer.status_code in (404, 405)
    assert "Traceback" not in answer.text


def test_our_files_may_be_kept_and_are_ours(house: House) -> None:
    browser = house.browser()
    for name in ("desk.css", "desk.js", "icon.svg", "vendor/htmx.min.js"):
        answer = browser.get(f"/desk/static/{name}")
        assert answer.status_code == 200, name
        assert "immutable" in answer.headers["cache-control"], name


class TestEvents:
    """The stream: who gets it, the first event, an event at a change, and its end."""

    def request(self, house: House, browser: TestClient) -> Request:
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies.jar)
        desk = house.app.routes[0].app  # type: ignore[attr-defined]
        return Request({"type": "http", "method": "GET", "path": "/events", "headers": [(b"cookie", cookies.encode())], "app": desk})

    def collect(self, house: House, browser: TestClient, act: Any, count: int, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
        monkeypatch.setattr(events, "LOOK_EVERY_SECONDS", 0.0)
        monkeypatch.setattr(events, "RECHECK_EVERY", 2)
        request = self.request(house, browser)

        async def run() -> list[Any]:
            seen: list[Any] = []
            async for event in events._changes(request.app.state.desk, request):
                seen.append(event)
                if len(seen) == count:
                    break
                await asyncio.to_thread(act)
            return seen

        return asyncio.run(asyncio.wait_for(run(), 20))

    def test_only_for_the_signed_in(self, house: House) -> None:
        assert house.browser().get("/desk/events").status_code == 204

    def test_a_change_is_told_without_words(self, full: House, monkeypatch: pytest.MonkeyPatch) -> None:
        browser = full.signed_in()
        first, second = self.collect(full, browser, lambda: full.say("C-2222-3333", "secret words"), 2, monkeypatch)
        assert first.event == second.event == "change"
        assert first.data != second.data
        assert set(json.loads(second.data)) == {"stamp", "waiting", "danger", "comments", "comments_danger", "interests"}
        assert json.loads(first.data)["danger"] == 1

    def test_a_delivery_is_a_change(self, full: House, monkeypatch: pytest.MonkeyPatch) -> None:
        browser = full.signed_in()
        number = full.say("C-2222-3333", "words", state="sent")

        def delivered() -> None:
            from bot.store.tables import OutboundMessage

            with transaction(full.sessions) as session:
                session.get(OutboundMessage, number).state = "delivered"

        assert len(self.collect(full, browser, delivered, 2, monkeypatch)) == 2

    def test_it_ends_when_the_session_does(self, full: House, monkeypatch: pytest.MonkeyPatch) -> None:
        browser = full.signed_in()

        def time_passes() -> None:
            full.now += dt.timedelta(hours=2)

        assert [event.event for event in self.collect(full, browser, time_passes, 5, monkeypatch)] == ["change", "bye"]


def test_no_page_writes_who_looked_but_acts_are_recorded(full: House) -> None:
    browser = full.signed_in()
    with full.sessions() as session:
        before = session.query(Audit).count()
    for path in PAGES:
        if path not in NOT_FOR_EDITORS:  # what people need to take part tells of their health: who reads that list is on record
            browser.get(f"/desk{path}")
    with full.sessions() as session:
        assert session.query(Audit).count() == before
    assert field_of(browser.get("/desk/").text, "csrf")


def test_whoever_makes_an_account_reads_what_each_role_may_do(full: House) -> None:
    page = full.signed_in("Mona Example", "manager").get("/desk/people").text
    assert all(words in page for words in people.CAN.values())
    assert set(people.CAN) == set(accounts.ROLES)


def test_a_page_says_what_was_done_in_our_words_only(full: House) -> None:
    browser = full.signed_in()
    answer = post(browser, "/desk/comments/1/close", "/desk/comments")
    assert "You find it under Closed" in browser.get(answer.headers["location"]).text
    assert 'class="done"' not in browser.get("/desk/comments").text
    assert "circus" not in browser.get("/desk/comments?done=circus").text
