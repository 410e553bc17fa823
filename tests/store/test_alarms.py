"""Alarms: raised once, renewed, ended, each on the audit trail; seen at the desk and by Prometheus."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from starlette.testclient import TestClient

from bot import web
from bot.app import House
from bot.store import alarms
from bot.store.session import transaction
from bot.store.tables import Alarm, Audit

NOW = dt.datetime(2026, 11, 26, 10, 0, tzinfo=dt.timezone.utc)


def test_an_alarm_is_raised_once_and_ends_once(house: House) -> None:
    with transaction(house.sessions) as session:
        assert alarms.sound(session, "messenger_stopped", "Messenger is down", NOW)
    with transaction(house.sessions) as session:
        assert not alarms.sound(session, "messenger_stopped", "Messenger is still down", NOW + dt.timedelta(hours=1))
    with house.sessions() as session:
        standing = session.execute(select(Alarm)).scalar_one()
        assert (standing.words, standing.since) == ("Messenger is still down", NOW)
    with transaction(house.sessions) as session:
        assert alarms.end(session, "messenger_stopped")
        assert not alarms.end(session, "messenger_stopped")
    with house.sessions() as session:
        assert alarms.names(session) == []
        assert list(session.execute(select(Audit.act).order_by(Audit.id)).scalars()) == ["alarm", "alarm_over"]


def test_prometheus_sees_what_stands(sqlite_house: House) -> None:
    page = TestClient(web.create(sqlite_house))
    with transaction(sqlite_house.sessions) as session:
        alarms.sound(session, "sms_stopped", "Text messages are down", NOW)
    assert 'quietword_alarm{name="sms_stopped"} 1.0' in page.get("/metrics").text
    with transaction(sqlite_house.sessions) as session:
        alarms.end(session, "sms_stopped")
    assert "quietword_alarm{" not in page.get("/metrics").text
