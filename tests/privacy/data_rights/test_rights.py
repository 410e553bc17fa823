"""Rights carried out on both databases: everything of a person is found, given out, and gone when it is erased."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import inspect, select

from bot.app import House
from bot.messages import Channel
from bot.privacy.data_rights import requests, rights
from bot.privacy.data_rights.subjects import NotFound, Subject, resolve, variants
from bot.privacy.keeping.holds import Held, release
from bot.store.session import transaction
from bot.store.tables import (
    Audit,
    Base,
    ColleagueNote,
    Contact,
    Conversation,
    DataRequest,
    Erased,
    Experience,
    ModerationAction,
    PublicPost,
    RetentionBatch,
    Sealed,
)
from tests.privacy.records import NOW, Records

PHONE = "+447700900321"


@pytest.fixture
def records(house: House) -> Records:
    return Records(house)


@pytest.fixture
def some(sqlite_house: House) -> Records:
    return Records(sqlite_house)


def subject_of(records: Records, ref: str) -> Subject:
    with records.house.sessions() as session:
        return resolve(session, records.house.vault, ref)


def erase(records: Records, ref: str, **more: bool) -> None:
    with transaction(records.house.sessions) as session:
        session.begin_write()
        subject = resolve(session, records.house.vault, ref)
        rights.erase(session, subject, vault=records.house.vault, actor="staff:1", reason="they asked", now=NOW, **more)


def export(records: Records, ref: str) -> rights.Export:
    house = records.house
    with transaction(house.sessions) as session:
        subject = resolve(session, house.vault, ref)
        return rights.export(session, subject, vault=house.vault, organisation=house.organisation, actor="staff:1", reason="asked", now=NOW)


def test_a_person_is_found_by_whatever_they_can_name(records: Records) -> None:
    chat = records.chat(5, address=PHONE)
    again = records.chat(1, address=f"whatsapp:{PHONE}", channel=Channel.WHATSAPP)
    records.chat(1)
    story = records.story(chat, 5)
    lone = records.story(None, 5, contact="please ring 07700 900 321 after six")
    mailed = records.story(None, 5, contact="Write to Sam@Example.org")
    with records.house.sessions() as session:
        reference, told = session.get(Conversation, chat).reference, session.get(Experience, story).reference
        request = requests.open_request(session, session.get(Conversation, chat), "access", by="person", now=NOW)
        session.commit()
        asked = request.reference
    for ref in (reference, reference.lower(), asked, str(chat)):
        found = subject_of(records, ref)
        assert (found.conversations, found.experiences) == ((chat,), (story,)), ref
    for ref in ("07700 900321", "+44 7700 900321", "07700900321"):
        found = subject_of(records, ref)
        assert (found.conversations, set(found.experiences)) == ((chat, again), {story, lone}), ref
    assert subject_of(records, told) == Subject(experiences=(story,)), "a story's reference proves the story alone"
    assert subject_of(records, "sam@example.org").experiences == (mailed,)
    found = subject_of(records, "07700 900321")
    assert subject_of(records, found.key) == found


@pytest.mark.parametrize("ref", ["C-2222-2222", "07700 900999", "999999", "nobody@example.org", "", "contact:99999", "🙂" * 300])
def test_nobody_is_found_under_what_names_nobody(some: Records, ref: str) -> None:
    some.chat(1)
    some.story(None, 1, contact="07700 900123")
    with pytest.raises(NotFound):
        subject_of(some, ref)


def test_an_author_of_public_comments_is_found_by_their_page_id(some: Records) -> None:
    vault = some.house.vault
    comment = some.comment(3, author_hash=vault.hash_address("public messenger", "1000", "333"))
    some.comment(3, author_hash=vault.hash_address("public messenger", "1000", "334"))
    assert subject_of(some, "333").comments == (comment,)
    erase(some, "333")
    assert not some.there(PublicPost, comment)
    assert len(some.all(PublicPost)) == 1


def test_danger_in_a_public_comment_is_for_the_safeguarding_lead(some: Records) -> None:
    vault = some.house.vault
    with transaction(some.house.sessions) as session:
        author = vault.seal(session, "public.author", '{"id": "333", "name": "Zeb Example"}')
    hashed = vault.hash_address("public messenger", "1000", "333")
    some.answer(some.comment(3, author_hash=hashed, author_sealed_id=author, danger="domestic_abuse"), "Hello")
    (told,) = json.loads(export(some, "333").json)["public_comments"]
    assert (told["author"], told["judged"]) == ({"id": "333", "name": "Zeb Example"}, None)
    with pytest.raises(rights.NeedsDecision):
        erase(some, "333")


def test_what_staff_answered_to_a_comment_belongs_to_its_writer(records: Records) -> None:
    vault = records.house.vault
    comment = records.comment(3, author_hash=vault.hash_address("public messenger", "1000", "333"))
    act = records.answer(comment, "Hello Zeb, ring me on 07700 900456")
    held = json.loads(export(records, "333").json)
    assert held["public_comments"][0]["done"][0]["words"] == "Hello Zeb, ring me on 07700 900456"
    before = len(records.all(Sealed))
    erase(records, "333")
    assert not records.there(ModerationAction, act)
    assert len(records.all(Sealed)) == before - 2, "the comment and the answer"


def test_a_detail_in_an_answer_to_somebody_else_is_found_and_taken_out(records: Records) -> None:
    comment = records.comment(3)
    act = records.answer(comment, "Ask Zeb on 07700 900456 about the ramp")
    subject = subject_of(records, "07700900456")
    assert subject.comments == ()
    assert [(place.table, place.row) for place in subject.places] == [("moderation_action", act)]
    elsewhere = json.loads(export(records, "07700900456").json)["where_else_your_details_stand"]
    assert elsewhere == [{"where": "in an answer of our team to a public comment", "channel": None}]
    records.hold("public_item", comment)
    with pytest.raises(Held):
        erase(records, "07700900456")
    with transaction(records.house.sessions) as session:
        release(session, "public_item", comment, reason="the claim ended", actor="staff:1", now=NOW)
    erase(records, "07700900456")
    with records.house.sessions() as session:
        words = records.house.vault.open(session, session.get(ModerationAction, act).body_sealed_id)
    assert words == "Ask Zeb on [phone number] about the ramp"


def test_an_export_holds_every_word_and_no_name_of_staff(records: Records) -> None:
    chat = records.chat(5, address=PHONE)
    records.story(chat, 5, contact="ring 07700 900321")
    records.enquiry(chat, 5)
    with transaction(records.house.sessions) as session:
        from bot.store import audit

        audit.record(session, actor="staff:7", act="reveal", subject="inbound", subject_id=1, reason="to call back")
    made = export(records, PHONE)
    held = json.loads(made.json)
    assert held["you_on_our_channels"][0]["address"] == PHONE
    assert held["you_on_our_channels"][0]["profile_name"] == "Sam Example"
    talk = held["conversations"][0]
    assert [(line["from"], line["words"]) for line in talk["messages"]] == [("you", "I am Sam Example"), ("the assistant", "Hello Sam")]
    assert talk["questions"][0]["topic"] == "register_gp"
    story = held["stories"][0]
    assert (story["how_to_reach_you"], story["story_redacted"]) == ("ring 07700 900321", "I waited. [name] was kind.")
    assert {choice["purpose"]: choice["granted"] for choice in story["choices"]} == {"use_anonymously": True, "quote_anonymously": True}
    assert "staff:" not in made.json
    for words in ("I am Sam Example", "Hello Sam", "ring 07700 900321", PHONE):
        assert words in made.html
    assert records.all(Audit)[-1].act == "rights.export"


def test_notes_of_colleagues_are_given_out_and_erased_with_the_rest(records: Records) -> None:
    chat = records.chat(5, address=PHONE)
    note = records.note(chat, "Rang Joan on 07700 900444, out until five", days=4)
    other = records.note(records.chat(5), "Another matter")
    with records.house.sessions() as session:
        found = rights.find(session, resolve(session, records.house.vault, PHONE), actor="staff:1", reason="asked")
    assert found["colleague_note"] == 1
    with transaction(records.house.sessions) as session:
        from bot.store import audit

        audit.record(session, actor="staff:7", act="reveal", subject="colleague_note", subject_id=note, reason="to call back")
    made = export(records, PHONE)
    talk = json.loads(made.json)["conversations"][0]
    assert [line["words"] for line in talk["notes_between_members_of_our_team"]] == ["Rang Joan on 07700 900444, out until five"]
    assert "Rang Joan on 07700 900444" in made.html
    assert "Anna Example" not in made.json + made.html
    assert [(row["what"], row["why"]) for row in json.loads(made.json)["originals_opened_by_staff"]] == [("colleague_note", "to call back")]
    sealed = len(records.all(Sealed))
    erase(records, PHONE)
    assert [row.id for row in records.all(ColleagueNote)] == [other]
    assert len(records.all(Sealed)) == sealed - 5, "address, name, words, answer and note"
    with pytest.raises(NotFound):
        subject_of(records, "07700 900444")


def test_notes_where_somebody_may_be_in_danger_go_out_with_the_leads_leave(some: Records) -> None:
    chat = some.chat(5, address=PHONE, danger="domestic_abuse")
    some.note(chat, "Ring her sister, not the number at home")
    house = some.house
    for agreed in (False, True):
        with transaction(house.sessions) as session:
            subject = resolve(session, house.vault, PHONE)
            made = rights.export(
                session, subject, vault=house.vault, organisation=house.organisation, actor="staff:1", reason="asked", now=NOW,
                safeguarding_agreed=agreed,
            )  # fmt: skip
        assert ("Ring her sister" in made.json, "Ring her sister" in made.html) == (agreed, agreed)


def test_what_a_person_wrote_is_only_text_in_the_page(some: Records) -> None:
    some.story(None, 1, contact="<script>alert(1)</script>")
    reference = some.all(Experience)[0].reference
    made = export(some, reference)
    assert "<script>" not in made.html
    assert "&lt;script&gt;" in made.html


def test_erasing_leaves_nothing_of_a_person_and_everything_of_the_others(records: Records) -> None:
    other = records.chat(5)
    records.story(other, 5, contact="07700 900111")
    records.enquiry(other, 5)
    before = records.counts()
    chat = records.chat(5, address=PHONE)
    records.chat(4, address=PHONE)
    records.story(chat, 5, contact=PHONE)
    records.enquiry(chat, 5)
    with transaction(records.house.sessions) as session:
        requests.open_request(session, session.get(Conversation, chat), "erase", by="person", now=NOW)
    erase(records, PHONE)
    after = records.counts()
    kept = {name: after[name] for name in ("audit", "tally", "retention_batch", "erased", "data_request")}
    assert {name: number for name, number in after.items() if name not in kept} == {
        name: number for name, number in before.items() if name not in kept
    }
    request = records.all(DataRequest)[0]
    assert (request.outcome, request.conversation_id) == ("erased", None)
    assert records.all(RetentionBatch)[0].retention_class == rights.ERASURE
    trail = [row for row in records.all(Audit) if row.act == "rights.erase"]
    assert [(row.actor, row.reason) for row in trail] == [("staff:1", "they asked")]
    assert trail[0].subject_id.endswith("(erased)"), "the number may be given to somebody else"
    with pytest.raises(NotFound):
        subject_of(records, PHONE)


def test_stories_may_stay_without_their_teller(records: Records) -> None:
    chat = records.chat(5, address=PHONE)
    story = records.story(chat, 5, contact=PHONE)
    erase(records, PHONE, keep_stories=True)
    with records.house.sessions() as session:
        kept = session.get(Experience, story)
        assert (kept.conversation_id, kept.contact_sealed_id, kept.wants_contact) == (None, None, False)
    assert records.all(Sealed) == []


def test_a_hold_and_safeguarding_stop_an_erasure(some: Records) -> None:
    chat = some.chat(5, address=PHONE, danger="child_safeguarding")
    contact = some.contact_of(chat)
    some.hold("contact", contact)
    with pytest.raises(Held):
        erase(some, PHONE)
    with transaction(some.house.sessions) as session:
        release(session, "contact", contact, reason="the claim ended", actor="staff:1", now=NOW)
    with pytest.raises(rights.NeedsDecision):
        erase(some, PHONE)
    assert some.there(Conversation, chat)
    erase(some, PHONE, safeguarding_agreed=True)
    assert not some.there(Conversation, chat)


@pytest.mark.parametrize("act", ["find", "export", "erase"])
def test_nothing_is_done_without_a_reason(some: Records, act: str) -> None:
    some.chat(1, address=PHONE)
    house = some.house
    more = {
        "find": {},
        "export": {"vault": house.vault, "organisation": house.organisation, "now": NOW},
        "erase": {"vault": house.vault, "now": NOW},
    }[act]
    with house.sessions() as session, pytest.raises(ValueError, match="reason"):
        getattr(rights, act)(session, resolve(session, house.vault, PHONE), actor="staff:1", reason=" ", **more)


def test_a_number_that_is_given_again_does_not_inherit_a_trail(some: Records) -> None:
    chat = some.chat(5, address=PHONE)
    with transaction(some.house.sessions) as session:
        from bot.store import audit

        audit.record(session, actor="staff:1", act="handover.take", subject="conversation", subject_id=chat)
    erase(some, PHONE)
    assert some.chat(1) == chat, "SQLite gives the number again"
    with some.house.sessions() as session:
        rows = session.execute(select(Audit).where(Audit.subject == "conversation", Audit.subject_id == str(chat))).scalars().all()
    assert rows == []


def test_every_table_belongs_to_somebody_or_is_known_to_hold_nobody() -> None:
    """A new table must say by a foreign key whose it is, or stand in this list, so that no erasure forgets it."""
    from bot.privacy.keeping import erasing

    reached: set[str] = set()

    def walk(table: object) -> None:
        for other, _, _ in erasing.dependents(table):  # type: ignore[arg-type]
            if other.name not in reached:
                reached.add(other.name)
                walk(other)

    for table in (Contact, Experience, PublicPost):
        reached.add(table.__tablename__)
        walk(table.__table__)
    # Erased with whatever points at them; with the sealed row; by the conversation's number.
    by_name = {"sealed", "detail_mark", "tracker_event"}
    of_nobody = {
        "alarm", "announcement", "article", "audit",
        "channel_hour", "erased", "heartbeat", "legal_hold", "presence", "provider", "public_event", "retention_batch", "saved_reply",
        "staff", "staff_attempt", "staff_authenticator",
        "staff_device", "staff_link", "staff_recovery_code", "staff_session", "suppression", "tally", "vault_secret",
    }  # fmt: skip
    assert {table.name for table in Base.metadata.sorted_tables} - reached - by_name - of_nobody == set()


def test_the_models_and_the_migrations_agree(sqlite_house: House) -> None:
    tables = set(inspect(sqlite_house.engine).get_table_names()) - {"alembic_version"}
    assert tables == set(Base.metadata.tables)


@pytest.mark.parametrize(
    ("kind", "opened", "due"),
    [
        ("access", dt.date(2026, 1, 31), dt.date(2026, 2, 28)),
        ("erase", dt.date(2026, 12, 5), dt.date(2027, 1, 5)),
        ("complaint", dt.date(2026, 11, 26), dt.date(2026, 12, 26)),
    ],
)
def test_clocks(kind: str, opened: dt.date, due: dt.date) -> None:
    moment = dt.datetime.combine(opened, dt.time(9), dt.timezone.utc)
    assert requests.due(kind, moment).date() == due


def test_a_number_is_tried_as_each_channel_knows_it() -> None:
    assert {"+447700900321", "whatsapp:+447700900321"} <= set(variants("07700 900321"))
    assert variants("5000000000000463")[0] == "5000000000000463"


def run(records: Records, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """``quietword`` with these words, and ``typed`` on its standard input."""
    env = {"DATABASE_URL": records.house.settings.database_url, "QUIETWORD_VAR": str(records.house.settings.var), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-c", "import sys; from bot.cli import main; sys.argv[0] = 'quietword'; main()", *words]
    return subprocess.run(command, env=env, cwd=records.house.settings.root, input=typed, capture_output=True, text=True)


def test_an_address_need_not_stand_on_the_command_line(some: Records) -> None:
    chat = some.chat(5, address=PHONE)
    found = run(some, "rights", "find", "-", typed="07700 900321\n")
    assert (found.returncode, found.stdout) == (0, run(some, "rights", "find", PHONE).stdout), found.stderr
    assert " contact" in found.stdout
    nothing = run(some, "rights", "find", "-")
    assert (nothing.returncode, nothing.stdout) == (2, "")
    assert "Nothing came on standard input" in nothing.stderr
    # The question before erasing reads on where the address ended.
    assert run(some, "rights", "erase", "-", typed="07700 900321\nn\n").returncode == 1
    assert some.there(Conversation, chat)
    assert run(some, "rights", "erase", "-", typed="07700 900321\ny\n").returncode == 0
    assert not some.there(Conversation, chat)


def test_the_commands_and_the_list_for_after_a_restore(some: Records, tmp_path: Path) -> None:
    chat = some.chat(5, address=PHONE)
    some.chat(5)

    def quietword(*words: str) -> str:
        done = run(some, *words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    quietword("rights", "export", "07700 900321", "--out", str(tmp_path / "out"))
    assert "I am Sam Example" in (tmp_path / "out" / "held.html").read_text(encoding="utf-8")
    assert (tmp_path / "out" / "held.json").stat().st_mode & 0o077 == 0
    quietword("rights", "erase", "07700 900321", "--yes", "--reason", "they asked")
    assert not some.there(Conversation, chat)
    listed = tmp_path / "erased.jsonl"
    listed.write_text(quietword("rights", "erased"), encoding="utf-8")
    assert PHONE not in listed.read_text(encoding="utf-8")
    some.chat(5, address=PHONE)  # as a backup of the day before would bring it back
    assert "1 of 1" in quietword("rights", "again", str(listed))
    assert some.contacts() == 1
    assert {row.act for row in some.all(Audit)} >= {"rights.export", "rights.erase"}
    assert len(some.all(Erased)) == 2
