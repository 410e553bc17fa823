"""The secrets of the second step as they are kept: nothing in the clear, and re-sealed with everything else."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.privacy.sealing.vault import Vault
from bot.store.session import transaction
from bot.store.tables import Sealed, StaffAttempt, StaffAuthenticator, StaffRecoveryCode, StaffSession
from tests.desk.conftest import House
from tests.desk.second_step import give, gone_home, half_way, now_shown


@pytest.fixture
def anna(house: House) -> tuple[House, str, list[str]]:
    return gone_home(house)


def test_nothing_of_it_lies_in_the_clear(anna: tuple[House, str, list[str]]) -> None:
    house, key, codes = anna
    held = ""
    with house.sessions() as session:
        for table in (StaffAuthenticator, StaffRecoveryCode, Sealed, StaffAttempt, StaffSession):
            for row in session.execute(select(table.__table__)).mappings():
                held += repr(dict(row))
        assert session.execute(select(Sealed.purpose)).scalars().all() == ["staff.authenticator"]
    held += repr([(row.act, row.detail, row.reason) for row in house.audit("login") + house.audit("staff.second_step_on")])
    assert key not in held
    assert not any(code in held or code.replace(" ", "") in held for code in codes)


def test_the_key_is_re_sealed_with_everything_else(anna: tuple[House, str, list[str]]) -> None:
    house, key, codes = anna
    newer = Vault([b"n" * 32, b"k" * 32], lasting=lambda _: house.vault.lasting)
    with transaction(house.sessions) as session:
        assert newer.rotate(session) == 1
        assert newer.under_older_keys(session) == 0
    house.app.routes[0].app.state.desk.vault = Vault([b"n" * 32], lasting=lambda _: house.vault.lasting)  # type: ignore[attr-defined]
    assert give(half_way(house), now_shown(house, key)).headers["location"] == "/desk/"
    assert give(half_way(house), codes[0]).status_code == 303, "recovery codes outlive the key, too"
