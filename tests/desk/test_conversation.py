"""A conversation at the desk: what is shown, answering once, colleagues, handing back, and seeing an original."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from bot import buttons
from bot.handover import service
from bot.store.outbox import read_reply
from bot.store.session import transaction
from bot.store.tables import Contact, Conversation, InboundMessage, Staff
from tests.desk.conftest import House, field_of, post

PAGE = "/desk/conversations/C-2222-3333"


def reply(house: House, browser: object, text: str = "Hello, I can help.", **data: str) -> object:
    nonce = data.pop("nonce", None) or field_of(browser.get(PAGE).text, "nonce")  # type: ignore[attr-defined]
    return post(browser, f"{PAGE}/reply", PAGE, text=text, nonce=nonce, **data)  # type: ignore[arg-type]


def words(house: House) -> list[str]:
    with house.sessions() as session:
        return [read_reply(session, house.vault, row).text for row in house.outbound()]


def test_what_a_person_writes_is_only_text(house: House) -> None:
    house.conversation(text="<script>alert('x')</script> & [phone number] {{ 7*7 }} [<b>]")
    page = house.signed_in().get(PAGE).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp;" in page
    assert '<span class="taken-out">[phone number]</span>' in page
    assert "{{ 7*7 }}" in page
    assert "<b>" not in page


def test_the_transcript_in_order_with_states_buttons_and_attachments(house: House) -> None:
    number = house.conversation(text="first")
    house.now += dt.timedelta(minutes=1)
    outbound = house.say("C-2222-3333", "second", "Yes please", "No thanks", state="failed")
    house.now += dt.timedelta(minutes=1)
    with transaction(house.sessions) as session:
        for index, (kind, payload, files) in enumerate(
            [
                ("button", buttons.token(house.vault, number, outbound, 0), []),
                ("button", "q.1.1.forgedforged", []),
                ("attachment", None, ["image", "novel_thing"]),
                ("opt_out", None, []),
            ]
        ):
            session.add(
                InboundMessage(
                    conversation_id=number,
                    channel="messenger",
                    account="1000",
                    provider_id=f"x{index}",
                    kind=kind,
                    payload=payload,
                    attachments=files,
                    occurred_at=house.now,
                    received_at=house.now,
                    state="done",
                )
            )  # fmt: skip
    page = house.signed_in().get(PAGE).text
    places = [
        page.index(part)
        for part in (
            "first",
            "second",
            "Not delivered",
            "Pressed “Yes please”",
            "Pressed a button",
            "Sent a picture, something that is not text",
            "Asked us to stop writing",
        )
    ]
    assert places == sorted(places)
    assert "<li>No thanks</li>" in page


def test_a_message_not_yet_redacted_is_not_shown(house: House) -> None:
    house.conversation(original="my number is 07700 900123")
    with transaction(house.sessions) as session:
        row = session.execute(select(InboundMessage)).scalar_one()
        row.text_redacted, row.state = None, "waiting"
    page = house.signed_in().get(PAGE).text
    assert "07700" not in page
    assert "Personal details are being taken out" in page


def test_a_danger_sign_has_a_banner(house: House) -> None:
    house.conversation()
    with transaction(house.sessions) as session:
        session.execute(select(InboundMessage)).scalar_one().danger = "domestic_abuse"
    house.say("C-2222-3333", "card words", author="card")
    page = house.signed_in().get(PAGE).text
    assert "Danger sign" in page
    assert "Domestic abuse" in page
    assert "Safety card" in page


def test_a_reply_goes_out_and_silences_the_assistant(house: House) -> None:
    house.conversation()
    house.ask_for_person()
    browser = house.signed_in()
    answer = reply(house, browser)
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)  # type: ignore[attr-defined]
    assert words(house) == ["Hello, I can help."]
    assert house.state() == "staff"
    page = browser.get(PAGE).text
    assert "Anna Example" in page
    assert "Waiting to be sent" in page
    assert "silent until you hand back" in page


def test_a_reply_by_htmx_gives_a_fresh_box_and_the_transcript(house: House) -> None:
    house.conversation()
    browser = house.signed_in()
    answer = reply(house, browser, htmx="yes")
    assert answer.status_code == 200
    assert "<html" not in answer.text
    for part in ('id="composer"', 'id="live"', 'id="facts"', 'id="alerts"', "Hello, I can help."):
        assert part in answer.text  # type: ignore[attr-defined]
    assert "autofocus></textarea>" in answer.text  # type: ignore[attr-defined]


def test_a_form_sent_twice_is_one_reply(house: House) -> None:
    house.conversation()
    browser = house.signed_in()
    nonce = field_of(browser.get(PAGE).text, "nonce")
    for _ in range(2):
        assert reply(house, browser, nonce=nonce).status_code == 303  # type: ignore[attr-defined]
    assert len(house.outbound()) == 1
    assert len(house.audit("reply")) == 1
    assert reply(house, browser).status_code == 303  # type: ignore[attr-defined]
    assert len(house.outbound()) == 2, "the same words from a new form are a new reply"
    assert post(browser, f"{PAGE}/reply", PAGE, text="no nonce").status_code == 400


@pytest.mark.parametrize("htmx", ["", "yes"])
def test_a_draft_survives_an_error(house: House, htmx: str) -> None:
    house.conversation()
    browser = house.signed_in()
    draft = "important words " + "x" * 4000
    answer = reply(house, browser, draft, htmx=htmx)
    assert answer.status_code == 422
    assert draft in answer.text
    assert "At most 4000 fit" in answer.text
    assert reply(house, browser, "  \n ", htmx=htmx).status_code == 422  # type: ignore[attr-defined]
    assert house.outbound() == []


def test_signed_out_while_typing_leaves_the_page_alone(house: House) -> None:
    house.conversation()
    browser = house.signed_in()
    data = {"csrf": "x", "nonce": "n", "text": "typed"}
    house.now += dt.timedelta(hours=2)
    answer = browser.post(f"{PAGE}/reply", data=data, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["hx-retarget"] == "#notice"
    assert "signed out" in answer.text


def test_taking_over_from_a_colleague_is_asked_first(house: House) -> None:
    house.conversation()
    anna, ben = house.signed_in(), house.signed_in("Ben Example")
    assert reply(house, anna, "Anna's words").status_code == 303  # type: ignore[attr-defined]
    answer = reply(house, ben, "Ben's words", htmx="yes")
    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert "Anna Example" in answer.text
    assert "Ben&#39;s words" in answer.text
    assert "Send and take over" in answer.text
    assert len(house.outbound()) == 1
    owner = field_of(answer.text, "take_over")  # type: ignore[attr-defined]
    assert reply(house, ben, "Ben's words", take_over="999").status_code == 409  # type: ignore[attr-defined]
    assert reply(house, ben, "Ben's words", take_over=owner).status_code == 303  # type: ignore[attr-defined]
    assert words(house) == ["Anna's words", "Ben's words"]
    # Now Anna is the one who is asked, with an agreement that names Ben.
    assert reply(house, anna, "Anna again", take_over=owner).status_code == 409  # type: ignore[attr-defined]


def test_take_hand_back_and_close(house: House) -> None:
    house.conversation()
    house.ask_for_person()
    browser = house.signed_in()
    assert "Nobody yet" in browser.get(PAGE).text
    assert post(browser, f"{PAGE}/take", PAGE).status_code == 303
    assert house.state() == "waiting"
    assert "<dd>You</dd>" in browser.get(PAGE).text
    assert reply(house, browser).status_code == 303  # type: ignore[attr-defined]
    answer = post(browser, f"{PAGE}/back", PAGE, htmx="yes")
    assert answer.status_code == 200
    assert "With the assistant" in answer.text
    assert house.state() == "bot"
    assert words(house)[-1] == service.BACK_WITH_ASSISTANT
    assert post(browser, f"{PAGE}/close", PAGE).status_code == 303
    assert house.state() == "closed"
    assert post(browser, f"{PAGE}/take", PAGE).status_code == 409
    page = browser.get(PAGE).text
    for note in ("Passed to the queue: Asked to speak to a person", "Anna Example took the conversation",
                 "Anna Example handed back to the assistant", "Anna Example closed the conversation"):  # fmt: skip
        assert note in page


def test_a_closed_conversation_opens_again_unless_there_is_a_newer_one(house: House) -> None:
    number = house.conversation()
    browser = house.signed_in()
    post(browser, f"{PAGE}/close", PAGE)
    assert reply(house, browser).status_code == 303  # type: ignore[attr-defined]
    assert house.state() == "staff"
    post(browser, f"{PAGE}/close", PAGE)
    with transaction(house.sessions) as session:
        contact = session.get(Conversation, number).contact_id
        session.add(Conversation(reference="C-NEWE-R222", contact_id=contact, channel="messenger"))
    answer = reply(house, browser)
    assert answer.status_code == 409
    assert "C-NEWE-R222" in answer.text


def test_nobody_can_write_to_a_person_who_said_stop(house: House) -> None:
    house.conversation()
    browser = house.signed_in()
    nonce = field_of(browser.get(PAGE).text, "nonce")
    with transaction(house.sessions) as session:
        session.execute(select(Contact)).scalar_one().opted_out_at = house.now
    assert "asked us to stop" in browser.get(PAGE).text
    assert reply(house, browser, nonce=nonce).status_code == 409  # type: ignore[attr-defined]
    assert house.outbound() == []


def test_refreshing_sends_nothing_while_nothing_changed(house: House) -> None:
    house.conversation()
    browser = house.signed_in()
    page = browser.get(PAGE).text
    address = page.split('id="live"')[1].split('hx-get="')[1].split('"')[0]
    assert browser.get(address).status_code == 204
    house.say("C-2222-3333", "news")
    fresh = browser.get(address)
    assert fresh.status_code == 200
    assert "news" in fresh.text
    assert 'id="composer"' not in fresh.text, "a draft is never replaced"


def test_a_card_that_did_not_reach_the_person_is_said_so(house: House) -> None:
    number = house.conversation()
    with transaction(house.sessions) as session:
        session.get(InboundMessage, number).danger = "medical_emergency"
    house.say("C-2222-3333", "Call 999.", author="card", state="sent")
    browser = house.signed_in()
    assert "was shown a safety card at once" in browser.get(PAGE).text
    house.say("C-2222-3333", "Call 999.", author="card", state="returned")
    page = browser.get(PAGE).text
    assert "The safety card did not reach the person." in page
    assert "was shown a safety card at once" not in page


class TestOriginals:
    def test_the_number_they_text_from_is_another_way_to_reach_them(self, house: House) -> None:
        house.conversation()
        with transaction(house.sessions) as session:
            session.execute(select(Contact)).scalar_one().channel = "sms"
            session.execute(select(Conversation)).scalar_one().channel = "sms"
        browser = house.signed_in()
        assert "number they write from" in browser.get(PAGE).text
        assert "4242" in self.see(house, browser, "to ring them back", 1, "address").text  # type: ignore[attr-defined]
        assert [(row.subject, row.subject_id) for row in house.audit("reveal")] == [("contact", "1")]

    def see(self, house: House, browser: object, reason: str, number: object = 1, kind: str = "message", htmx: str = "yes") -> object:
        return post(browser, f"/desk/originals/{kind}/{number}", "/desk/conversations", reason=reason, htmx=htmx)  # type: ignore[arg-type]

    def test_seeing_an_original_needs_a_reason_and_is_recorded(self, house: House) -> None:
        house.conversation(original="I am Joan <b>Example</b>")
        browser = house.signed_in()
        assert "Joan" not in browser.get(PAGE).text
        assert self.see(house, browser, "  ").status_code == 422  # type: ignore[attr-defined]
        assert house.audit("reveal") == []
        answer = self.see(house, browser, "to ring her back, as she asked")
        assert answer.status_code == 200
        assert "I am Joan &lt;b&gt;Example&lt;/b&gt;" in answer.text
        assert answer.headers["cache-control"] == "no-store"  # type: ignore[attr-defined]
        (row,) = house.audit("reveal")
        assert (row.subject, row.subject_id, row.reason) == ("inbound", "1", "to ring her back, as she asked")
        assert row.actor.startswith("staff:")
        assert "Joan" not in str(row.detail)
        assert "Joan" not in browser.get(PAGE).text, "shown once"
        assert "<h1>The original</h1>" in self.see(house, browser, "without scripts", htmx="").text  # type: ignore[attr-defined]

    def test_an_editor_sees_no_originals(self, house: House) -> None:
        house.conversation()
        browser = house.signed_in("Ede Example", "editor")
        assert "See the original" not in browser.get(PAGE).text
        assert self.see(house, browser, "curious").status_code == 403  # type: ignore[attr-defined]
        assert house.audit("reveal") == []

    @pytest.mark.parametrize(("kind", "number"), [("message", 99), ("message", "x"), ("message", "9" * 30), ("nothing", 1), ("contact", 1)])
    def test_what_is_not_there(self, house: House, kind: str, number: object) -> None:
        house.conversation()
        assert self.see(house, house.signed_in(), "a good reason", number, kind).status_code == 404  # type: ignore[attr-defined]

    def test_an_erased_original(self, house: House) -> None:
        house.conversation()
        with transaction(house.sessions) as session:
            row = session.execute(select(InboundMessage)).scalar_one()
            house.vault.erase(session, row.text_sealed_id)
            row.text_sealed_id = row.text_redacted = None
        browser = house.signed_in()
        assert self.see(house, browser, "a good reason").status_code == 404  # type: ignore[attr-defined]
        assert "taken back or erased" in browser.get(PAGE).text


def test_words_of_a_former_colleague_keep_a_name(house: House) -> None:
    house.conversation()
    house.say("C-2222-3333", "old words", author="staff:999")
    assert "A former colleague" in house.signed_in().get(PAGE).text
    with house.sessions() as session:
        assert session.get(Staff, 999) is None


def test_what_was_taken_by_mistake_goes_back_in_the_queue(house: House) -> None:
    house.conversation()
    house.ask_for_person()
    browser = house.signed_in()
    assert "Put it back" not in browser.get(PAGE).text
    post(browser, f"{PAGE}/take", PAGE)
    assert "You have it" in browser.get("/desk/").text
    assert "Put it back for a colleague" in browser.get(PAGE).text
    post(browser, f"{PAGE}/queue", PAGE)
    assert "Nobody has it yet" in browser.get("/desk/").text
    assert "Anna Example put it back in the queue" in browser.get(PAGE).text
    reply(house, browser)
    post(browser, f"{PAGE}/queue", PAGE)
    assert "Nobody has it now" in browser.get("/desk/").text
    assert house.state() == "staff"
