"""An experience at the desk: its topics settled, its release for reports, and who may do neither."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.experiences.coding import records
from bot.store.session import transaction
from bot.store.tables import Audit, Experience, ExperienceCode
from tests.desk.conftest import House

REFERENCE = "QW-2222-33"


@pytest.fixture
def sent(house: House) -> House:
    """A desk with one sent experience for which topics were suggested."""
    with transaction(house.sessions) as session:
        experience = Experience(
            reference=REFERENCE, channel="web", state="submitted", story_redacted="No NHS dentist, and I was there on 3 May.",
            notice_version="1",
            service_type="dental", permission="no", submitted_at=house.now, created_at=house.now, changed_at=house.now, themes=[],
        )  # fmt: skip
        session.add(experience)
        session.flush()
        records.keep_suggestions(session, experience, [Topic()], "negative", house.now)
    return house


class Topic:
    code, score, words = "dentistry_access", 0.7, ("nhs dentist",)


def posted(house: House, path: str, **form: str) -> Any:
    browser = house.signed_in()
    page = browser.get(f"/desk/experiences/{REFERENCE}").text
    token = page.split('name="csrf" value="')[1].split('"')[0]
    return browser.post(f"/desk/experiences/{REFERENCE}/{path}", data={"csrf": token, **form})


def stored(house: House) -> Experience:
    with house.sessions() as session:
        return session.execute(select(Experience).where(Experience.reference == REFERENCE)).scalar_one()


def test_what_is_suggested_is_shown_with_its_words(sent: House) -> None:
    page = sent.signed_in().get(f"/desk/experiences/{REFERENCE}").text
    assert "from: nhs dentist" in page
    assert "Suggested by the computer" in page
    assert "It still gives the exact day." in page
    assert "has not agreed" in page


def test_staff_settle_the_codes(sent: House) -> None:
    form = {"theme.cost": "yes", "theme.dentistry_access": "yes", "sentiment": "mixed", "service_type": "gp"}
    assert posted(sent, "codes", **form).status_code == 303
    experience = stored(sent)
    assert (experience.themes, experience.sentiment, experience.service_type) == (["dentistry_access", "cost"], "mixed", "gp")
    with sent.sessions() as session:
        assert session.execute(select(Audit.act).where(Audit.subject == "experience")).scalars().all() == ["experience.code"]
        rows = session.execute(select(ExperienceCode.source, ExperienceCode.code).where(ExperienceCode.kind == "theme")).all()
        assert [tuple(row) for row in rows] == [("machine", "dentistry_access"), ("person", "dentistry_access"), ("person", "cost")]
    assert "kept 1; 1 they added" in sent.signed_in("Bea Example").get("/desk/experiences").text


def test_a_code_on_no_list_is_refused(sent: House) -> None:
    assert posted(sent, "codes", **{"theme.weather": "yes", "sentiment": "mixed", "service_type": "gp"}).status_code == 400
    assert stored(sent).coded_at is None


def test_release_and_back(sent: House) -> None:
    assert posted(sent, "release", released="yes").status_code == 303
    assert stored(sent).approved_at == sent.now
    browser = sent.browser()
    assert browser.post(f"/desk/experiences/{REFERENCE}/release", data={"released": "no"}).status_code in (303, 401, 403)
    assert stored(sent).approved_at == sent.now


def test_only_what_was_sent_can_be_released(sent: House) -> None:
    with transaction(sent.sessions) as session:
        session.execute(select(Experience)).scalar_one().state = "draft"
    browser = sent.signed_in()
    token = browser.get("/desk/experiences?state=draft").text.split('name="csrf" value="')[1].split('"')[0]
    assert browser.post(f"/desk/experiences/{REFERENCE}/release", data={"csrf": token, "released": "yes"}).status_code == 409
    assert stored(sent).approved_at is None


def points_at_somebody(house: House) -> None:
    with transaction(house.sessions) as session:
        session.execute(select(Experience)).scalar_one().story_redacted = "I am the vicar of Manea and I have motor neurone disease."


def test_staff_see_what_adds_up_and_what_it_would_read_without(sent: House) -> None:
    points_at_somebody(sent)
    page = sent.signed_in().get(f"/desk/experiences/{REFERENCE}").text
    assert "6 of 10" in page
    assert "are likely to know who it is" in page
    for ground, words in (("A small place is named", "Manea"), ("A role that few people have is named", "vicar")):
        assert f'{ground}: <span dir="auto"><mark>{words}</mark>' in page.replace("\n", "")
    assert "Leave them out. Then it reads" in page


@pytest.mark.parametrize(
    ("form", "status", "settled"),
    [
        ({}, 422, None),
        ({"pointing": "as_it_is"}, 422, None),
        ({"pointing": "as_it_is", "reason": "published already"}, 303, "as_it_is"),
        ({"pointing": "generalised"}, 303, "generalised"),
    ],
)
def test_a_story_that_points_at_somebody_is_released_with_a_decision_only(
    sent: House, form: dict[str, str], status: int, settled: str | None
) -> None:
    points_at_somebody(sent)
    assert posted(sent, "release", released="yes", **form).status_code == status
    assert stored(sent).pointing == settled
    assert (stored(sent).approved_at is None) is (settled is None)


def test_what_was_decided_is_open_again_when_it_is_taken_out_of_reports(sent: House) -> None:
    points_at_somebody(sent)
    with transaction(sent.sessions) as session:
        experience = session.execute(select(Experience)).scalar_one()
        experience.approved_at, experience.pointing = sent.now, "as_it_is"
    assert posted(sent, "release", released="no").status_code == 303
    assert (stored(sent).approved_at, stored(sent).pointing) == (None, None)
