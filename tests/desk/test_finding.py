"""Lists are narrowed by what staff know of what they look for, page by page."""

from __future__ import annotations

import re

import pytest

from bot.desk.views import trail, waiting
from tests.desk.conftest import House, post


def test_conversations_are_found_by_what_staff_know_of_them(full: House) -> None:
    full.conversation("C-4444-5555", text="I cannot find a Dentist, 100% sure")
    browser = full.signed_in()

    def found(query: str) -> list[str]:
        answer = browser.get(f"/desk/conversations?{query}")
        assert answer.status_code == 200
        return re.findall(r"conversations/(C-[0-9]{4}-[0-9]{4})", answer.text)

    assert found("") == ["C-4444-5555", "C-2222-3333"]
    assert found("state=bot") == ["C-4444-5555"]
    assert found("reference=c-2222-3333") == ["C-2222-3333"]
    assert found("words=dentist") == ["C-4444-5555"]
    assert found("words=100%25") == ["C-4444-5555"]
    assert found("words=%25") == ["C-4444-5555"], "a sign is only a sign"
    assert found("words=hello&channel=sms") == []
    assert found("channel=messenger&page=x") == ["C-4444-5555", "C-2222-3333"]
    assert found("staff=me") == []
    assert "Nobody has written" not in browser.get("/desk/conversations?staff=me").text
    post(browser, "/desk/conversations/C-2222-3333/take")
    assert found("staff=me") == ["C-2222-3333"]
    assert browser.get("/desk/conversations?state=%3Cscript%3E").status_code == 404
    assert browser.get("/desk/conversations?channel=fax").status_code == 404


def test_the_older_page_keeps_what_was_asked_for(full: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PAGE", 1)
    full.conversation("C-4444-5555", text="hello again")
    browser = full.signed_in()
    page = browser.get("/desk/conversations?words=hello").text
    assert "C-4444-5555" in page
    link = re.findall(r'href="(/desk/conversations\?[^"]*page=2[^"]*)"', page)[0]
    older = browser.get(link.replace("&amp;", "&")).text
    assert "C-2222-3333" in older
    assert "C-4444-5555" not in older
    assert 'value="hello"' in older


def test_the_audit_trail_is_narrowed_by_who_and_what(full: House) -> None:
    manager = full.signed_in("Mona Example", "manager")
    post(manager, "/desk/originals/contact/1", reason="asked to be rung", htmx="yes")

    def acts(query: str) -> set[str]:
        answer = manager.get(f"/desk/trail?{query}")
        assert answer.status_code == 200
        return set(re.findall(r'data-label="What">([^<]+)<', answer.text))

    assert {"Reveal", "Login", "Handover: request"} <= acts("")
    assert acts("what=originals") == {"Reveal"}
    assert acts("what=accounts&who=system") == {"Staff: add", "Staff: link"}
    assert acts("what=stories&who=staff:99") == set()
    assert manager.get("/desk/trail?what=login%25").status_code == 404


def test_a_long_audit_trail_has_older_pages(full: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "PAGE", 1)
    manager = full.signed_in("Mona Example", "manager")
    page = manager.get("/desk/trail?what=accounts").text
    assert "/desk/trail?what=accounts&amp;page=2" in page
    assert "Staff: password" in manager.get("/desk/trail?what=accounts&page=2").text


@pytest.mark.parametrize(
    ("query", "shown"),
    [("words=NINE+hours", True), ("words=ten", False), ("service=gp", True), ("service=dental", False), ("to_do=release", True),
     ("to_do=contact", False), ("page=2", False)],
)  # fmt: skip
def test_experiences_are_found_by_what_is_in_them(full: House, query: str, shown: bool) -> None:
    page = full.signed_in().get(f"/desk/experiences?{query}").text
    assert ("E-2222-3333" in page) == shown
    assert "Not released yet" in page or not shown


@pytest.mark.parametrize("query", ["service=circus", "to_do=nothing", "state=nothing"])
def test_a_filter_that_does_not_exist_is_refused(full: House, query: str) -> None:
    assert full.signed_in().get(f"/desk/experiences?{query}").status_code == 404


def test_information_is_found_by_words(full: House) -> None:
    browser = full.signed_in()
    assert "fresh page" in browser.get("/desk/information?words=NHS+dentist").text
    page = browser.get("/desk/information?words=fresh").text
    assert "fresh page" in page
    assert "late page" not in page
    assert "No page like that" in browser.get("/desk/information?words=circus").text
    assert "No page like that" in browser.get("/desk/information?status=draft").text


def test_a_list_says_what_each_conversation_is_about(house: House) -> None:
    house.conversation(text="my sister <b> needs [name] to ring her")
    house.ask_for_person()
    browser = house.signed_in()
    for path in ("/desk/", "/desk/conversations"):
        page = browser.get(path).text
        assert 'my sister &lt;b&gt; needs <span class="taken-out">[name]</span> to ring her' in page
        assert "hello Joan" not in page
