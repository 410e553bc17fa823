"""Public comments at the desk: what is shown of them, and what staff can do."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.desk.views import comments
from bot.store.session import transaction
from bot.store.tables import ModerationAction, ModerationCase, PublicPost
from tests.desk.conftest import House, post


def case(house: House, action: str = "question", text: str | None = "is it open", **more: Any) -> int:
    """One more comment with its case; gives the case's number."""
    with transaction(house.sessions) as session:
        given = {"channel": "messenger", "account": "1000", "kind": "comment", "state": "done", "occurred_at": house.now, **more}
        item = PublicPost(item_id=f"c{session.query(PublicPost).count() + 1}", text_redacted=text, **given)
        session.add(item)
        session.flush()
        row = ModerationCase(item_id=item.id, action=action, grounds=["Asks something"], opened_at=house.now)
        session.add(row)
        session.flush()
        return int(row.id)


def test_comments_show_grounds_and_need_a_reason_to_undo(full: House) -> None:
    browser = full.signed_in("Mo Example", "moderator")
    page = browser.get("/desk/comments").text
    assert "Gives somebody else&#39;s personal details" in page
    assert "Third party personal data" in page
    assert "somebody else&#39;s name" in page
    assert post(browser, "/desk/comments/1/undo", "/desk/comments", reason=" ").status_code == 422
    assert post(browser, "/desk/comments/1/undo", "/desk/comments", reason="not personal").status_code == 303
    assert post(browser, "/desk/comments/1/undo", "/desk/comments", reason="not personal").status_code == 409
    page = browser.get("/desk/comments").text
    assert "Show on the Page again" in page
    assert "Mo Example: not personal" in page
    assert ">Show it again<" not in page
    assert post(browser, "/desk/comments/1/close", "/desk/comments").status_code == 303
    assert "neighbour" in browser.get("/desk/comments?show=closed").text
    assert "neighbour" not in browser.get("/desk/comments").text
    assert post(browser, "/desk/comments/99/undo", "/desk/comments", reason="a mistake").status_code == 404
    assert post(full.signed_in("Ede Example", "editor"), "/desk/comments/1/undo", reason="a mistake").status_code == 403


def test_staff_hide_a_comment_and_show_it_again(house: House) -> None:
    number = case(house)
    browser = house.signed_in("Mo Example", "moderator")
    assert ">Hide it<" in browser.get("/desk/comments").text
    assert post(browser, f"/desk/comments/{number}/hide", "/desk/comments", reason=" ").status_code == 422
    answer = post(browser, f"/desk/comments/{number}/hide", "/desk/comments", reason="names a nurse")
    assert answer.headers["location"] == f"/desk/comments?show=open&done=hide#case-{number}"
    assert post(browser, f"/desk/comments/{number}/hide", "/desk/comments", reason="names a nurse").status_code == 409
    with house.sessions() as session:
        assert [(row.act, row.actor) for row in session.query(ModerationAction)] == [("hide", f"staff:{1}")]
    page = browser.get("/desk/comments").text
    assert ">Hide it<" not in page
    assert ">Show it again<" in page
    assert post(house.signed_in("Ede Example", "editor"), f"/desk/comments/{number}/hide", reason="a reason").status_code == 403


def test_closing_by_mistake_can_be_undone(house: House) -> None:
    number = case(house)
    browser = house.signed_in()
    assert post(browser, f"/desk/comments/{number}/close", "/desk/comments").status_code == 303
    assert "Open it again" in browser.get("/desk/comments?show=closed").text
    assert post(browser, f"/desk/comments/{number}/reopen", "/desk/comments").status_code == 303
    assert "is it open" in browser.get("/desk/comments").text


def test_closing_one_of_many_leaves_the_others_where_they_are(house: House) -> None:
    number = case(house)
    browser = house.signed_in()
    answer = post(browser, f"/desk/comments/{number}/close", "/desk/comments", htmx="yes")
    assert answer.status_code == 200
    assert f"/desk/comments/{number}/reopen" in answer.text
    assert "<html" not in answer.text
    with house.sessions() as session:
        assert session.get(ModerationCase, number).state == "closed"


def test_danger_stands_first_then_the_newest_and_the_kind_can_be_chosen(house: House) -> None:
    case(house, "crisis", "i cannot go on", danger="suicide_self_harm")
    for number in range(comments.PAGE):
        case(house, "praise_no_details", f"thanks {number}.")
    browser = house.signed_in()
    first = browser.get("/desk/comments").text
    assert first.index("i cannot go on") < first.index(f"thanks {comments.PAGE - 1}.") < first.index("thanks 1.")
    assert "thanks 0." not in first
    assert "page=2" in first
    assert "thanks 0." in browser.get("/desk/comments?page=2").text
    assert "thanks" not in browser.get("/desk/comments?what=crisis").text
    assert "No open comment like that" in browser.get("/desk/comments?what=media").text
    assert browser.get("/desk/comments?what=nothing").status_code == 404
    assert browser.get("/desk/comments?page=x").status_code == 200


def test_a_comment_without_words_says_what_is_known_and_where_to_look(house: House) -> None:
    case(house, "look", None, media="photo", permalink="https://www.facebook.com/900")
    case(house, "look", None)
    page = house.signed_in().get("/desk/comments").text
    assert "A photo, no words." in page
    assert 'href="https://www.facebook.com/900"' in page
    assert "No words came with it." in page
    assert "Look at it on the Facebook Page itself" in page


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("https://www.facebook.com/900", True),
        ("https://facebook.com/900", True),
        ("https://www.instagram.com/p/1", True),
        ("http://www.facebook.com/900", False),
        ("https://notfacebook.com/900", False),
        ("javascript:alert(1)", False),
        (None, False),
    ],
)
def test_only_the_platforms_own_addresses_are_linked(link: str | None, shown: bool) -> None:
    assert (comments.seen_at(PublicPost(permalink=link)) is not None) == shown


def test_an_open_page_hears_of_news(house: House) -> None:
    browser = house.signed_in()

    def seen(page: str) -> str:
        return re.findall(r'data-seen="([^"]+)"', page)[0]

    page = browser.get("/desk/comments").text
    assert "No open comments" in page
    assert browser.get(f"/desk/comments/list?show=open&seen={seen(page)}").status_code == 204
    number = case(house)
    answer = browser.get(f"/desk/comments/list?show=open&seen={seen(page)}")
    assert f'id="comment-{number}"' in answer.text
    assert "<html" not in answer.text
    assert browser.get(f"/desk/comments/list?show=open&seen={seen(answer.text)}").status_code == 204
    post(browser, f"/desk/comments/{number}/hide", "/desk/comments", reason="their child is named")
    acted = browser.get(f"/desk/comments/list?show=open&seen={seen(answer.text)}")
    assert "their child is named" in acted.text
    assert browser.get("/desk/comments/list?show=open&what=praise_no_details").text.count("<li") == 0
    assert "data-live-list" not in browser.get("/desk/comments?page=2").text


def test_danger_in_public_is_red_on_every_page(house: House) -> None:
    browser = house.signed_in()
    case(house)
    badge = re.compile(r'class="badge( badge-danger)?" data-badge="comments"')
    assert badge.findall(browser.get("/desk/").text) == [""]
    case(house, "crisis", "i cannot go on", danger="suicide_self_harm")
    assert badge.findall(browser.get("/desk/").text) == [" badge-danger"]
    assert '<span class="tag tag-danger">Danger</span> Shows a danger sign' in browser.get("/desk/comments").text
