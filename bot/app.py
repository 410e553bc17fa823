"""What every role starts from: settings, database, keys, locks. Built once per process."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from sqlalchemy import inspect
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import sessionmaker

from bot.organisation import Organisation
from bot.privacy.sealing.keyring import Keyring
from bot.privacy.sealing.vault import Vault, load_keys
from bot.settings import Settings, keys_now
from bot.store.locks import Locks, make_locks
from bot.store.session import make_engine, make_sessions


@dataclass(frozen=True)
class House:
    """The foundations of one process."""

    settings: Settings
    organisation: Organisation
    engine: Engine
    sessions: sessionmaker  # type: ignore[type-arg]
    vault: Vault
    locks: Locks


def open_house(settings: Settings) -> House:
    """Opens the database and the vault. Raises ``SettingError``, ``OrganisationError`` or ``VaultError`` in plain words."""
    settings.var.mkdir(parents=True, exist_ok=True)
    organisation = Organisation.load(settings.organisation_file)
    engine = make_engine(settings.database_url)
    sessions = make_sessions(engine)
    vault = Vault.from_base64(
        load_keys(settings.keys, settings.var / "keys", settings.production),
        lasting=Keyring(sessions),
        reread=partial(_keys_now, settings),
    )
    # A database that does not answer yet is not missed here: the secrets are then read at their first use.
    with suppress(OperationalError):
        if inspect(engine).has_table("vault_secret"):
            # Now, and not first in the middle of somebody's transaction, where on SQLite making them would wait for itself.
            _ = vault.lasting
    return House(
        settings=settings,
        organisation=organisation,
        engine=engine,
        sessions=sessions,
        vault=vault,
        locks=make_locks(engine, settings.var),
    )


def _keys_now(settings: Settings) -> list[str]:
    return load_keys(keys_now(settings), settings.var / "keys", settings.production)
