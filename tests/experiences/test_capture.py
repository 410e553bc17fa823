"""The draft: nothing told is lost, nothing is kept that was taken back, and silence is no consent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.app import House
from bot.experiences import capture, consent
from bot.experiences.summary import about_story, summary
from bot.intake.contacts import find_or_create
from bot.messages import Button, Channel, Reply, Sender
from bot.store.session import StoreSession
from bot.store.tables import Audit, ConsentGrant, Conversation, Experience, Sealed
from connectors.sms.pages import pages

NOW = dt.datetime(2026, 11, 24, 11, 0, tzinfo=dt.timezone.utc)


@pytest.fixture
def session(sqlite_house: House) -> Iterator[StoreSession]:
    with sqlite_house.sessions() as session, session.no_autoflush:
        yield session


@pytest.fixture
def conversation(session: StoreSession, sqlite_house: House) -> Conversation:
    return find_or_create(session, Sender(Channel.WEB, "web", "somebody"), sqlite_house.vault, NOW)[1]


@pytest.fixture
def draft(session: StoreSession, conversation: Conversation) -> Experience:
    return capture.start(session, conversation, "2026-11", NOW)


def test_a_draft_survives(session: StoreSession, conversation: Conversation, draft: Experience, sqlite_house: House) -> None:
    capture.add_story(draft, "They were kind. ", NOW)
    capture.add_story(draft, "The food was cold.", NOW)
    session.commit()
    with sqlite_house.sessions() as other:
        found = capture.latest_draft(other, conversation.id)
        assert found is not None
        assert found.story_redacted == "They were kind.\nThe food was cold."
        assert (found.state, found.channel, found.notice_version) == ("draft", "web", "2026-11")


def test_only_a_story_and_a_service_can_be_sent(session: StoreSession, conversation: Conversation, draft: Experience) -> None:
    capture.add_story(draft, "The dentist was gentle.", NOW)
    capture.set_service(draft, name="  Smile   House, March ")
    reference = capture.submit(session, draft, NOW)
    session.commit()
    assert reference == draft.reference
    assert (draft.state, draft.service_name_redacted, draft.service_type, draft.submitted_at) == (
        "submitted",
        "Smile House, March",
        "dental",
        NOW,
    )
    assert capture.latest_draft(session, conversation.id) is None
    assert session.execute(select(Audit.act).where(Audit.subject == "experience")).scalars().all() == ["experience.submit"]


def test_an_empty_story_cannot_be_sent(session: StoreSession, draft: Experience) -> None:
    with pytest.raises(ValueError, match="no story"):
        capture.submit(session, draft, NOW)


def test_a_story_is_sent_once(session: StoreSession, draft: Experience) -> None:
    capture.add_story(draft, "It was fine.", NOW)
    capture.submit(session, draft, NOW)
    with pytest.raises(ValueError, match="draft"):
        capture.submit(session, draft, NOW)


def test_an_exact_date_is_not_kept(draft: Experience) -> None:
    capture.set_month(draft, dt.date(2026, 6, 17))
    assert draft.month == dt.date(2026, 6, 1)


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_is_from_one_to_five(draft: Experience, rating: int) -> None:
    with pytest.raises(ValueError, match="1 to 5"):
        capture.set_rating(draft, rating)


def test_values_that_mean_nothing_are_refused(session: StoreSession, draft: Experience) -> None:
    with pytest.raises(ValueError, match="not one of"):
        capture.set_about(draft, "the cat")
    with pytest.raises(ValueError, match="type of service"):
        capture.set_service(draft, service_type="spa")
    with pytest.raises(ValueError, match="purpose"):
        capture.set_consent(session, draft, "marketing", True, NOW)


def test_silence_is_no_consent_and_the_newest_answer_holds(session: StoreSession, draft: Experience) -> None:
    assert consent.in_force(session, draft) == dict.fromkeys(consent.PURPOSES, False)
    capture.set_consent(session, draft, "quote_anonymously", True, NOW)
    capture.set_consent(session, draft, "use_anonymously", True, NOW)
    capture.set_consent(session, draft, "quote_anonymously", False, NOW)
    assert consent.in_force(session, draft) == {
        "use_anonymously": True, "quote_anonymously": False, "share_with_provider": False, "contact_me": False,
    }  # fmt: skip
    grant = session.execute(select(ConsentGrant).order_by(ConsentGrant.id).limit(1)).scalar_one()
    assert (grant.purpose, grant.granted, grant.notice_version, grant.at) == ("quote_anonymously", True, "2026-11", NOW)


def test_a_contact_is_sealed_apart_from_the_story(session: StoreSession, draft: Experience, sqlite_house: House) -> None:
    capture.set_contact(session, sqlite_house.vault, draft, "07700 900123")
    session.commit()
    row = session.get(Sealed, draft.contact_sealed_id)
    assert row.purpose == capture.CONTACT_PURPOSE
    assert sqlite_house.vault.open(session, draft.contact_sealed_id) == "07700 900123"
    assert draft.wants_contact
    capture.set_contact(session, sqlite_house.vault, draft, None)
    session.commit()
    assert draft.contact_sealed_id is None
    assert session.execute(select(Sealed).where(Sealed.purpose == capture.CONTACT_PURPOSE)).first() is None


def test_what_is_taken_back_is_gone(session: StoreSession, conversation: Conversation, draft: Experience, sqlite_house: House) -> None:
    capture.add_story(draft, "Something private.", NOW)
    capture.set_service(draft, name="Somewhere")
    capture.set_consent(session, draft, "contact_me", True, NOW)
    capture.set_contact(session, sqlite_house.vault, draft, "someone@example.org")
    session.commit()
    capture.discard(session, sqlite_house.vault, draft, NOW)
    session.commit()
    assert capture.latest_draft(session, conversation.id) is None
    assert (draft.state, draft.story_redacted, draft.service_name_redacted, draft.wants_contact) == ("withdrawn", "", None, False)
    assert session.execute(select(Sealed).where(Sealed.purpose == capture.CONTACT_PURPOSE)).first() is None
    assert session.execute(select(ConsentGrant)).first() is None


def test_the_summary_says_what_is_there_and_what_we_may_do(session: StoreSession, draft: Experience) -> None:
    capture.add_story(draft, "word " * 60, NOW)
    assert "You have not said that we may use it." in summary(session, draft)
    capture.set_service(draft, service_type="care_home")
    capture.set_month(draft, dt.date(2026, 6, 1))
    capture.set_rating(draft, 4)
    capture.set_about(draft, "cared_for")
    capture.set_consent(session, draft, "use_anonymously", True, NOW)
    lines = summary(session, draft).splitlines()
    assert lines[1:] == [
        "Service: Care home", "When: June 2026", "Rating: 4 out of 5", "About: someone you care for",
        "We may: use your story without your name",
    ]  # fmt: skip
    assert lines[0].endswith("...")
    assert len(lines[0]) < 150


def test_what_is_looked_over_before_sending_is_one_text_message(session: StoreSession, draft: Experience) -> None:
    capture.set_service(draft, service_type="hospital", name="Peterborough City Hospital, Peterborough")
    capture.set_month(draft, dt.date(2026, 9, 1))
    capture.set_rating(draft, 4)
    capture.set_about(draft, "cared_for")
    capture.set_consent(session, draft, "use_anonymously", True, NOW)
    capture.set_consent(session, draft, "quote_anonymously", True, NOW)
    choices = tuple(Button(title, "/x") for title in ("Send it", "Carry on", "Delete it"))
    text = f"I have your story.\n{about_story(session, draft)}\nShall I send it to our team?"
    assert len(pages(Reply(text, choices))) == 1
