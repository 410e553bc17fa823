"""``quietword staff`` and ``quietword keys rotate`` on a real installation: an account, its second step, and the way out of it."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pyotp
from sqlalchemy import select

from bot.app import open_house
from bot.desk import accounts, second_step
from bot.store.session import transaction
from bot.store.tables import Audit, Sealed, Staff, StaffAuthenticator, utcnow
from tests.cli.test_roles import quietword
from tests.conftest import make_settings


def key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def test_adding_somebody_rotating_their_key_and_taking_the_second_step_off(tmp_path: Path, sqlite_url: str) -> None:
    old, new = key(), key()
    env = {"DATABASE_URL": sqlite_url, "QUIETWORD_KEYS": old}
    added = quietword(tmp_path, "staff", "add", "anna@example.org", "--role", "admin", "--name", "Anna Example", **env)
    assert added.returncode == 0, added.stderr
    token = added.stdout.strip().rsplit("/", 1)[1]
    house = open_house(make_settings(tmp_path, **{"database_url": sqlite_url, "QUIETWORD_KEYS": old}))
    now = utcnow()
    with transaction(house.sessions) as session:
        staff = accounts.choose_password(session, token, "three green teapots", now)
        second_step.start(session, house.vault, staff, now)
        secret = second_step.pending_key(session, house.vault, staff.id)
        assert secret is not None
        second_step.confirm(session, house.vault, staff, pyotp.TOTP(secret).at(now), now, "")
    rotated = quietword(tmp_path, "keys", "rotate", **{**env, "QUIETWORD_KEYS": f"{new} {old}"})
    assert rotated.returncode == 0, rotated.stderr
    house.engine.dispose()
    house = open_house(make_settings(tmp_path, **{"database_url": sqlite_url, "QUIETWORD_KEYS": new}))
    with transaction(house.sessions) as session:
        row = session.get(StaffAuthenticator, 1)
        assert house.vault.open(session, row.secret_sealed_id) == secret, "it opens with the new key alone"
    env["QUIETWORD_KEYS"] = new
    looked = quietword(tmp_path, "doctor", **env)
    assert "1 of 1 accounts with a password have it" in looked.stdout
    said = (("nobody@example.org", "no account"), ("anna@example.org", "second step is off"), ("anna@example.org", "no second step"))
    for email, words in said:
        done = quietword(tmp_path, "staff", "second-step-off", email, **env)
        assert words in done.stdout + done.stderr, (email, done.stderr)
        assert (done.returncode == 0) == ("is off" in words)
    with house.sessions() as session:
        assert session.execute(select(StaffAuthenticator)).all() == []
        assert session.execute(select(Sealed).where(Sealed.purpose == second_step.PURPOSE)).all() == []
        off = session.execute(select(Audit).where(Audit.act == "staff.second_step_off")).scalar_one()
        assert (off.actor, off.subject_id) == ("system", "1")
        assert session.get(Staff, 1).active
    house.locks.close()
    house.engine.dispose()
