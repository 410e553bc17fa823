"""What every role starts from: settings, database, keys, locks. Built once per process."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.engine import Engine
from sqlalchemy.orm import sessionmaker

from bot.organisation import Organisation
from bot.privacy.vault import Vault, load_keys
from bot.settings import Settings
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
    engine = make_engine(settings.database_url)
    return House(
        settings=settings,
        organisation=Organisation.load(settings.organisation_file),
        engine=engine,
        sessions=make_sessions(engine),
        vault=Vault.from_base64(load_keys(settings.keys, settings.var / "keys", settings.production)),
        locks=make_locks(engine, settings.var),
    )
