"""The schedule carried out: what has outlived its period goes whole, what has not stays, and the counts stand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import House
from bot.insights import counts
from bot.organisation import Organisation, OrganisationError
from bot.privacy.keeping import retention
from bot.privacy.keeping.retention import Retention
from bot.privacy.keeping.schedule import CLASSES, Schedule, in_words
from bot.store.locks import RETENTION, TURN, FileLocks
from bot.store.session import transaction
from bot.store.tables import (
    ColleagueNote,
    Contact,
    Conversation,
    DangerSign,
    Enquiry,
    Experience,
    Handover,
    InboundMessage,
    ModerationAction,
    ModerationCase,
    PublicPost,
    RetentionBatch,
    Sealed,
    Suppression,
    Tally,
)
from tests.privacy.records import NOW, Records, ago

PERIODS = {
    "abandoned_chat": 1, "close_after_quiet": 14, "transcript_after_close": 30, "unfinished_story": 14, "enquiry": 730,
    "contact_details": 180, "anonymous_experience": 2190, "public_comment": 30, "moderation_log": 365,
}  # fmt: skip


@pytest.fixture
def records(house: House) -> Records:
    return Records(house)


@pytest.fixture
def some(sqlite_house: House) -> Records:
    return Records(sqlite_house)


def run(records: Records, now: dt.datetime = NOW) -> None:
    house = records.house
    Retention(house.sessions, house.organisation, house.locks).run(now)


def originals(records: Records) -> list[str]:
    return [row.purpose for row in records.all(Sealed)]


def test_the_shipped_schedule_is_the_one_of_the_domain(house: House) -> None:
    schedule = Schedule(house.organisation)
    assert {name: schedule.days(name) for name in PERIODS} == PERIODS


def test_an_abandoned_chat_leaves_nothing_but_a_number(records: Records) -> None:
    chat = records.chat(1.1)
    fresh = records.chat(0.9)
    run(records)
    assert not records.there(Conversation, chat)
    assert records.there(Conversation, fresh)
    assert [row.id for row in records.all(Contact)] == [records.contact_of(fresh)]
    assert len(originals(records)) == 4, "address, name, words and answer of the fresh chat"
    assert {(row.measure, row.number) for row in records.all(Tally)} >= {("message", 1), ("conversation", 1), ("reply", 1)}
    proof = records.all(RetentionBatch)[0]
    assert (proof.retention_class, proof.cut_off, proof.erased["conversation"]) == ("abandoned_chat", ago(1), 1)


@pytest.mark.parametrize("led_to", ["enquiry", "story", "handover", "danger", "note"])
def test_a_chat_that_led_to_something_is_not_abandoned(some: Records, led_to: str) -> None:
    chat = some.chat(2, danger="domestic_abuse" if led_to == "danger" else None)
    if led_to == "enquiry":
        some.enquiry(chat, 2)
    elif led_to == "story":
        some.story(chat, 2, state="draft")
    elif led_to == "handover":
        some._add(Handover(conversation_id=chat, reason="asked", opened_at=ago(2)))
    elif led_to == "note":
        some.note(chat, "She will write again on Monday", days=2)
    run(some)
    assert some.there(Conversation, chat)
    assert len(some.all(InboundMessage)) == 1


def test_a_quiet_chat_is_closed_and_its_words_go_a_month_later(records: Records) -> None:
    chat = records.chat(14.5)
    records.enquiry(chat, 14.5)
    run(records)
    with records.house.sessions() as session:
        assert session.get(Conversation, chat).state == "closed"
    assert records.counts()["inbound"] == 1
    run(records, NOW + dt.timedelta(days=29))
    assert records.counts()["inbound"] == 1
    run(records, NOW + dt.timedelta(days=31))
    left = records.counts()
    assert (left["inbound"], left["outbound"], left["outbound_part"], left["tracker_event"]) == (0, 0, 0, 0)
    assert (left["conversation"], left["contact"], left["enquiry"]) == (1, 1, 1)
    assert sorted(originals(records)) == ["contact.address", "contact.name"]


def test_notes_of_colleagues_go_with_the_transcript(records: Records) -> None:
    old = records.chat(40, closed=True)
    records.note(old, "Rang her", days=40)
    noted_since = records.chat(40, closed=True)
    records.note(noted_since, "Wrote to her surgery", days=3)
    run(records)
    assert [row.conversation_id for row in records.all(ColleagueNote)] == [noted_since]
    assert records.there(Conversation, old)
    run(records, NOW + dt.timedelta(days=30))
    assert records.all(ColleagueNote) == []
    assert "colleague_note" in {name for proof in records.all(RetentionBatch) for name in proof.erased}


def test_a_person_goes_half_a_year_after_the_last_need_and_what_is_anonymous_stays(records: Records) -> None:
    chat = records.chat(181, closed=True)
    story, enquiry = records.story(chat, 181, contact="07700 900123"), records.enquiry(chat, 181)
    lately = records.chat(179, closed=True)
    run(records)
    assert not records.there(Conversation, chat)
    assert records.there(Conversation, lately)
    with records.house.sessions() as session:
        kept, asked = session.get(Experience, story), session.get(Enquiry, enquiry)
        assert (kept.conversation_id, kept.contact_sealed_id, kept.wants_contact) == (None, None, False)
        assert kept.story_redacted
        assert len(session.query(retention.Experience).all()) == 1
        assert asked.conversation_id is None
    assert sorted(originals(records)) == ["contact.address", "contact.name"]


def test_somebody_who_told_us_to_stop_is_not_written_to_after_they_were_erased(records: Records) -> None:
    chat = records.chat(200, closed=True, address="+447700900777")
    with transaction(records.house.sessions) as session:
        session.get(Conversation, chat).contact.opted_out_at = ago(200)
    run(records)
    assert records.contacts() == 0
    again = records.chat(0, address="+447700900777")
    with records.house.sessions() as session:
        assert session.get(Conversation, again).contact.opted_out_at == ago(200)
    assert records.all(Suppression) == [], "it is the contact's again"


def test_stories_drafts_and_enquiries_have_periods_of_their_own(records: Records) -> None:
    old, young = records.story(None, 2191), records.story(None, 2189)
    draft, fresh_draft = records.story(None, 15, state="draft"), records.story(None, 13, state="draft")
    asked, lately = records.enquiry(None, 731), records.enquiry(None, 729)
    run(records)
    assert [records.there(Experience, number) for number in (old, young, draft, fresh_draft)] == [False, True, False, True]
    assert [records.there(Enquiry, number) for number in (asked, lately)] == [False, True]
    assert records.counts()["consent_grant"] == 4, "choices go with their story"
    assert {(row.measure, row.label) for row in records.all(Tally)} == {("experience", "gp"), ("enquiry", "answered")}


def test_comments_go_a_month_after_they_came_or_a_year_after_their_case_was_closed(records: Records) -> None:
    plain, fresh = records.comment(31), records.comment(29)
    moderated, lately, still_open = records.comment(400), records.comment(400), records.comment(400)
    for item, closed in ((moderated, 366), (lately, 364), (still_open, None)):
        state = "open" if closed is None else "closed"
        records._add(ModerationCase(item_id=item, action="abuse", state=state, closed_at=ago(closed) if closed else None))
    run(records)
    assert [records.there(PublicPost, number) for number in (plain, fresh, moderated, lately, still_open)] == [
        False,
        True,
        False,
        True,
        True,
    ]


def test_what_staff_answered_goes_with_the_case(records: Records) -> None:
    old, young = records.comment(400), records.comment(400)
    acts = [records.answer(item, "Hello Zeb, ring 07700 900456") for item in (old, young)]
    with transaction(records.house.sessions) as session:
        for item, days in ((old, 366), (young, 364)):
            case = session.execute(select(ModerationCase).where(ModerationCase.item_id == item)).scalar_one()
            case.state, case.closed_at = "closed", ago(days)
    sealed = len(records.all(Sealed))
    run(records)
    assert [records.there(ModerationAction, act) for act in acts] == [False, True]
    assert len(records.all(Sealed)) == sealed - 2, "the comment and the answer"


def test_a_legal_hold_stops_every_class(records: Records) -> None:
    chat = records.chat(300, closed=True)
    story = records.story(chat, 300, contact="07700 900123")
    records.hold("contact", records.contact_of(chat))
    lone = records.story(None, 3000)
    records.hold("experience", lone)
    comment = records.comment(100)
    records.hold("public_item", comment)
    before = records.counts()
    run(records)
    assert records.counts() == before
    assert records.there(Experience, story)


def test_safeguarding_is_never_erased_by_itself(records: Records) -> None:
    records.chat(4000, closed=True, danger="child_safeguarding")
    before = records.counts()
    run(records)
    assert records.counts() == before


def test_a_chat_somebody_is_answering_this_moment_is_left_for_the_next_round(some: Records, tmp_path: Path) -> None:
    chat = some.chat(2)
    worker = FileLocks(some.house.settings.var / "locks")
    run(some, NOW - dt.timedelta(days=10))  # nothing due; makes the lock's file
    held = some.house.locks.try_lock(TURN, chat)
    assert held
    run(some)
    assert some.there(Conversation, chat)
    some.house.locks.unlock(TURN, chat)
    worker.close()
    run(some)
    assert not some.there(Conversation, chat)


def test_one_process_at_a_time(some: Records) -> None:
    assert some.house.locks.try_lock(RETENTION, 0)
    assert Retention(some.house.sessions, some.house.organisation, some.house.locks).run(NOW) is None


def test_batches_are_limited(some: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(5):
        some.enquiry(None, 800)
    keeping = Retention(some.house.sessions, some.house.organisation, some.house.locks)
    assert keeping.waiting(NOW)["enquiry"] == 5
    keeping.run(NOW, most_batches=2)
    assert len(some.all(Enquiry)) == 1
    keeping.run(NOW)
    assert [row.erased["enquiry"] for row in some.all(RetentionBatch)] == [2, 2, 1]
    assert keeping.waiting(NOW)["enquiry"] == 0


def test_reports_do_not_shift(records: Records) -> None:
    """The same table before and after a person of this very week was erased."""
    chats = [records.chat(3, closed=True) for _ in range(6)]
    for chat in chats:
        records.enquiry(chat, 3)
        records.story(chat, 3)

    def reports() -> list[counts.Table]:
        with records.house.sessions() as session:
            zone = records.house.organisation.timezone
            return [
                counts.enquiries(session, now=NOW, days=28, zone=zone),
                counts.enquiries_by_channel(session, now=NOW, days=28),
                counts.experiences(session, now=NOW, days=28),
            ]

    before = reports()
    with transaction(records.house.sessions) as session:
        session.begin_write()
        from bot.privacy.keeping import erasing

        for table in (Enquiry, Experience):
            erasing.erase(session, table, [row.id for row in session.query(table).all()][:3])
    assert reports() == before


@pytest.mark.parametrize(
    ("days", "words"), [(1, "24 hours"), (14, "14 days"), (30, "30 days"), (180, "6 months"), (365, "1 year"), (2190, "6 years")]
)
def test_periods_read_as_people_say_them(days: int, words: str) -> None:
    assert in_words(days) == words


@pytest.mark.parametrize(("entry", "says"), [("transcript_after_close: 0", "one day"), ("transcripts: 30", "no class")])
def test_a_schedule_that_cannot_be_meant_is_refused_in_plain_words(house: House, tmp_path: Path, entry: str, says: str) -> None:
    text = house.settings.organisation_file.read_text(encoding="utf-8")
    path = tmp_path / "organisation.yml"
    path.write_text(text.replace("transcript_after_close: 30", entry), encoding="utf-8")
    with pytest.raises(OrganisationError, match=says):
        Schedule(Organisation.load(path))


def test_every_class_is_carried_out() -> None:
    assert {due.retention_class for due in retention.CLASSES} == {one.name for one in CLASSES}


def test_a_false_alarm_protects_no_more(records: Records) -> None:
    chat = records.chat(40, closed=True, danger="domestic_abuse")
    message = records.all(InboundMessage)[0]
    sign = {"conversation_id": chat, "inbound_id": message.id, "category": "domestic_abuse", "sign": "x", "seen_by": "lexicon"}
    number = records._add(DangerSign(**sign))
    run(records)
    assert records.counts()["inbound"] == 1
    with transaction(records.house.sessions) as session:
        session.get(DangerSign, number).verdict = "false"
    run(records)
    assert records.counts()["inbound"] == 0
