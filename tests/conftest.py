"""Fixtures every room may use: databases of both kinds, the assistant trained once, a whole front desk in one process."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.app import House, open_house
from bot.settings import Settings, parse
from bot.store import migrate
from tests.support import postgres

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

ROOT = Path(__file__).parent.parent
REQUIRED = {name for name in os.environ.get("QUIETWORD_REQUIRE", "").split(",") if name}


def missing(name: str, reason: str) -> None:
    """Skips the test for want of a program; where CI requires the program, fails it instead."""
    if name in REQUIRED:
        pytest.fail(f"{name} is required here, but {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a throw-away server's maintenance database."""
    if postgres.find_binaries() is None:
        missing("postgres", "PostgreSQL is not installed")
    with postgres.server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'quietword.db'}"
        return
    yield from new_postgres(request.getfixturevalue("postgres_server"))


def new_postgres(server: str) -> Iterator[str]:
    """A database of its own on the server, dropped afterwards."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT", future=True)
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.replace("/postgres", f"/{name}")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def make_settings(tmp_path: Path, database_url: str, **env: str) -> Settings:
    """Development settings with everything that is written kept below ``tmp_path``."""
    return parse(
        {"QUIETWORD_VAR": str(tmp_path / "var"), "QUIETWORD_MODELS": os.environ.get("QUIETWORD_MODELS", str(ROOT / "models")), "DATABASE_URL": database_url, **env},
        ROOT,
    )


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """A migrated, empty installation, on each kind of database."""
    yield from open_for_test(make_settings(tmp_path, database_url))


@pytest.fixture
def sqlite_house(tmp_path: Path) -> Iterator[House]:
    """A migrated, empty installation on SQLite, where the database makes no difference."""
    yield from open_for_test(make_settings(tmp_path, f"sqlite:///{tmp_path / 'quietword.db'}"))


def open_for_test(settings: Settings) -> Iterator[House]:
    """Opens and migrates, and closes everything afterwards."""
    house = open_house(settings)
    migrate.upgrade(house.engine)
    yield house
    house.locks.close()
    house.engine.dispose()


@pytest.fixture(scope="session")
def trained_model() -> Path:
    """The trained assistant: trained at most once a run, and not at all while its data is unchanged."""
    from bot.dialogue import training

    models = Path(os.environ.get("QUIETWORD_MODELS", ROOT / "models"))
    path = training.model_path(ROOT, models)
    return path if path.exists() else training.train(ROOT, models)
