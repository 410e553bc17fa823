"""Danger signs at the desk: which sign, which card, a verdict; and the restricted record of concerns."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from bot.messages import Reply
from bot.safety import concerns, verdicts
from bot.store.outbox import put_reply
from bot.store.session import transaction
from bot.store.tables import Audit, Conversation, DangerSign, InboundMessage, SafeguardingConcern, Sealed
from tests.desk.conftest import House

PAGE = "/desk/conversations/C-2222-3333"
WORDS = "my husband hits me, I live at 9 Invented Lane"


def _sign(house: House, **more: object) -> int:
    house.conversation(text="my husband hits me", original=WORDS)
    with transaction(house.sessions) as session:
        message = session.execute(select(InboundMessage)).scalar_one()
        message.danger = "domestic_abuse"
        row = DangerSign(conversation_id=message.conversation_id, inbound_id=message.id, category="domestic_abuse", sign="pl-partner-hits",
                         seen_by="lexicon", language="pl", card="domestic_abuse 2026-11.1 pl", at=house.now)  # fmt: skip
        for name, value in more.items():
            setattr(row, name, value)
        session.add(row)
        session.flush()
        return int(row.id)


def _concern(house: House) -> str:
    house.conversation(original=WORDS)
    with transaction(house.sessions) as session:
        conversation = session.execute(select(Conversation)).scalar_one()
        return str(concerns.open_for(session, house.vault, conversation, "domestic_abuse", WORDS, house.now).reference)


def _csrf(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_the_banner_says_which_sign_and_which_card(house: House) -> None:
    _sign(house)
    page = house.signed_in().get(PAGE).text
    assert "Sign: partner hits (pl)" in page
    assert "Card: Domestic abuse 2026-11.1 pl" in page


def test_a_likeness_says_how_sure_it_is(house: House) -> None:
    _sign(house, seen_by="model", sign="likeness", chance=0.87, card=None)
    page = house.signed_in().get(PAGE).text
    assert "Found by the second look, 87 in 100 sure" in page
    assert "No card was shown" in page


def test_two_dangers_in_one_message_are_both_told_and_judged_each_by_itself(house: House) -> None:
    first = _sign(house)
    with transaction(house.sessions) as session:
        message = session.execute(select(InboundMessage)).scalar_one()
        second = DangerSign(conversation_id=message.conversation_id, inbound_id=message.id, category="adult_safeguarding", sign="likeness",
                            seen_by="model", chance=0.93, card=None, at=house.now)  # fmt: skip
        session.add(second)
        session.flush()
        number = second.id
    page = house.signed_in().get(PAGE).text
    banner = page.split('class="danger-banner"')[1].split("</ul>")[0]
    assert re.findall(r"<strong>(.+?)</strong>", banner) == ["Domestic abuse", "An adult may be at risk"]
    assert banner.index("partner hits (pl)") < banner.index("Found by the second look, 93 in 100 sure")
    assert [f"/desk/dangers/{one}/verdict" in banner for one in (first, number)] == [True, True]
    assert '<span class="tag tag-danger">Domestic abuse, An adult may be at risk</span>' in page


def test_a_card_that_was_lost_is_told_though_the_other_of_the_message_went(house: House) -> None:
    _sign(house)
    with transaction(house.sessions) as session:
        message = session.execute(select(InboundMessage)).scalar_one()
        for state in ("failed", "sent"):
            conversation = session.get(Conversation, message.conversation_id)
            row = put_reply(session, house.vault, conversation, Reply("Help."), author="card", inbound=message, now=house.now)
            row.state = state
    assert "The safety card did not reach the person." in house.signed_in().get(PAGE).text


def test_staff_say_true_or_false_and_it_becomes_data(house: House) -> None:
    number = _sign(house)
    browser = house.signed_in()
    answer = browser.post(f"/desk/dangers/{number}/verdict", data={"csrf": _csrf(browser.get(PAGE).text), "verdict": "false"})
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    assert "False alarm, says Anna Example" in browser.get(PAGE).text
    with house.sessions() as session:
        (judged,) = verdicts.judged(session)
        assert (judged.text, judged.category, judged.verdict) == ("my husband hits me", "domestic_abuse", "false")
        assert session.execute(select(Audit).where(Audit.act == "danger_verdict")).scalar_one().detail["verdict"] == "false"


def test_no_other_verdict(house: House) -> None:
    number = _sign(house)
    browser = house.signed_in()
    token = _csrf(browser.get(PAGE).text)
    assert browser.post(f"/desk/dangers/{number}/verdict", data={"csrf": token, "verdict": "perhaps"}).status_code == 422
    assert browser.post("/desk/dangers/999/verdict", data={"csrf": token, "verdict": "true"}).status_code == 404


@pytest.mark.parametrize("role", ["staff", "editor", "moderator"])
def test_other_roles_do_not_reach_the_record(house: House, role: str) -> None:
    reference = _concern(house)
    browser = house.signed_in(role=role)
    assert browser.get("/desk/safeguarding").status_code == 403
    assert browser.get(f"/desk/safeguarding/{reference}").status_code == 403
    assert "Safeguarding</a>" not in browser.get("/desk/").text


def test_the_lead_sees_the_words_with_a_reason_and_decides(house: House) -> None:
    reference = _concern(house)
    browser = house.signed_in(role="safeguarding_lead")
    page = browser.get(f"/desk/safeguarding/{reference}").text
    assert "Invented Lane" not in page
    assert reference in browser.get("/desk/safeguarding").text
    token = _csrf(page)
    assert browser.post(f"/desk/safeguarding/{reference}/words", data={"csrf": token, "reason": ""}).status_code == 422
    shown = browser.post(f"/desk/safeguarding/{reference}/words", data={"csrf": token, "reason": "to decide on a referral"}).text
    assert "Invented Lane" in shown
    decision = {"csrf": token, "decision": "referred", "why": "Referred to adult social care"}
    assert browser.post(f"/desk/safeguarding/{reference}/decision", data=decision | {"why": " "}).status_code == 422
    assert browser.post(f"/desk/safeguarding/{reference}/decision", data=decision).status_code == 303
    assert "Referred to adult social care" in browser.get(f"/desk/safeguarding/{reference}").text
    with house.sessions() as session:
        acts = session.execute(select(Audit.act, Audit.reason).where(Audit.subject == "concern").order_by(Audit.id)).all()
    assert [tuple(row) for row in acts] == [("concern_opened", None), ("reveal", "to decide on a referral"), ("concern_referred", None)]


def test_the_words_lie_sealed_and_more_words_join_them(house: House) -> None:
    _concern(house)
    with transaction(house.sessions) as session:
        conversation = session.execute(select(Conversation)).scalar_one()
        concerns.open_for(session, house.vault, conversation, "domestic_abuse", "he came back", house.now)
    with house.sessions() as session:
        concern = session.execute(select(SafeguardingConcern)).scalar_one()
        words = house.vault.open(session, concern.words_sealed_id) or ""
        assert WORDS in words
        assert "he came back" in words
        assert session.execute(select(Sealed).where(Sealed.purpose == "safeguarding.words")).scalars().one()
