"""Colleagues on the same conversation: who else is here, and the second look before a reply that crosses another."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from bot.desk.views import events
from bot.handover import presence
from bot.store.session import transaction
from bot.store.tables import InboundMessage, Presence
from tests.desk.chromium import OpenDesk, violations
from tests.desk.conftest import House, field_of, post
from tests.desk.test_conversation import reply, words

PAGE = "/desk/conversations/C-2222-3333"
KEY = "one-open-page"


def doing(browser: TestClient, what: str, key: str = KEY, **more: str) -> Any:
    more.setdefault("csrf", field_of(browser.get(PAGE).text, "csrf"))
    return browser.post(f"{PAGE}/here", data={"page": key, "doing": what, **more}, headers={"HX-Request": "true"})


def listen(house: House, browser: TestClient, act: Callable[[], object], count: int, key: str = KEY) -> list[Any]:
    """The first ``count`` events of the stream of an open page, ``act`` done after each."""
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    query = f"conversation=C-2222-3333&page={key}".encode()
    desk = house.app.routes[0].app  # type: ignore[attr-defined]
    request = Request(
        {"type": "http", "method": "GET", "path": "/events", "query_string": query, "headers": [(b"cookie", cookies.encode())], "app": desk}
    )

    async def run() -> list[Any]:
        seen: list[Any] = []
        stream = events._changes(desk.state.desk, request, events._open_page(desk.state.desk, request))
        async for event in stream:
            seen.append(event)
            if len(seen) == count:
                break
            await asyncio.to_thread(act)
        return seen

    return asyncio.run(asyncio.wait_for(run(), 20))


def said(found: list[Any]) -> list[str]:
    return [json.loads(event.data)["words"] for event in found if event.event == "here"]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "LOOK_EVERY_SECONDS", 0.0)


@pytest.mark.usefixtures("quick")
def test_an_open_page_counts_as_being_there_until_a_minute_after_its_stream_ends(house: House) -> None:
    house.conversation()
    anna, ben = house.signed_in(), house.signed_in("Ben Example")
    assert said(listen(house, anna, lambda: None, 2)) == [""], "alone"
    assert "Anna Example is reading this too." in ben.get(PAGE).text
    assert "reading this too" not in anna.get(PAGE).text
    house.now += presence.STAYS
    assert "reading this too" not in ben.get(PAGE).text
    doing(ben, "reading")
    with house.sessions() as session:
        assert [row.staff_id for row in session.query(Presence)] == [2], "nothing of Anna's visit is left"


@pytest.mark.usefixtures("quick")
def test_the_stream_says_so_as_it_changes(house: House) -> None:
    house.conversation()
    anna, ben = house.signed_in(), house.signed_in("Ben Example")
    steps = iter(
        (
            lambda: None,
            lambda: doing(ben, "writing", "bens-page"),
            lambda: doing(ben, "reading", "bens-page"),
            lambda: doing(ben, "gone", "bens-page"),
            lambda: None,
        )
    )
    found = listen(house, anna, lambda: next(steps)(), 5)
    assert said(found) == ["", "Ben Example is writing a reply.", "Ben Example is reading this too.", ""]
    assert [event.event for event in found].count("change") == 1, "no page looks for other news because of it"


def test_only_what_a_page_can_say_is_taken(house: House) -> None:
    house.conversation()
    browser = house.signed_in()
    assert doing(browser, "writing").status_code == 204
    assert doing(browser, "dancing").status_code == 400
    assert doing(browser, "reading", "<b>").status_code == 400
    assert doing(browser, "reading", csrf="another").status_code == 403
    assert house.browser().post(f"{PAGE}/here", data={"page": KEY, "doing": "reading"}).status_code == 401
    with house.sessions() as session:
        assert [(row.staff_id, row.writing) for row in session.query(Presence)] == [(1, True)]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("query", [b"", b"conversation=C-9999-9999&page=one-open-page", b"conversation=C-2222-3333&page=x"])
def test_a_page_without_a_conversation_only_listens(house: House, query: bytes) -> None:
    house.conversation()
    cookies = "; ".join(f"{name}={value}" for name, value in house.signed_in().cookies.items()).encode()
    desk = house.app.routes[0].app  # type: ignore[attr-defined]
    scope = {"type": "http", "method": "GET", "path": "/events", "query_string": query, "headers": [(b"cookie", cookies)], "app": desk}
    assert events._open_page(desk.state.desk, Request(scope)) is None


class TestASecondLook:
    """A colleague has replied since the page was opened."""

    def opened(self, browser: TestClient) -> dict[str, str]:
        page = browser.get(PAGE).text
        return {name: field_of(page, name) for name in ("seen", "nonce")}

    @pytest.mark.parametrize("htmx", ["", "yes"])
    def test_it_is_asked_once_and_then_goes(self, house: House, htmx: str) -> None:
        house.conversation()
        anna, ben = house.signed_in(), house.signed_in("Ben Example")
        form = self.opened(ben)
        reply(house, anna, "Anna's words")
        post(anna, f"{PAGE}/queue", PAGE)  # so that nobody has it: only the crossing is asked about
        asked = reply(house, ben, "Ben's words", htmx=htmx, **form)
        assert asked.status_code == 409  # type: ignore[attr-defined]
        for part in ("Anna Example</strong> has replied since you opened this page", "Ben&#39;s words", "Send all the same"):
            assert part in asked.text  # type: ignore[attr-defined]
        assert words(house) == ["Anna's words"]
        again = {name: field_of(asked.text, name) for name in ("seen", "nonce")}  # type: ignore[attr-defined]
        assert reply(house, ben, "Ben's words", **again).status_code == 303  # type: ignore[attr-defined]
        assert words(house) == ["Anna's words", "Ben's words"]

    def test_agreeing_to_take_over_does_not_hide_what_was_said_meanwhile(self, house: House) -> None:
        house.conversation()
        anna, ben = house.signed_in(), house.signed_in("Ben Example")
        form = self.opened(ben)
        reply(house, anna, "first")
        asked = reply(house, ben, "Ben's words", **form).text  # type: ignore[attr-defined]
        assert "has replied since you opened" in asked
        assert "If you send, it becomes yours" in asked
        reply(house, anna, "second")
        form = {name: field_of(asked, name) for name in ("seen", "nonce")} | {"take_over": "1"}
        once_more = reply(house, ben, "Ben's words", **form)
        assert once_more.status_code == 409  # type: ignore[attr-defined]
        assert "has replied since you opened" in once_more.text  # type: ignore[attr-defined]
        assert words(house) == ["first", "second"]

    def test_ones_own_replies_and_the_assistants_do_not_ask(self, house: House) -> None:
        house.conversation()
        browser = house.signed_in()
        form = self.opened(browser)
        reply(house, browser, "from another tab of mine")
        house.say("C-2222-3333", "the assistant")
        assert reply(house, browser, "and this", **form).status_code == 303  # type: ignore[attr-defined]

    def test_a_saved_reply_put_in_meanwhile_hides_nothing(self, house: House) -> None:
        house.conversation()
        anna, ben = house.signed_in(), house.signed_in("Ben Example")
        post(anna, "/desk/replies", "/desk/replies", title="PALS", text="Ask PALS")
        form = self.opened(ben)
        reply(house, anna, "Anna's words")
        post(anna, f"{PAGE}/queue", PAGE)
        filled = post(ben, f"{PAGE}/draft", PAGE, text="", saved="1", htmx="yes", **form).text
        assert field_of(filled, "seen") == form["seen"]

    def test_an_answer_in_the_platforms_own_inbox_counts(self, house: House) -> None:
        number = house.conversation()
        browser = house.signed_in()
        form = self.opened(browser)
        with transaction(house.sessions) as session:
            session.add(
                InboundMessage(
                    conversation_id=number, channel="messenger", account="1000", provider_id="e1", kind="staff_elsewhere", state="done",
                    occurred_at=house.now, received_at=house.now,
                )
            )  # fmt: skip
        asked = reply(house, browser, "words", **form)
        assert asked.status_code == 409  # type: ignore[attr-defined]
        assert "own inbox,</strong> has replied" in asked.text.replace("&#39;", "'")  # type: ignore[attr-defined]

    @pytest.mark.parametrize("seen", ["", "x", "1", "1.x", "9" * 30 + ".0"])
    def test_a_mark_that_is_none_of_ours_asks_nothing(self, house: House, seen: str) -> None:
        house.conversation()
        anna, ben = house.signed_in(), house.signed_in("Ben Example")
        reply(house, anna, "Anna's words")
        post(anna, f"{PAGE}/queue", PAGE)
        assert reply(house, ben, "Ben's words", seen=seen).status_code == 303  # type: ignore[attr-defined]


def test_two_colleagues_in_two_browsers(address: str, open_desk: OpenDesk) -> None:
    anna, ben = (open_desk(name, PAGE.removeprefix("/desk")) for name in ("Anna Example", "Ben Example"))
    anna.wait_for_selector("#here >> text=Ben Example is reading this too.")
    ben.wait_for_selector("#here >> text=Anna Example is reading this too.")
    ben.focus("#reply")
    ben.keyboard.type("Hello")
    anna.wait_for_selector("#here >> text=Ben Example is writing a reply.")
    assert anna.get_attribute("#here", "role") == "status"
    assert violations(anna) == []
    anna.fill("#reply", "Anna was here first")
    ben.keyboard.press("Control+Enter")
    anna.wait_for_selector("#here >> text=Ben Example is reading this too.")
    anna.wait_for_selector(".say-staff >> text=Hello")  # the page has moved for it: a click on the way would miss the button
    anna.click("#composer .composer-foot button")
    anna.wait_for_selector("#reply-problem >> text=has replied since you opened this page")
    assert anna.input_value("#reply") == "Anna was here first"
    anna.click("#composer .composer-foot button")
    anna.wait_for_selector(".say-staff >> text=Anna was here first")
    ben.goto(f"{address}/")
    anna.wait_for_selector("#here:empty", state="attached")
