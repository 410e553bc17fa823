"""Sessions: a whole transaction or nothing, on both databases, and SQLite's write lock only when something is written."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.app import House
from bot.store import audit, migrate
from bot.store.session import transaction
from bot.store.tables import Audit, Contact, Sealed, utcnow


def test_the_migrations_make_the_tables_the_code_names(house: House) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from bot.store.tables import Base

    assert migrate.is_current(house.engine)
    with house.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_migrating_twice_changes_nothing(house: House) -> None:
    migrate.upgrade(house.engine)
    assert migrate.is_current(house.engine)


def test_an_error_rolls_everything_back(house: House) -> None:
    def write_and_fail() -> None:
        with transaction(house.sessions) as session:
            house.vault.seal(session, "test", "Sam Example")
            audit.record(session, actor="system", act="test", subject="x", subject_id=1)
            session.flush()
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError):
        write_and_fail()
    with house.sessions() as session:
        assert session.execute(select(Sealed)).first() is None
        assert session.execute(select(Audit)).first() is None


def test_a_row_that_points_nowhere_is_refused_at_commit(house: House) -> None:
    def write() -> None:
        with transaction(house.sessions) as session:
            session.add(Contact(channel="web", account="web", address_hash="0" * 64, address_sealed_id="none"))

    with pytest.raises(IntegrityError):
        write()


def test_reading_does_not_lock_writers_out(house: House) -> None:
    with house.sessions() as reader:
        reader.execute(select(Audit)).all()
        with transaction(house.sessions) as writer:
            audit.record(writer, actor="system", act="while somebody reads", subject="x", subject_id=1)
        audit.record(reader, actor="system", act="after", subject="x", subject_id=2)
        reader.commit()
    with house.sessions() as session:
        assert len(session.execute(select(Audit)).all()) == 2


def test_times_come_back_aware_and_in_utc(house: House) -> None:
    summer = dt.datetime(2026, 7, 1, 13, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    with transaction(house.sessions) as session:
        row = audit.record(session, actor="system", act="t", subject="x", subject_id=1)
        row.at = summer
    with house.sessions() as session:
        found = session.execute(select(Audit.at)).scalar_one()
    assert found == summer
    assert found.utcoffset() == dt.timedelta(0)


def test_a_time_without_a_zone_is_refused(house: House) -> None:
    with house.sessions() as session:
        session.add(Audit(actor="system", act="t", subject="x", subject_id="1", at=utcnow().replace(tzinfo=None)))
        with pytest.raises(Exception, match="zone"):
            session.flush()
