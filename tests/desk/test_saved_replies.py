"""Replies that are kept and used again: written, changed, deleted, and put into a reply box."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.store.outbox import read_reply
from bot.store.tables import SavedReply
from tests.desk.chromium import OpenDesk, violations
from tests.desk.conftest import House, post

PAGE = "/desk/conversations/C-2222-3333"
WORDS = "Thank you for telling us. We cannot look into one case, but PALS can."


def kept(house: House) -> list[tuple[str, str]]:
    with house.sessions() as session:
        return [(row.title, row.text) for row in session.execute(select(SavedReply).order_by(SavedReply.id)).scalars()]


def test_it_is_written_changed_and_deleted_on_record(house: House) -> None:
    one = house.signed_in()
    assert "There are none yet" in one.get("/desk/replies").text
    answer = post(one, "/desk/replies", "/desk/replies", title="  PALS   first ", text=f"{WORDS}\n")
    assert answer.headers["location"] == "/desk/replies?done=reply_saved"
    assert kept(house) == [("PALS first", WORDS)]
    two = house.signed_in("Ben Example")
    assert WORDS in two.get("/desk/replies").text
    post(two, "/desk/replies/1", "/desk/replies", title="PALS", text="Other words")
    assert kept(house) == [("PALS", "Other words")]
    post(two, "/desk/replies/1/delete", "/desk/replies")
    assert kept(house) == []
    assert [house.audit(f"saved_reply.{act}")[0].actor for act in ("add", "change", "delete")] == ["staff:1", "staff:2", "staff:2"]
    assert post(two, "/desk/replies/1", "/desk/replies", title="PALS", text="Other words").status_code == 404
    editor = house.signed_in("Eva Example", role="editor")
    assert editor.get("/desk/replies").status_code == 403
    assert post(editor, "/desk/replies", title="PALS", text="words").status_code == 403


@pytest.mark.parametrize(
    ("title", "text", "why"),
    [
        ("", "words", "Give it a title and words."),
        ("title", " ", "Give it a title and words."),
        ("pals", "words", "Another saved reply has this title."),
        ("t" * 61, "words", "A title has at most 60 characters"),
        ("title", "w" * 2001, "a saved reply 2000"),
        ("title", "Ring <b> on 07700 900123", "It holds what looks like personal details: phone number."),
    ],
)
def test_what_is_not_saved_is_not_lost(house: House, title: str, text: str, why: str) -> None:
    browser = house.signed_in()
    post(browser, "/desk/replies", "/desk/replies", title="PALS", text=WORDS)
    answer = post(browser, "/desk/replies", "/desk/replies", title=title, text=text)
    assert answer.status_code == 422
    assert why in answer.text
    assert text.strip().replace("<", "&lt;").replace(">", "&gt;") in answer.text
    assert kept(house) == [("PALS", WORDS)]


def test_a_services_own_number_may_stand_in_it(house: House) -> None:
    browser = house.signed_in()
    post(browser, "/desk/replies", "/desk/replies", title="Line", text="Ring 07700 900123", public="yes")
    assert kept(house) == [("Line", "Ring 07700 900123")]


def test_one_is_put_under_what_stands_in_the_box_and_nothing_is_sent(house: House) -> None:
    house.conversation()
    browser = house.signed_in()
    post(browser, "/desk/replies", "/desk/replies", title="PALS", text=WORDS)
    page = post(browser, f"{PAGE}/draft", PAGE, text="Hello Joan,\n", saved="1", nonce="n1")
    assert page.status_code == 200
    assert f">Hello Joan,\n\n{WORDS}</textarea>" in page.text
    assert 'name="nonce" value="n1"' in page.text
    fragment = post(browser, f"{PAGE}/draft", PAGE, text="", saved="1", nonce="n1", htmx="yes")
    assert f"autofocus>{WORDS}</textarea>" in fragment.text
    assert "<html" not in fragment.text
    assert not house.outbound()
    assert house.state() == "bot"
    assert post(browser, f"{PAGE}/draft", PAGE, text="kept", saved="7", nonce="n1").status_code == 404
    assert post(browser, f"{PAGE}/draft", PAGE, text="kept", saved="x", nonce="n1").status_code == 400


def test_with_the_keyboard(full: House, address: str, open_desk: OpenDesk) -> None:
    page = open_desk("Anna Example")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.goto(f"{address}/replies")
    page.fill("#title-0", "PALS")
    page.fill("#text-0", WORDS)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Everybody finds it under the reply box")
    page.click("details.original summary")
    page.goto(f"{address}/conversations/C-2222-3333")
    page.fill("#reply", "Hello,")
    page.focus(".saved-replies summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#reply:focus")
    page.keyboard.type(" Anna")
    assert page.input_value("#reply") == f"Hello,\n\n{WORDS} Anna"
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(f".say-staff >> text={WORDS} Anna")
    assert complaints == []
    page.click(".saved-replies summary")
    assert violations(page) == []
    page.goto(f"{address}/replies")
    page.click("details.original summary")
    assert violations(page) == []
    with full.sessions() as session:
        assert read_reply(session, full.vault, full.outbound()[-1]).text.endswith(f"{WORDS} Anna")
