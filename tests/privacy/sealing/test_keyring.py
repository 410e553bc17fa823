"""The secrets that outlive keys: people are found, and buttons hold, whatever key comes and goes."""

from __future__ import annotations

import pytest

from bot.app import House
from bot.privacy.sealing.keyring import LOOKUP, Keyring
from bot.privacy.sealing.vault import Vault, VaultError
from bot.store.session import transaction
from bot.store.tables import Contact, VaultSecret

OLD, NEW, NEWER = b"o" * 32, b"n" * 32, b"r" * 32
PERSON = ("sms", "+441632960000", "+447700900123")


@pytest.fixture
def bare(house: House) -> House:
    """A database of each kind whose secrets are not made yet."""
    with transaction(house.sessions) as session:
        for row in session.query(VaultSecret).all():
            session.delete(row)
    return house


def vault(house: House, *keys: bytes) -> Vault:
    return Vault(keys, lasting=Keyring(house.sessions))


def rotate(house: House, with_keys: Vault) -> None:
    with transaction(house.sessions) as session:
        session.begin_write()
        while with_keys.rotate(session, limit=1):
            pass


def test_two_rotations_later_the_first_key_is_gone_and_everybody_is_still_found(bare: House) -> None:
    first = vault(bare, OLD)
    found, signature = first.hash_address(*PERSON), first.sign("button")
    rotate(bare, vault(bare, NEW, OLD))
    rotate(bare, vault(bare, NEWER, NEW))
    last = vault(bare, NEWER)
    assert (last.hash_address(*PERSON), last.sign("button")) == (found, signature)


def test_people_known_from_before_the_keyring_are_still_found(bare: House) -> None:
    before = Vault([OLD])
    with transaction(bare.sessions) as session:
        address = before.seal(session, "contact.address", PERSON[2])
        session.add(Contact(channel="sms", account=PERSON[1], address_hash=before.hash_address(*PERSON), address_sealed_id=address))
    after = vault(bare, NEW, OLD)
    assert after.hash_address(*PERSON) == before.hash_address(*PERSON)
    rotate(bare, after)
    assert vault(bare, NEW).hash_address(*PERSON) == before.hash_address(*PERSON)


def test_a_new_installation_has_secrets_that_no_key_tells(bare: House) -> None:
    made = vault(bare, OLD)
    assert made.lasting != made.lasting_of_oldest_key()
    assert vault(bare, OLD).lasting == made.lasting


def test_a_forgotten_key_stops_the_program_instead_of_losing_people(bare: House) -> None:
    assert vault(bare, OLD).hash_address(*PERSON)
    with pytest.raises(VaultError, match="QUIETWORD_KEYS"):
        vault(bare, NEW).hash_address(*PERSON)


def test_secrets_are_sealed_like_any_original(bare: House) -> None:
    made = vault(bare, OLD)
    secret = made.lasting.lookup
    with bare.sessions() as session:
        assert secret not in session.get(VaultSecret, LOOKUP).ciphertext
