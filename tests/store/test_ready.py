"""Statements made ready must say and give what SQLAlchemy itself would, on both databases."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import bindparam, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from bot.app import House
from bot.store.ready import Ready, Records
from bot.store.session import transaction
from bot.store.tables import Article, Audit, Contact, Conversation, InboundMessage, Sealed, TrackerEvent

EVENTS = TrackerEvent.__table__
NOW = dt.datetime(2026, 11, 26, 9, 30, tzinfo=dt.timezone.utc)
ADD = Ready(insert(EVENTS), ("sender_id", "seq", "event"))
OF_ONE = Ready(select(TrackerEvent.seq, TrackerEvent.event).where(TrackerEvent.sender_id == bindparam("sender")).order_by(TrackerEvent.seq))


def test_values_go_in_and_come_out_as_their_types_say(house: House) -> None:
    note = Ready(insert(Audit.__table__), ("at", "actor", "act", "subject", "subject_id", "reason", "detail"))
    with transaction(house.sessions) as session:
        note.run(session, at=NOW, actor="system", act="test", subject="x", subject_id="1", reason=None, detail={"words": ["ż", 1, None]})
    with house.sessions() as session:
        read = Ready(select(Audit.at, Audit.detail, Audit.reason).where(Audit.at == bindparam("at"), Audit.actor == "system"))
        assert read.first(session, at=NOW) == (NOW, {"words": ["ż", 1, None]}, None)
        (by_sqlalchemy,) = session.execute(select(Audit)).scalars()
        assert (by_sqlalchemy.at, by_sqlalchemy.detail) == (NOW, {"words": ["ż", 1, None]})


def test_many_rows_keep_their_order_and_none_is_none(house: House) -> None:
    with transaction(house.sessions) as session:
        ADD.run_many(session, [{"sender_id": "1", "seq": number, "event": {"event": str(number)}} for number in (1, 2, 3)])
    with house.sessions() as session:
        assert OF_ONE.all(session, sender="1") == [(number, {"event": str(number)}) for number in (1, 2, 3)]
        assert OF_ONE.first(session, sender="2") is None
        assert OF_ONE.all(session, sender="2") == []


def test_how_many_rows_a_write_touched(house: House) -> None:
    rename = Ready(update(EVENTS).where(or_(EVENTS.c.seq == bindparam("one"), EVENTS.c.seq == 2)), ("sender_id",))
    with transaction(house.sessions) as session:
        ADD.run_many(session, [{"sender_id": "1", "seq": number, "event": {}} for number in (1, 2, 3)])
        assert rename.run(session, one=3, sender_id="2") == 2
        assert [row[0] for row in OF_ONE.all(session, sender="2")] == [2, 3]


def test_what_is_rolled_back_never_happened(house: House) -> None:
    with house.sessions() as session:
        ADD.run(session, sender_id="1", seq=1, event={})
        session.keep_back(ADD, {"sender_id": "1", "seq": 2, "event": {}})
        session.rollback()
        session.commit()
        assert OF_ONE.all(session, sender="1") == []


def test_what_is_kept_back_is_written_with_the_commit(house: House) -> None:
    with house.sessions() as session:
        session.keep_back(ADD, {"sender_id": "1", "seq": 1, "event": {}}, {"sender_id": "1", "seq": 2, "event": {}})
        assert OF_ONE.all(session, sender="1") == []
        session.commit()
        assert len(OF_ONE.all(session, sender="1")) == 2


def test_the_drivers_errors_are_sqlalchemys_without_our_values(house: House) -> None:
    with house.sessions() as session:
        with pytest.raises(IntegrityError) as caught:
            Ready(insert(EVENTS), ("sender_id", "event")).run(session, sender_id="07700 900123", event={})
        assert (caught.value.params, caught.value.hide_parameters) == (None, True)
        session.rollback()


def test_a_default_that_python_would_give_must_be_given(house: House) -> None:
    with house.sessions() as session, pytest.raises(TypeError, match="status"):
        Ready(insert(Article.__table__), ("slug",)).run(session, slug="x")


def test_lists_of_values_are_refused(house: House) -> None:
    with house.sessions() as session, pytest.raises(TypeError, match="list of values"):
        Ready(select(TrackerEvent.seq).where(TrackerEvent.seq.in_((1, 2)))).all(session)


def test_records_say_what_sqlalchemys_objects_say(house: House) -> None:
    address, text = (Sealed(id=name, purpose="test", key_id="k", nonce=b"n", ciphertext=b"c", created_at=NOW) for name in "ab")
    contact = Contact(channel="sms", account="a", address_hash="h", address_sealed_id="a", created_at=NOW)
    with transaction(house.sessions) as session:
        session.add_all([address, text, contact])
        session.flush()
        talk = Conversation(contact_id=contact.id, channel="sms", reference="C-1", created_at=NOW, changed_at=NOW, name_marks=["m"])
        session.add(talk)
        session.flush()
        about = {"conversation_id": talk.id, "channel": "sms", "account": "a", "kind": "text", "occurred_at": NOW}
        with_text = InboundMessage(provider_id="1", text_sealed_id="b", confidence=0.25, attachments=["image"], **about)
        without = InboundMessage(provider_id="2", **about)
        session.add_all([with_text, without])
    whole = select(InboundMessage, Conversation, Sealed).join(Conversation, Conversation.id == InboundMessage.conversation_id)
    statement = whole.outerjoin(Sealed, Sealed.id == InboundMessage.text_sealed_id).where(InboundMessage.id == bindparam("one"))
    records = Records(statement)
    with house.sessions() as session:
        for one in (with_text.id, without.id):
            found, wanted = records.first(session, one=one), session.execute(statement, {"one": one}).first()
            assert found is not None
            for record, entity in zip(found, wanted, strict=True):
                assert (record is None) == (entity is None)
                assert record is None or record._asdict() == {name: getattr(entity, name) for name in record._fields}
        assert records.first(session, one=-1) is None
