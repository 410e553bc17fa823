"""The blind index, on both databases: found wherever it was written, nothing in the clear, and gone with what it is of."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys

import pytest
from sqlalchemy import select

from bot.app import House
from bot.handover import service
from bot.messages import Channel
from bot.privacy.data_rights import holdings, rights
from bot.privacy.data_rights.subjects import NotFound, Subject, resolve
from bot.privacy.keeping.going import erase_transcripts
from bot.privacy.keeping.holds import Held
from bot.privacy.sealing import marks
from bot.privacy.sealing.vault import Vault
from bot.safety import concerns
from bot.store.session import transaction
from bot.store.tables import Base, ColleagueNote, Conversation, DetailMark, InboundMessage, OutboundMessage, SafeguardingConcern, Staff
from tests.privacy.records import NOW, Records

PHONE, EMAIL = "07700 900571", "zeb.quarrington@example.org"


@pytest.fixture
def records(house: House) -> Records:
    return Records(house)


@pytest.fixture
def some(sqlite_house: House) -> Records:
    return Records(sqlite_house)


def wrote(records: Records, words: str, *, days: float = 1, danger: str | None = None) -> int:
    """A web chat in which somebody wrote this; its number."""
    chat = records.chat(days, channel=Channel.WEB, address=f"browser {words}", danger=danger)
    with transaction(records.house.sessions) as session:
        message = session.execute(select(InboundMessage).where(InboundMessage.conversation_id == chat)).scalar_one()
        records.house.vault.erase(session, message.text_sealed_id)
        message.text_sealed_id = marks.seal_findable(session, records.house.vault, "inbound.text", words)
    return chat


def subject_of(records: Records, ref: str) -> Subject:
    with records.house.sessions() as session:
        return resolve(session, records.house.vault, ref)


def original(records: Records, chat: int) -> str | None:
    with records.house.sessions() as session:
        message = session.execute(select(InboundMessage).where(InboundMessage.conversation_id == chat)).scalar_one()
        return records.house.vault.open(session, message.text_sealed_id)


def erase(records: Records, ref: str, **more: bool) -> dict[str, int]:
    with transaction(records.house.sessions) as session:
        session.begin_write()
        subject = resolve(session, records.house.vault, ref)
        return dict(rights.erase(session, subject, vault=records.house.vault, actor="staff:1", reason="asked", now=NOW, **more))


def test_what_stands_in_a_text_is_found_and_only_there(records: Records) -> None:
    chat = wrote(records, f"my mum is on {PHONE}, please ring her")
    wrote(records, "somebody else is on 07700 900572")
    for ref in (PHONE, "+44 7700 900571", "07700900571"):
        found = subject_of(records, ref)
        assert not found.own
        assert [place.conversation for place in found.places] == [chat]
    with records.house.sessions() as session:
        assert rights.find(session, found, actor="staff:1", reason="asked") == {"detail_in_text": 1}
    assert subject_of(records, found.key) == found, "the key leads here again"
    with pytest.raises(NotFound):
        subject_of(records, "07700 900573")


def test_a_copy_says_where_and_not_a_word_of_what_another_wrote(some: Records) -> None:
    wrote(some, f"our carer is at {EMAIL} and drinks")
    house = some.house
    with transaction(house.sessions) as session:
        subject = resolve(session, house.vault, EMAIL)
        made = rights.export(session, subject, vault=house.vault, organisation=house.organisation, actor="staff:1", reason="x", now=NOW)
    assert json.loads(made.json)["where_else_your_details_stand"] == [{"where": "in a message somebody wrote to us", "channel": "web"}]
    assert "drinks" not in made.json + made.html
    assert "in a message somebody wrote to us" in made.html


def test_erasing_takes_the_detail_out_and_leaves_the_rest(records: Records) -> None:
    chat = wrote(records, f"ring my mum on {PHONE} or write to {EMAIL}")
    assert erase(records, PHONE)["detail_in_text"] == 1
    assert original(records, chat) == f"ring my mum on [phone number] or write to {EMAIL}"
    with pytest.raises(NotFound):
        subject_of(records, PHONE)
    assert subject_of(records, EMAIL).places, "what was not asked for is still found"


def test_a_persons_own_chat_is_not_named_twice(some: Records) -> None:
    chat = some.chat(1, address="+447700900571")
    with transaction(some.house.sessions) as session:
        message = session.execute(select(InboundMessage)).scalar_one()
        marks.write(session, some.house.vault, message.text_sealed_id, f"I am on {PHONE}")
    found = subject_of(some, PHONE)
    assert (found.conversations, found.places, found.marks) == ((chat,), (), ())


def test_staff_replies_are_found_too(some: Records) -> None:
    chat = some.chat(1)
    with transaction(some.house.sessions) as session:
        staff = Staff(email="anna@example.org", name="Anna Example", role="staff")
        session.add(staff)
        session.flush()
        service.staff_reply(session, session.get(Conversation, chat), staff, f'Her "surgery" is on {PHONE}', vault=some.house.vault)
    assert [place.table for place in subject_of(some, PHONE).places] == ["outbound"]
    erase(some, PHONE)
    with some.house.sessions() as session:
        row = session.execute(select(OutboundMessage).order_by(OutboundMessage.id.desc())).scalars().first()
        body = some.house.vault.open(session, row.body_sealed_id)
    assert json.loads(body or "")["text"] == 'Her "surgery" is on [phone number]'


def test_notes_of_colleagues_are_found_too(some: Records) -> None:
    some.note(some.chat(1), f"Her mother is on {PHONE}")
    assert [place.table for place in subject_of(some, PHONE).places] == ["colleague_note"]
    with some.house.sessions() as session:
        subject = resolve(session, some.house.vault, PHONE)
        held = holdings.gather(session, some.house.vault, some.house.organisation, subject, NOW)
    assert held["where_else_your_details_stand"] == [{"where": "in a note between members of our team", "channel": "sms"}]
    erase(some, PHONE)
    with some.house.sessions() as session:
        note = session.execute(select(ColleagueNote)).scalar_one()
        assert some.house.vault.open(session, note.words_sealed_id) == "Her mother is on [phone number]"


def test_marks_go_with_what_they_are_of(records: Records) -> None:
    chat = wrote(records, f"I am on {PHONE}")
    assert records.all(DetailMark)
    with transaction(records.house.sessions) as session:
        session.begin_write()
        erase_transcripts(session, [chat])
    assert records.all(DetailMark) == []


def test_a_mark_says_nothing_and_every_table_is_free_of_the_detail(some: Records) -> None:
    wrote(some, f"I am on {PHONE} and {EMAIL}")
    rows = some.all(DetailMark)
    assert {row.kind for row in rows} == {"PHONE_NUMBER", "EMAIL_ADDRESS"}
    assert all(len(row.mark) == 32 and int(row.mark, 16) for row in rows)
    other = Vault([os.urandom(32)])
    assert not set(marks.of_reference(other, PHONE)) & {row.mark for row in rows}, "without our secret nobody can ask"
    with some.house.sessions() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                assert "900571" not in repr(tuple(row)), table.name


def test_rotating_keys_changes_nothing(some: Records) -> None:
    wrote(some, f"I am on {PHONE}")
    before = [row.mark for row in some.all(DetailMark)]
    house = some.house
    newer = base64.b64encode(os.urandom(32)).decode()
    old = base64.b64encode(os.urandom(32)).decode()
    vault = Vault.from_base64([newer, old], lasting=lambda _: house.vault.lasting)
    assert set(marks.of_reference(vault, PHONE)) & set(before)


def test_a_hold_and_a_danger_sign_protect_the_words_of_others(some: Records) -> None:
    held, danger = wrote(some, f"he is on {PHONE}"), wrote(some, f"write to {EMAIL}", danger="domestic_abuse")
    some.hold("contact", some.contact_of(held))
    with pytest.raises(Held):
        erase(some, PHONE)
    with pytest.raises(rights.NeedsDecision):
        erase(some, EMAIL)
    assert EMAIL in (original(some, danger) or "")
    erase(some, EMAIL, safeguarding_agreed=True)
    assert "[email address]" in (original(some, danger) or "")


def test_a_safeguarding_record_is_counted_given_with_leave_only_and_never_changed(some: Records) -> None:
    chat = some.chat(1, address="+447700900321")
    house = some.house
    with transaction(house.sessions) as session:
        session.begin_write()
        conversation = session.get(Conversation, chat)
        concerns.open_for(session, house.vault, conversation, "domestic_abuse", f"he hits me, he is on {PHONE}", NOW)
    theirs, his = subject_of(some, "07700 900321"), subject_of(some, PHONE)
    with transaction(house.sessions) as session:
        assert rights.find(session, theirs, actor="staff:1", reason="asked")["safeguarding_concern"] == 1
        with pytest.raises(rights.NeedsDecision):
            rights.erase(session, his, vault=house.vault, actor="staff:1", reason="asked", now=NOW)
        given = {"vault": house.vault, "organisation": house.organisation, "actor": "staff:1", "reason": "asked", "now": NOW}
        assert "hits me" not in rights.export(session, his, **given).json
        assert "safeguarding" not in rights.export(session, theirs, **given).json
        assert "hits me" in rights.export(session, theirs, safeguarding_agreed=True, **given).json
    erase(some, PHONE, safeguarding_agreed=True)
    erase(some, "07700 900321", safeguarding_agreed=True)
    with house.sessions() as session:
        concern = session.execute(select(SafeguardingConcern)).scalar_one()
        assert PHONE in (house.vault.open(session, concern.words_sealed_id) or ""), "the exact words are kept"
        assert concern.conversation_id is None


def test_what_was_taken_out_is_taken_out_again_after_a_restore(some: Records) -> None:
    chat = wrote(some, f"I am on {PHONE}")
    mark = subject_of(some, PHONE).marks[0]
    with transaction(some.house.sessions) as session:
        session.begin_write()
        again = rights.known_again(session, "detail", mark)
        assert [place.conversation for place in again.places] == [chat]
        rights.erase(session, again, vault=some.house.vault, actor="operator", reason="restored", now=NOW)
        assert rights.known_again(session, "detail", mark) == Subject()
    assert original(some, chat) == "I am on [phone number]"


def test_looking_costs_the_door_little() -> None:
    """What runs at the door imports no model."""
    code = "import sys, bot.privacy.sealing.marks; print(sorted(set(sys.modules) & {'spacy', 'presidio_analyzer', 'numpy', 'onnxruntime'}))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
