"""What may be said now, nearest and soonest first; and who would like to come, until it is over or taken back."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from sqlalchemy import select

from bot.announcements import current, editing, interest, wish
from bot.announcements.kinds import EVENT, IMPACT, KINDS, OPPORTUNITY
from bot.app import House
from bot.intake.contacts import find_or_create
from bot.messages import Channel, Sender
from bot.privacy.data_rights import rights
from bot.privacy.data_rights.subjects import resolve
from bot.privacy.keeping.retention import Retention
from bot.store.session import transaction
from bot.store.tables import Announcement, Audit, Contact, Conversation, Interest, Sealed, Tally
from tests.announcements.invented import event, impact, opportunity, published

NOW = dt.datetime(2026, 11, 26, 12, 0, tzinfo=dt.timezone.utc)
TODAY = NOW.date()


def put(house: House, *them: tuple[str, dict[str, str]]) -> None:
    with transaction(house.sessions) as session:
        for kind, typed in them:
            published(session, kind, typed, house.organisation, NOW)


def titles(house: House, words: str, now: dt.datetime = NOW, service_types: tuple[str, ...] = ()) -> tuple[list[str], bool, bool]:
    """The titles that are found, whether one is near, and whether they are in time."""
    asked = wish.read(words, now.date())
    assert asked is not None
    with house.sessions() as session:
        found = current.choose(current.read(session, asked.kinds, now), asked, house.organisation.timezone, service_types)
    return [one.title for one in found.announcements], found.near, found.in_time


def test_nothing_is_said_before_its_day_or_after_its_end(house: House) -> None:
    put(house, (EVENT, event(TODAY, title="now")), (EVENT, event(TODAY, title="later", shown_from="2026-12-01")))
    with transaction(house.sessions) as session:
        draft = published(session, EVENT, event(TODAY, title="draft"), house.organisation, NOW)
        draft.status = "draft"
    assert titles(house, "any events")[0] == ["now"]
    assert titles(house, "any events", dt.datetime(2026, 12, 1, 1, tzinfo=dt.timezone.utc))[0] == ["now", "later"]
    assert titles(house, "any events", dt.datetime(2026, 12, 8, 15, 59, tzinfo=dt.timezone.utc))[0] == ["now", "later"]
    assert titles(house, "any events", dt.datetime(2026, 12, 8, 16, 0, tzinfo=dt.timezone.utc))[0] == []


def test_ended_early_is_ended(sqlite_house: House) -> None:
    house = sqlite_house
    put(house, (EVENT, event(TODAY)))
    with transaction(house.sessions) as session:
        row = session.execute(select(Announcement)).scalar_one()
        with pytest.raises(ValueError, match="reason"):
            editing.end_early(session, row, actor="staff:1", reason=" ", now=NOW)
        editing.end_early(session, row, actor="staff:1", reason="the hall is flooded", now=NOW)
    assert titles(house, "any events")[0] == []
    with house.sessions() as session:
        assert session.execute(select(Audit.reason).where(Audit.act == editing.ENDED)).scalar_one() == "the hall is flooded"
        assert [one.title for one in editing.listed(session, NOW)["ended"]] == ["Made-up drop-in about dentists"]


@pytest.mark.parametrize(
    ("words", "expected", "near", "in_time"),
    [
        ("any events", ["Ely", "online", "Wisbech", "Peterborough"], True, True),
        ("any events near Wisbech", ["Wisbech", "online", "Ely", "Peterborough"], True, True),
        ("any events in Peterborough", ["Peterborough", "online", "Ely", "Wisbech"], True, True),
        ("any events near Huntingdon", ["online", "Ely", "Wisbech", "Peterborough"], True, True),
        ("any events next week", ["Ely"], True, True),
        ("any events tomorrow", ["Ely", "online", "Wisbech", "Peterborough"], True, False),
        ("do you have a survey", ["survey"], True, True),
        ("any focus groups", ["survey"], True, True),
    ],
)
def test_the_nearest_and_soonest_come_first(sqlite_house: House, words: str, expected: list[str], near: bool, in_time: bool) -> None:
    online = {"venue": "", "place": "", "step_free": "online", "area": "both", "link": "https://www.nhs.uk/join"}
    put(
        sqlite_house,
        (EVENT, event(TODAY, in_days=7, title="Ely", place="Ely")),
        (EVENT, event(TODAY, in_days=12, title="online", **online)),
        (EVENT, event(TODAY, in_days=20, title="Wisbech")),
        (EVENT, event(TODAY, in_days=30, title="Peterborough", place="Peterborough", area="peterborough")),
        (OPPORTUNITY, opportunity(TODAY, title="survey")),
    )
    assert titles(sqlite_house, words) == (expected, near, in_time)


def test_only_elsewhere_is_not_near(sqlite_house: House) -> None:
    put(sqlite_house, (EVENT, event(TODAY, title="Peterborough", place="Peterborough", area="peterborough")))
    assert titles(sqlite_house, "any events near Wisbech") == (["Peterborough"], False, True)


def test_what_changed_where_the_person_told_us_comes_first(sqlite_house: House) -> None:
    put(
        sqlite_house,
        (IMPACT, impact(TODAY, title="at the dentist", service_type="dental", changed_on="2026-09-01")),
        (IMPACT, impact(TODAY, title="at the surgery", changed_on="2026-10-01")),
    )
    assert titles(sqlite_house, "you said we did")[0] == ["at the surgery", "at the dentist"], "the newest first"
    assert titles(sqlite_house, "what happened to my story", service_types=("dental",))[0] == ["at the dentist", "at the surgery"]


def person(house: House, name: str = "+447700900123") -> int:
    """A conversation of somebody invented."""
    with transaction(house.sessions) as session:
        _, conversation = find_or_create(session, Sender(Channel.SMS, "+441632960000", name), house.vault, NOW)
        conversation.contact.last_inbound_at = NOW
        session.flush()
        return int(conversation.id)


def down(house: House, chat: int, slug: str = "made-up-drop-in-about-dentists") -> str:
    """Puts somebody down for an announcement, with all that can be kept; returns the reference."""
    with transaction(house.sessions) as session:
        row = editing.find(session, slug)
        assert row is not None
        found, _ = interest.record(session, session.get(Conversation, chat), row, notice_version="1", now=NOW)
        interest.set_needs(session, house.vault, found, "a ramp for [name]", "a ramp for Sam Example")
        interest.set_contact(session, house.vault, found, "Sam, 07700 900123")
        return str(found.reference)


def all_of(house: House, table: Any) -> list[Any]:
    with house.sessions() as session:
        return list(session.execute(select(table)).scalars())


def kept_words(house: House) -> list[str]:
    return sorted(row.purpose for row in all_of(house, Sealed) if row.purpose.startswith("interest."))


def test_a_second_wish_for_the_same_is_the_first(house: House) -> None:
    put(house, (EVENT, event(TODAY)))
    chat = person(house)
    assert down(house, chat) == down(house, chat)
    assert kept_words(house) == ["interest.contact", "interest.needs"], "what was said before is not kept beside it"
    with house.sessions() as session:
        assert interest.counts(session) == {"made-up-drop-in-about-dentists": 1}
        [(found, reference)] = interest.listed(session, 1)
        assert (found.needs_redacted, found.wants_contact, found.notice_version) == ("a ramp for [name]", True, "1")
        assert reference == session.get(Conversation, chat).reference
        assert house.vault.open(session, found.needs_sealed_id) == "a ramp for Sam Example"


def test_what_is_taken_back_is_erased(house: House) -> None:
    put(house, (EVENT, event(TODAY)))
    chat = person(house)
    down(house, chat)
    with transaction(house.sessions) as session:
        contact = session.get(Conversation, chat).contact_id
        assert interest.of_person(session, contact, "E-0000-0000") == []
        interest.withdraw(session, [found for found, _ in interest.of_person(session, contact)])
    assert all_of(house, Interest) == []
    assert kept_words(house) == []
    assert [row.act for row in all_of(house, Audit) if row.subject == "interest"] == ["interest.record", "interest.withdraw"]
    assert [(row.label, row.number) for row in all_of(house, Tally) if row.measure == "interest"] == [("event", 1)]


def test_it_is_kept_for_a_month_after_the_end_and_its_person_as_long(house: House) -> None:
    put(house, (EVENT, event(TODAY, in_days=300, shown_from=TODAY.isoformat())))
    chat = person(house)
    down(house, chat)
    run = Retention(house.sessions, house.organisation, house.locks).run
    run(NOW + dt.timedelta(days=2))
    assert len(all_of(house, Conversation)) == 1, "a chat in which somebody asked to come led to something"
    for days in (15, 60, 290, 329):
        run(NOW + dt.timedelta(days=days))
    assert len(all_of(house, Interest)) == 1, "its person is kept while they may have to be reached"
    run(NOW + dt.timedelta(days=331))
    assert (all_of(house, Interest), kept_words(house)) == ([], [])
    run(NOW + dt.timedelta(days=332))
    assert all_of(house, Contact) == []


def test_rights_find_give_out_and_erase_it(house: House) -> None:
    put(house, (EVENT, event(TODAY)))
    chat = person(house)
    down(house, chat)
    with transaction(house.sessions) as session:
        subject = resolve(session, house.vault, "07700 900123")
        assert rights.find(session, subject, actor="staff:1", reason="asked")["interest"] == 1
        given = rights.export(
            session, subject, vault=house.vault, organisation=house.organisation, actor="staff:1", reason="asked", now=NOW
        )
        [record] = json.loads(given.json)["other_records"]["interest"]
        assert (record["needs"], record["contact"]) == ("a ramp for Sam Example", "Sam, 07700 900123")
        rights.erase(session, subject, vault=house.vault, actor="staff:1", reason="asked", now=NOW)
    assert (all_of(house, Interest), kept_words(house)) == ([], [])
    assert len(all_of(house, Announcement)) == 1


def test_a_name_that_is_taken_gets_a_number(sqlite_house: House) -> None:
    put(sqlite_house, (EVENT, event(TODAY)), (EVENT, event(TODAY)))
    assert [row.slug for row in all_of(sqlite_house, Announcement)] == [
        "made-up-drop-in-about-dentists",
        "made-up-drop-in-about-dentists-2",
    ]
    assert all(row.kind in KINDS for row in all_of(sqlite_house, Announcement))
