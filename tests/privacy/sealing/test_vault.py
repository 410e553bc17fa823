"""The vault: seals open for the right key and row only, rotation keeps everything readable, and staff need a reason."""

from __future__ import annotations

import base64
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.privacy.sealing.vault import Vault, VaultError, key_id, load_keys
from bot.store.session import StoreSession, make_engine, make_sessions
from bot.store.tables import Audit, Base, Sealed

OLD, NEW = b"o" * 32, b"n" * 32
WORDS = "my name is Anna \U0001f600 \ud800"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[StoreSession]:
    engine = make_engine(f"sqlite:///{tmp_path / 'vault.db'}")
    Base.metadata.create_all(engine)
    with make_sessions(engine)() as opened:
        yield opened
    engine.dispose()


def sealed(session: StoreSession, vault: Vault, text: str = WORDS) -> Sealed:
    row_id = vault.seal(session, "inbound.text", text)
    session.commit()
    row = session.get(Sealed, row_id)
    assert row is not None
    return row


def test_what_is_sealed_opens(session: StoreSession) -> None:
    vault = Vault([NEW])
    row = sealed(session, vault)
    assert vault.open(session, row.id) == WORDS
    assert b"Anna" not in row.ciphertext
    assert row.key_id == key_id(NEW)


def test_the_same_words_never_look_the_same(session: StoreSession) -> None:
    vault = Vault([NEW])
    one, other = sealed(session, vault), sealed(session, vault)
    assert (one.nonce, one.ciphertext) != (other.nonce, other.ciphertext)


@pytest.mark.parametrize("part", ["ciphertext", "nonce", "purpose"])
def test_an_altered_row_does_not_open(session: StoreSession, part: str) -> None:
    vault = Vault([NEW])
    row = sealed(session, vault)
    value = getattr(row, part)
    setattr(row, part, "contact.address" if isinstance(value, str) else bytes([value[0] ^ 1]) + value[1:])
    with pytest.raises(VaultError, match="altered") as caught:
        vault.open_row(row)
    assert "Anna" not in str(caught.value)


def test_a_row_cannot_stand_in_anothers_place(session: StoreSession) -> None:
    vault = Vault([NEW])
    one, other = sealed(session, vault, "one"), sealed(session, vault, "other")
    one.nonce, one.ciphertext = other.nonce, other.ciphertext
    with pytest.raises(VaultError):
        vault.open_row(one)


def test_another_key_does_not_open(session: StoreSession) -> None:
    row = sealed(session, Vault([OLD]))
    with pytest.raises(VaultError, match=key_id(OLD)):
        Vault([NEW]).open_row(row)


def test_rotation_seals_again_under_the_newest_key(session: StoreSession) -> None:
    before = Vault([OLD])
    ids = [sealed(session, before, f"words {number}").id for number in range(5)]
    both = Vault([NEW, OLD])
    assert [both.rotate(session, limit=3), both.rotate(session, limit=3), both.rotate(session, limit=3)] == [3, 2, 0]
    session.commit()
    after = Vault([NEW])
    assert [after.open(session, one) for one in ids] == [f"words {number}" for number in range(5)]


def test_people_are_still_found_after_rotation() -> None:
    assert Vault([NEW, OLD]).hash_address("sms", "a", "+447700900123") == Vault([OLD]).hash_address("sms", "a", "+447700900123")


def test_a_hash_tells_channel_account_and_address_apart() -> None:
    vault = Vault([NEW])
    hashes = {
        vault.hash_address(*parts)
        for parts in [("sms", "a", "1"), ("sms", "b", "1"), ("sms", "a", "2"), ("web", "a", "1"), ("sms", "a1", "")]
    }
    assert len(hashes) == 5


def test_what_was_erased_is_gone(session: StoreSession) -> None:
    vault = Vault([NEW])
    row_id = sealed(session, vault).id
    vault.erase(session, row_id)
    session.commit()
    assert vault.open(session, row_id) is None
    vault.erase(session, row_id)
    vault.erase(session, None)


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_staff_see_nothing_without_a_reason(session: StoreSession, reason: str) -> None:
    vault = Vault([NEW])
    row = sealed(session, vault)
    with pytest.raises(ValueError, match="reason"):
        vault.reveal(session, row.id, actor="staff:1", subject="message", subject_id=5, reason=reason)
    assert session.execute(select(Audit)).scalars().all() == []


def test_a_reveal_stands_on_the_audit_trail(session: StoreSession) -> None:
    vault = Vault([NEW])
    row = sealed(session, vault)
    assert vault.reveal(session, row.id, actor="staff:1", subject="message", subject_id=5, reason=" call back ") == WORDS
    session.commit()
    trail = session.execute(select(Audit)).scalars().one()
    assert (trail.actor, trail.act, trail.subject, trail.subject_id, trail.reason) == ("staff:1", "reveal", "message", "5", "call back")
    assert "Anna" not in repr(trail.detail)


@pytest.mark.parametrize(
    ("keys", "says"),
    [([], "QUIETWORD_KEYS"), (["%%%"], "base64"), ([base64.b64encode(b"short").decode()], "32 bytes")],
)
def test_a_bad_key_is_refused_in_plain_words(keys: list[str], says: str) -> None:
    with pytest.raises(VaultError, match=says):
        Vault.from_base64(keys)


def test_development_makes_its_key_once(tmp_path: Path) -> None:
    path = tmp_path / "var" / "keys"
    first = load_keys([], path, production=False)
    assert load_keys([], path, production=False) == first
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    Vault.from_base64(first)


def test_production_wants_its_key_set(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="QUIETWORD_KEYS"):
        load_keys([], tmp_path / "keys", production=True)
    assert load_keys(["given"], tmp_path / "keys", production=True) == ["given"]


def test_a_running_vault_learns_of_a_key_that_was_set_since(session: StoreSession) -> None:
    text = [base64.b64encode(key).decode() for key in (NEW, OLD)]
    running = Vault([OLD], reread=lambda: text)
    row = sealed(session, Vault([NEW, OLD]))
    assert running.open_row(row) == WORDS
    assert sealed(session, running).key_id == key_id(NEW), "and from then on it seals under it"


def test_a_rotation_counts_what_is_left(session: StoreSession) -> None:
    for _ in range(3):
        sealed(session, Vault([OLD]))
    both = Vault([NEW, OLD])
    both.rotate(session, limit=2)
    assert both.under_older_keys(session) == 1
