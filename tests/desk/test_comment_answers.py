"""Answering a comment at the desk: what is offered, what is refused, what is shown, and who may."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from bot.moderation.cases import BODY_PURPOSE
from bot.store.session import transaction
from bot.store.tables import Article, ModerationAction, ModerationCase, PublicPost
from tests.desk.conftest import House, post
from tests.desk.test_comments import case

ANSWER = "Any dentist may take you."
ROLES = ("staff", "moderator", "office_manager", "safeguarding_lead", "manager", "admin")


def question(house: House, outcome: str | None = "answered", slug: str | None = "find_dentist", **more: Any) -> int:
    number = case(house, "question", "where is a dentist?", **more)
    with transaction(house.sessions) as session:
        row = session.get(ModerationCase, number)
        row.outcome, row.article_slug = outcome, slug
    return number


def article(house: House, **more: Any) -> None:
    given: dict[str, Any] = {
        "slug": "find_dentist", "topic": "find_nhs_dentist", "title": "Find an NHS dentist", "body": "Long.", "short": "Ask any dentist.",
        "publisher": "NHS", "source_url": "https://www.nhs.uk/dentists", "checked_on": dt.date(2026, 11, 1),
        "review_by": dt.date(2027, 5, 1), "status": "published", **more,
    }  # fmt: skip
    with transaction(house.sessions) as session:
        session.add(Article(**given))


def act(house: House, number: int, name: str, state: str, words: str = ANSWER, **more: Any) -> None:
    with transaction(house.sessions) as session:
        sealed = house.vault.seal(session, BODY_PURPOSE, words)
        given = {"actor": "staff:1", "reason": "because", **more}
        session.add(ModerationAction(case_id=number, act=name, state=state, body_sealed_id=sealed, **given))


def acts(house: House) -> list[tuple[str, str, str | None]]:
    with house.sessions() as session:
        return [(row.act, row.actor, house.vault.open(session, row.body_sealed_id)) for row in session.query(ModerationAction)]


def typed(page: str) -> str:
    return re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page)[0]


def test_staff_answer_in_public_and_take_it_back(house: House) -> None:
    number = question(house)
    browser = house.signed_in("Mo Example", "moderator")
    assert f'href="/desk/comments/{number}/answer"' in browser.get("/desk/comments").text
    page = f"/desk/comments/{number}/answer"
    assert "where is a dentist?" in browser.get(page).text
    sent = post(browser, page, page, text=f"{ANSWER}\r\nRing and ask.")
    assert (sent.status_code, sent.headers["location"]) == (303, f"/desk/comments?show=open&done=answer#case-{number}")
    assert acts(house) == [("public_reply", "staff:1", f"{ANSWER}\nRing and ask.")]
    shown = browser.get("/desk/comments").text
    assert ANSWER in shown
    assert f'href="{page}"' not in shown
    again = post(browser, page, "/desk/comments", text="Another")
    assert again.status_code == 422
    assert "has been answered" in again.text
    assert "Another" in again.text, "what was typed is not lost"
    back = f"/desk/comments/{number}/take-back"
    assert post(browser, back, "/desk/comments", reason=" ").status_code == 422
    assert post(browser, back, "/desk/comments", reason="a slip").status_code == 303
    assert post(browser, back, "/desk/comments", reason="a slip").status_code == 409
    assert [row.actor for name in ("moderation_answer", "moderation_take_back") for row in house.audit(name)] == ["staff:1"] * 2


def test_details_are_refused_and_what_was_typed_stands_there_still(house: House) -> None:
    number = question(house)
    browser = house.signed_in()
    page = f"/desk/comments/{number}/answer"
    answer = post(browser, page, page, text="Ring Sam on <07700 900456>")
    assert answer.status_code == 422
    assert "phone number" in answer.text
    assert typed(answer.text) == "Ring Sam on &lt;07700 900456&gt;"
    assert acts(house) == []


def test_the_page_that_fits_is_offered_with_its_source_and_posted_by_nobody(house: House) -> None:
    article(house)
    number = question(house)
    browser = house.signed_in()
    shown = browser.get("/desk/comments").text
    assert "The information service has a page for this:" in shown
    assert "Find an NHS dentist" in shown
    draft = "Ask any dentist.\nSource: NHS, 1 Nov 2026. www.nhs.uk/dentists"
    page = f"/desk/comments/{number}/answer"
    assert typed(browser.get(page).text) == ""
    assert typed(browser.get(f"{page}?use=page").text) == draft
    used = post(browser, f"/desk/comments/{number}/draft", page, text="Thank you.")
    assert (used.status_code, typed(used.text)) == (200, f"Thank you.\n\n{draft}")
    assert typed(post(browser, f"/desk/comments/{number}/draft", page, text=draft.replace("\n", "\r\n")).text) == draft, "not twice"
    assert acts(house) == []


@pytest.mark.parametrize(
    ("outcome", "more", "words"),
    [
        ("no_answer", None, "has no page for this"),
        ("clinical", None, "medical advice"),
        ("expired", None, "due to be checked again"),
        ("answered", None, "is not published any more"),
        ("answered", {"status": "withdrawn"}, "is not published any more"),
        ("answered", {"review_by": dt.date(2026, 11, 22)}, "due to be checked again"),
    ],
)
def test_where_there_is_no_draft_it_says_why(outcome: str, more: dict[str, Any] | None, words: str, house: House) -> None:
    if more is not None:
        article(house, **more)
    number = question(house, outcome)
    browser = house.signed_in()
    for path in ("/desk/comments", f"/desk/comments/{number}/answer"):
        page = browser.get(path).text
        assert words in page
        assert ">Use it" not in page
    assert typed(browser.get(f"/desk/comments/{number}/answer?use=page").text) == ""


@pytest.mark.parametrize(("action", "words"), [("media", "communications manager"), ("crisis", "safeguarding procedure")])
def test_what_is_not_for_everybody_to_answer_says_so_first(action: str, words: str, house: House) -> None:
    number = case(house, action, "will you comment?")
    assert words in house.signed_in().get(f"/desk/comments/{number}/answer").text


def test_a_comment_that_asks_nothing_says_nothing_of_pages(house: House) -> None:
    question(house, None, None)
    assert "information service" not in house.signed_in().get("/desk/comments").text


@pytest.mark.parametrize(
    ("more", "why"), [({"hidden": True}, "while it is hidden"), ({"removed_at": dt.datetime.now(dt.timezone.utc)}, "removed")]
)
def test_what_is_out_of_sight_is_not_answered_and_says_why(more: dict[str, Any], why: str, house: House) -> None:
    number = question(house, **more)
    browser = house.signed_in()
    shown = browser.get("/desk/comments").text
    assert why in shown
    assert "/answer" not in shown
    page = browser.get(f"/desk/comments/{number}/answer").text
    assert why in page
    assert "<textarea" not in page
    assert post(browser, f"/desk/comments/{number}/answer", "/desk/comments", text=ANSWER).status_code == 422
    assert acts(house) == []


def test_staff_write_to_its_writer_in_private_once(house: House) -> None:
    number = question(house)
    browser = house.signed_in()
    page = f"/desk/comments/{number}/private"
    assert "1,999 characters" in browser.get(page).text
    too_long = post(browser, page, page, text="x" * 2500)
    assert too_long.status_code == 422
    assert "2 messages" in too_long.text
    assert post(browser, page, page, text="Ring me on 07700 900456").status_code == 303
    assert acts(house) == [("private_reply", "staff:1", "Ring me on 07700 900456")]
    shown = browser.get("/desk/comments").text
    assert "Ring me on" in shown
    assert "900456" not in shown, "as colleagues read it"
    assert page not in shown
    with house.sessions() as session:
        row = session.query(ModerationAction).one()
    opened = post(browser, f"/desk/originals/answer/{row.id}", "/desk/comments", reason="to check")
    assert "07700 900456" in opened.text
    assert [row.subject for row in house.audit("reveal")] == ["moderation_action"]


def test_after_seven_days_nobody_is_written_to_in_private(house: House) -> None:
    number = question(house, occurred_at=house.now - dt.timedelta(days=7))
    browser = house.signed_in()
    assert "/private" not in browser.get("/desk/comments").text
    assert "seven days" in browser.get(f"/desk/comments/{number}/private").text


def test_words_that_are_gone_say_so_and_what_the_assistant_wrote_is_not_repeated(house: House) -> None:
    number = question(house)
    act(house, number, "private_reply", "done", "The invitation", actor="system")
    act(house, number, "public_reply", "done")
    browser = house.signed_in()
    assert "The invitation" not in browser.get("/desk/comments").text
    with transaction(house.sessions) as session:
        for row in session.query(ModerationAction).filter_by(act="public_reply"):
            row.body_sealed_id = None
    assert "These words have been erased" in browser.get("/desk/comments").text


def test_an_answer_can_be_taken_back_from_a_closed_case(house: House) -> None:
    number = question(house)
    act(house, number, "public_reply", "done")
    browser = house.signed_in()
    post(browser, f"/desk/comments/{number}/close", "/desk/comments")
    closed = browser.get("/desk/comments?show=closed").text
    assert ">Take the answer back<" in closed
    assert f"/desk/comments/{number}/answer" not in closed
    sent = post(browser, f"/desk/comments/{number}/take-back", "/desk/comments?show=closed", reason="out of date")
    assert sent.headers["location"].startswith("/desk/comments?show=closed")


def test_the_open_list_hears_of_an_answer(house: House) -> None:
    number = question(house)
    browser = house.signed_in()
    before = re.findall(r'data-mark="([^"]+)"', browser.get("/desk/comments").text)
    post(browser, f"/desk/comments/{number}/answer", "/desk/comments", text=ANSWER)
    assert re.findall(r'data-mark="([^"]+)"', browser.get("/desk/comments/list?show=open").text) != before


@pytest.mark.parametrize("role", [*ROLES, "editor"])
def test_who_may_answer(role: str, house: House) -> None:
    number = question(house)
    browser = house.signed_in("Ede Example", role)
    may = role in ROLES
    for name in ("answer", "private"):
        path = f"/desk/comments/{number}/{name}"
        assert (path in browser.get("/desk/comments").text) == may
        assert browser.get(path).status_code == (200 if may else 403)
        assert post(browser, path, text="Good morning to you.").status_code == (303 if may else 403)
    assert post(browser, f"/desk/comments/{number}/take-back", reason="a slip").status_code == (303 if may else 403)
    assert post(browser, f"/desk/comments/{number}/draft", text="x").status_code == (200 if may else 403)


def test_nothing_is_answered_that_is_not_there_or_not_ours(house: House) -> None:
    number = question(house, channel="telegram", kind="group_message")
    browser = house.signed_in()
    assert "/answer" not in browser.get("/desk/comments").text
    assert post(browser, f"/desk/comments/{number}/answer", "/desk/comments", text=ANSWER).status_code == 422
    for name in ("answer", "private", "take-back", "draft"):
        assert post(browser, f"/desk/comments/99/{name}", "/desk/comments", text="x", reason="a slip").status_code == 404
    with house.sessions() as session:
        assert session.query(PublicPost).count() == 1
