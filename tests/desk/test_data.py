"""Personal data at the desk: the two queues with their clocks, and a person's rights carried out, each with a reason."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from sqlalchemy import select

from bot.experiences import consent
from bot.privacy.data_rights import requests
from bot.store.session import transaction
from bot.store.tables import Conversation, DataRequest, Experience
from tests.desk.conftest import House, find, post

REFERENCE = "C-2222-3333"


@pytest.fixture
def asked(full: House) -> House:
    """A house in which somebody wants their data deleted, and complains about how it was used."""
    with transaction(full.sessions) as session:
        conversation = find(session, REFERENCE)
        session.get(Experience, 1).conversation_id = conversation.id
        for kind in ("erase", "complaint"):
            requests.open_request(session, conversation, kind, by="person", now=full.now)
    return full


def request(house: House, kind: str) -> DataRequest:
    with house.sessions() as session:
        return session.execute(select(DataRequest).where(DataRequest.kind == kind)).scalar_one()  # type: ignore[no-any-return]


def test_complaints_have_a_queue_and_a_clock_of_their_own(asked: House) -> None:
    browser = asked.signed_in(role="manager")
    page = browser.get("/desk/data").text
    assert page.index("Complains about how we used their data") < page.index("Wants their data deleted")
    assert "Acknowledge within 30 days" in page
    assert "Answer within 30 days" in page
    asked.now += dt.timedelta(days=31)
    browser = asked.signed_in("Mona Example", role="manager")
    assert "Acknowledge: overdue by 1 day<" in browser.get("/desk/data").text
    complaint = request(asked, "complaint")
    post(browser, f"/desk/data/requests/{complaint.reference}/acknowledge", "/desk/data")
    assert "Acknowledged. Answer without undue delay" in browser.get("/desk/data").text
    assert post(browser, f"/desk/data/requests/{complaint.reference}/close", "/desk/data", outcome="refused").status_code == 422
    post(browser, f"/desk/data/requests/{complaint.reference}/close", "/desk/data", outcome="done")
    assert (request(asked, "complaint").outcome, request(asked, "complaint").closed_at) == ("done", asked.now)
    assert [row.act for row in asked.audit("data_request.close")] == ["data_request.close"]


def test_a_request_by_letter_is_written_down(asked: House) -> None:
    browser = asked.signed_in(role="office_manager")
    assert post(browser, "/desk/data/requests", "/desk/data", kind="access", reference="c-2222-3333").status_code == 303
    row = request(asked, "access")
    assert (row.opened_by, row.conversation_id) == ("staff:1", 1)
    assert post(browser, "/desk/data/requests", "/desk/data", kind="access", reference="C-9999-9999").status_code == 422
    assert post(browser, "/desk/data/requests", "/desk/data", kind="nonsense").status_code == 422


def test_a_copy_holds_everything_and_is_kept_nowhere(asked: House) -> None:
    browser = asked.signed_in(role="manager")
    page = post(browser, "/desk/data/find", "/desk/data", ref=REFERENCE, reason="she asked")
    assert "What we hold" in page.text
    assert "hello Joan" not in page.text
    answer = post(browser, "/desk/data/export", "/desk/data", ref=REFERENCE, reason="she asked", format="json")
    assert json.loads(answer.text)["conversations"][0]["messages"][0]["words"] == "hello Joan"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "hello Joan" in post(browser, "/desk/data/export", "/desk/data", ref=REFERENCE, reason="she asked").text
    assert [row.reason for row in asked.audit("rights.export")] == ["she asked", "she asked"]
    assert post(browser, "/desk/data/export", "/desk/data", ref=REFERENCE, reason="").status_code == 422
    assert post(browser, "/desk/data/find", "/desk/data", ref="C-9999-9999", reason="she asked").status_code == 404


def test_erasing_is_confirmed_in_a_word_and_on_record(asked: House) -> None:
    browser = asked.signed_in(role="manager")
    given = {"ref": REFERENCE, "reason": "she asked"}
    assert post(browser, "/desk/data/erase", "/desk/data", **given).status_code == 422
    assert post(browser, "/desk/data/hold", "/desk/data", ref=REFERENCE, reason="a claim").status_code == 200
    refused = post(browser, "/desk/data/erase", "/desk/data", sure="erase", **given)
    assert (refused.status_code, "legal hold" in refused.text) == (409, True)
    assert "Held back from erasing" in browser.get("/desk/data").text
    post(browser, "/desk/data/release", "/desk/data", ref=REFERENCE, reason="the claim ended")
    done = post(browser, "/desk/data/erase", "/desk/data", sure="Erase", keep_stories="yes", **given)
    assert "It is gone from the database" in done.text
    with asked.sessions() as session:
        assert session.execute(select(Conversation)).scalars().all() == []
        story = session.get(Experience, 1)
        assert (story.conversation_id, story.contact_sealed_id) == (None, None)
    assert request(asked, "erase").outcome == "erased"
    assert [row.actor for row in asked.audit("rights.erase")] == ["staff:1"]


def test_a_choice_is_taken_back_for_somebody(asked: House) -> None:
    with transaction(asked.sessions) as session:
        consent.record(session, session.get(Experience, 1), "contact_me", True, now=asked.now)
    browser = asked.signed_in(role="manager")
    page = post(browser, "/desk/data/withdraw", "/desk/data", ref=REFERENCE, story="1", purpose="contact_me")
    assert "Nothing is agreed to" in page.text
    with asked.sessions() as session:
        story = session.get(Experience, 1)
        assert not consent.in_force(session, story)["contact_me"]
        assert story.contact_sealed_id is None
    assert post(browser, "/desk/data/withdraw", "/desk/data", ref=REFERENCE, story="2", purpose="contact_me").status_code == 404


@pytest.mark.parametrize("role", ["staff", "editor", "moderator", "safeguarding_lead"])
def test_only_those_who_keep_data_reach_it(asked: House, role: str) -> None:
    browser = asked.signed_in(role=role)
    for path in ("find", "export", "erase", "hold", "release", "withdraw", "requests"):
        assert post(browser, f"/desk/data/{path}", "/desk/", ref=REFERENCE, reason="curious", sure="erase").status_code == 403, path


def test_an_original_leaves_the_screen_again(asked: House) -> None:
    browser = asked.signed_in()
    page = f"/desk/conversations/{REFERENCE}"
    whole = post(browser, "/desk/originals/message/1", page, reason="call back")
    assert whole.headers["refresh"].startswith("300;")
    part = post(browser, "/desk/originals/message/1", page, reason="call back", htmx="yes")
    assert 'data-gone-after="300"' in part.text
    assert part.headers["cache-control"] == "no-store"
