"""Notes between colleagues at the desk: kept sealed, read with details taken out, and never said to anybody outside."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from sqlalchemy import select

from bot.handover import notes
from bot.messages import Channel
from bot.privacy.redaction import RedactionError
from bot.store.session import transaction
from bot.store.tables import ColleagueNote, Conversation, OutboundMessage, Sealed, Staff, TrackerEvent, utcnow
from tests.desk.chromium import OpenDesk, violations
from tests.desk.conftest import House, field_of, post
from tests.support.front import Front

PAGE = "/desk/conversations/C-2222-3333"
WORDS = "Her son rings on 07700 900123 after six"


def nonce_of(page: str) -> str:
    return field_of(page.partition('id="note"')[2], "nonce")


def note(browser: Any, words: str = WORDS, **more: str) -> Any:
    more.setdefault("nonce", nonce_of(browser.get(PAGE).text))
    return post(browser, f"{PAGE}/notes", PAGE, note=words, **more)


def kept(house: House) -> list[ColleagueNote]:
    with house.sessions() as session:
        return list(session.execute(select(ColleagueNote).order_by(ColleagueNote.id)).scalars())


def in_transcript(page: str) -> str:
    return page.partition("say-colleague")[2].partition("</li>")[0]


def test_a_note_stands_in_its_place_with_who_and_when(house: House) -> None:
    house.conversation(text="first")
    house.now += dt.timedelta(minutes=1)
    anna = house.signed_in()
    answer = note(anna, "Waiting for her <b>surgery</b>")
    assert answer.headers["location"] == f"{PAGE}?done=noted"
    house.now += dt.timedelta(minutes=1)
    house.say("C-2222-3333", "third")
    page = house.signed_in("Ben Example").get(PAGE).text
    shown = in_transcript(page)
    for part in (
        "Note for colleagues",
        "Anna Example",
        "10:01",
        "Waiting for her &lt;b&gt;surgery&lt;/b&gt;",
        "The person does not see this",
    ):
        assert part in shown
    assert page.index(">first<") < page.index("Waiting for her") < page.index(">third<")
    assert "See the original" not in shown, "nothing was taken out"


def test_it_is_sealed_and_read_without_details_until_somebody_says_why(house: House) -> None:
    house.conversation()
    browser = house.signed_in()
    note(browser)
    (row,) = kept(house)
    with house.sessions() as session:
        assert house.vault.open(session, row.words_sealed_id) == WORDS
        assert b"07700" not in session.get(Sealed, row.words_sealed_id).ciphertext
    shown = in_transcript(browser.get(PAGE).text)
    assert "[phone number]" in shown
    assert "07700" not in shown
    seen = post(browser, f"/desk/originals/note/{row.id}", PAGE, reason="to ring him", htmx="yes")
    assert WORDS in seen.text
    (opened,) = house.audit("reveal")
    assert (opened.subject, opened.subject_id, opened.reason) == ("colleague_note", str(row.id), "to ring him")
    editor = house.signed_in("Ede Example", "editor")
    assert "See the original" not in in_transcript(editor.get(PAGE).text)


def test_it_is_on_record_without_its_words_and_changes_nothing_else(house: House) -> None:
    house.conversation()
    house.ask_for_person()
    note(house.signed_in())
    (row,) = house.audit("note")
    assert (row.actor, row.subject, row.subject_id, row.reason, row.detail) == ("staff:1", "conversation", "1", None, {"note": 1})
    assert house.state() == "waiting"
    assert house.outbound() == []
    with house.sessions() as session:
        assert session.execute(select(Conversation)).scalar_one().assigned_to_id is None


def test_a_form_sent_twice_is_one_note(house: House) -> None:
    house.conversation()
    browser = house.signed_in()
    nonce = nonce_of(browser.get(PAGE).text)
    for _ in range(2):
        assert note(browser, nonce=nonce).status_code == 303
    assert len(kept(house)) == len(house.audit("note")) == 1


@pytest.mark.parametrize(("words", "says"), [("  ", "Write something first"), ("x" * 4001, "At most 4000")])
@pytest.mark.parametrize("htmx", ["", "yes"])
def test_what_cannot_be_kept_stays_in_its_box(house: House, words: str, says: str, htmx: str) -> None:
    house.conversation()
    answer = note(house.signed_in(), words, htmx=htmx)
    assert answer.status_code == 422
    assert says in answer.text
    assert f">{words}</textarea>" in answer.text.partition('id="note"')[2]
    assert kept(house) == []


def test_the_reply_form_makes_no_note_nor_the_note_form_a_reply(house: House) -> None:
    house.conversation()
    browser = house.signed_in()
    assert post(browser, f"{PAGE}/reply", PAGE, note=WORDS, nonce="a").status_code == 422
    assert post(browser, f"{PAGE}/notes", PAGE, text=WORDS, nonce="a").status_code == 422
    assert (kept(house), house.outbound()) == ([], [])


def test_only_for_the_signed_in_with_their_own_form(house: House) -> None:
    house.conversation()
    assert house.browser().post(f"{PAGE}/notes", data={"note": WORDS, "nonce": "a"}).status_code == 401
    browser = house.signed_in()
    assert note(browser, csrf="another").status_code == 403
    assert post(browser, f"{PAGE}/notes", PAGE, note=WORDS).status_code == 400, "no nonce"
    assert post(browser, "/desk/conversations/C-9999-9999/notes", PAGE, note=WORDS, nonce="a").status_code == 404
    assert kept(house) == []


def test_by_htmx_the_reply_box_is_left_alone(house: House) -> None:
    house.conversation()
    answer = note(house.signed_in(), htmx="yes")
    assert answer.status_code == 200
    for part in ('id="note"', 'id="live"', 'id="facts"', "say-colleague", "autofocus></textarea>"):
        assert part in answer.text
    assert 'id="composer"' not in answer.text


def test_a_note_can_be_left_where_nobody_may_reply(house: House) -> None:
    house.conversation()
    with transaction(house.sessions) as session:
        session.execute(select(Conversation)).scalar_one().contact.opted_out_at = house.now
    assert note(house.signed_in()).status_code == 303
    assert len(kept(house)) == 1


def test_a_note_whose_details_cannot_be_taken_out_is_not_shown(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.conversation()
    browser = house.signed_in()
    note(browser)
    monkeypatch.setattr("bot.privacy.redaction.PatternRedactor.redact", refuse)
    shown = in_transcript(browser.get(PAGE).text)
    assert "The words are sealed" in shown
    assert "Her son" not in shown


def refuse(*_: object) -> None:
    raise RedactionError("redaction failed: ValueError")


def test_a_note_reaches_no_channel_and_not_the_assistants_memory(sqlite_front: Front) -> None:
    front, secret = sqlite_front, "ask her about the umbrella"
    front.write("hello", channel=Channel.SMS, person="+447700900123")
    front.run()
    with transaction(front.house.sessions) as session:
        session.begin_write()
        staff = Staff(email="anna@example.org", name="Anna Example", role="staff")
        session.add(staff)
        session.flush()
        conversation = session.execute(select(Conversation)).scalar_one()
        notes.write(session, conversation, staff, secret, vault=front.house.vault, now=utcnow(), once="a")
        said = session.query(OutboundMessage).count()
    front.write("thank you", channel=Channel.SMS, person="+447700900123")
    front.run()
    with front.house.sessions() as session:
        remembered = [row.event for row in session.execute(select(TrackerEvent)).scalars()]
        bodies = [front.house.vault.open(session, row.body_sealed_id) for row in session.execute(select(OutboundMessage)).scalars()]
    assert remembered
    assert len(bodies) > said >= 1
    assert "umbrella" not in repr((remembered, bodies, [recorder.sent for recorder in front.recorders.values()]))


def test_with_the_keyboard_in_a_browser(full: House, open_desk: OpenDesk) -> None:
    ben = open_desk("Ben Example", "/conversations/C-2222-3333")
    ben.wait_for_selector("#live-state[data-state=on]")
    anna = open_desk("Anna Example", "/conversations/C-2222-3333")
    anna.fill("#reply", "half a reply")
    anna.focus("#note-text")
    anna.keyboard.type(WORDS)
    # What was begun is there again, each in its own box.
    anna.reload()
    assert (anna.input_value("#reply"), anna.input_value("#note-text")) == ("half a reply", WORDS)
    anna.focus("#note-text")
    anna.keyboard.press("Control+Enter")
    anna.wait_for_selector(".say-colleague >> text=Her son rings on")
    anna.wait_for_selector("#announce >> text=Your note is kept", state="attached")
    anna.wait_for_selector("#note-text:focus")
    assert anna.input_value("#note-text") == ""
    assert anna.input_value("#reply") == "half a reply"
    assert violations(anna) == []
    ben.wait_for_selector(".say-colleague >> text=Her son rings on")
    ben.wait_for_selector("#announce >> text=New note from a colleague", state="attached")
    assert full.outbound() == []
    headings = anna.evaluate("[...document.querySelectorAll('main h2')].map((one) => one.textContent.trim())")
    assert [words for words in headings if re.match("Reply|Note", words)] == [
        "Reply to the person",
        "Note for colleagues: the person does not see this",
    ]
