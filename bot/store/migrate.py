"""Bringing the database up to date: Alembic, without its command line or its ini file."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from bot.store.locks import MIGRATE

SCRIPTS = Path(__file__).with_name("migrations")


def upgrade(engine: Engine) -> None:
    """Runs every migration the database has not had. Safe to call from several processes at once."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATE << 56})
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        command.upgrade(_config(connection), "head")
        connection.commit()


def is_current(engine: Engine) -> bool:
    """Whether the database has had every migration of this version of the program."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == ScriptDirectory(str(SCRIPTS)).get_current_head()


def new_revision(engine: Engine, message: str) -> None:
    """Writes a migration from the difference between the tables and an up-to-date database; for developers."""
    with engine.connect() as connection:
        command.revision(_config(connection), message=message, autogenerate=True)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config
