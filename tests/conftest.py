"""Fixtures every room may use: databases of both kinds, the assistant trained once, a whole front desk in one process."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from bot.app import House, open_house
from bot.organisation import Organisation
from bot.settings import Settings, parse
from bot.store import migrate
from bot.store.session import make_engine
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


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database to copy: migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    engine = make_engine(f"sqlite:///{path}")
    migrate.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The URL of the server, on which ``template_quietword`` is a migrated database to copy."""
    on_server(postgres_server, "CREATE DATABASE template_quietword")
    engine = make_engine(postgres_server.replace("/postgres", "/template_quietword"))
    migrate.upgrade(engine)
    engine.dispose()
    return postgres_server


def on_server(server: str, statement: str) -> None:
    """Runs one statement outside of any transaction."""
    admin = create_engine(server, isolation_level="AUTOCOMMIT", future=True)
    with admin.connect() as connection:
        connection.execute(text(statement))
    admin.dispose()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite database of the test's own."""
    path = tmp_path / "quietword.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated, empty database, once of each kind."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    server = request.getfixturevalue("postgres_template")
    name = f"test_{uuid.uuid4().hex[:12]}"
    on_server(server, f"CREATE DATABASE {name} TEMPLATE template_quietword")
    yield server.replace("/postgres", f"/{name}")
    on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


def make_settings(tmp_path: Path, database_url: str, **env: str) -> Settings:
    """Development settings with everything that is written kept below ``tmp_path``."""
    return parse(
        {
            "QUIETWORD_VAR": str(tmp_path / "var"),
            "QUIETWORD_MODELS": os.environ.get("QUIETWORD_MODELS", str(ROOT / "models")),
            "DATABASE_URL": database_url,
            **env,
        },
        ROOT,
    )


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """A migrated, empty installation, on each kind of database."""
    yield from open_for_test(make_settings(tmp_path, database_url))


@pytest.fixture
def sqlite_house(tmp_path: Path, sqlite_url: str) -> Iterator[House]:
    """A migrated, empty installation on SQLite, where the database makes no difference."""
    yield from open_for_test(make_settings(tmp_path, sqlite_url))


def open_for_test(settings: Settings) -> Iterator[House]:
    """Opens, and closes everything afterwards."""
    house = open_house(settings)
    yield house
    house.locks.close()
    house.engine.dispose()


@pytest.fixture(scope="session")
def trained_model() -> Path:
    """The trained assistant: trained at most once a run, and not at all while its data is unchanged."""
    from bot.dialogue import training

    models = Path(os.environ.get("QUIETWORD_MODELS", ROOT / "models"))
    models.mkdir(parents=True, exist_ok=True)
    path = training.model_path(ROOT, models)
    with (models / ".training").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # tests run in several processes: the first trains, the others wait for it
        if not path.exists():
            # In a process of its own, as `quietword up` does it: what trains need not stay in memory for the rest of the run.
            subprocess.run([sys.executable, "-m", "bot.dialogue.training", str(ROOT), str(models)], cwd=ROOT, check=True)
    return path


@pytest.fixture(scope="session")
def assistant(trained_model: Path) -> object:
    """The trained assistant, loaded once."""
    from bot.dialogue.assistant import Assistant

    return Assistant.load(trained_model)


@pytest.fixture(scope="session")
def encoder() -> object:
    """The encoder, which makes the vectors of our own texts once and not for each test."""
    from bot.encoder import Encoder

    loaded = Encoder.load()
    loaded.keep_in(Path(os.environ.get("QUIETWORD_MODELS", ROOT / "models")) / "vectors")
    return loaded


@pytest.fixture(scope="session")
def information(encoder: object) -> Callable[[Organisation], object]:
    """An information service for an organisation, which reads our articles once a run: what a database of a test's own has
    otherwise, it sees when it is refreshed, as a worker does."""
    from bot.information.answers import InformationService

    made: list[tuple[Organisation, InformationService]] = []

    def of(organisation: Organisation) -> InformationService:
        for known, service in made:
            if known == organisation:
                return service
        made.append((organisation, InformationService(encoder, organisation)))  # type: ignore[arg-type]
        return made[-1][1]

    return of


@pytest.fixture(scope="session")
def models_of_services(encoder: object, information: object) -> dict[str, Any]:
    """The encoder, the redactor and what gives information services, loaded once."""
    from bot.privacy.redaction import Redactor

    redactor = Redactor.load(Organisation.load(ROOT / "organisation.yml"))
    return {"encoder": encoder, "redactor": redactor, "information": information}


def front_over(house: House, assistant: object, models: dict[str, Any]) -> Iterator[object]:
    """A whole front desk in this process over ``house``: articles read in, worker and dispatcher stepped by the test."""
    from bot.dialogue.build import build_worker
    from bot.experiences import providers, registers
    from bot.information.articles import import_dir
    from bot.safety.answering import Answering
    from bot.safety.cards import Cards
    from bot.safety.second_look.model import SecondLook
    from bot.services import Services
    from bot.store.session import transaction
    from bot.store.tables import utcnow
    from tests.support.front import Front

    with transaction(house.sessions) as session:
        import_dir(session, ROOT / "data" / "articles")
        providers.take_in(session, registers.read(ROOT / "data" / "providers" / "seed.csv"), utcnow())
    services = Services(
        settings=house.settings,
        organisation=house.organisation,
        vault=house.vault,
        redactor=models["redactor"],
        encoder=models["encoder"],
        information=models["information"](house.organisation),
        second_look=SecondLook.load(),
        danger=Answering(house.vault, Cards.load(), house.organisation),
    )
    # Another test's conversations had the same numbers: what is in memory of them never happened here.
    assistant.forget_all()  # type: ignore[attr-defined]
    worker = build_worker(house, assistant, services)  # type: ignore[arg-type]
    yield Front(house, worker)
    worker.close()


@pytest.fixture
def front(house: House, assistant: object, models_of_services: dict[str, Any]) -> Iterator[object]:
    """A whole front desk, once on each kind of database."""
    yield from front_over(house, assistant, models_of_services)


@pytest.fixture
def sqlite_front(sqlite_house: House, assistant: object, models_of_services: dict[str, Any]) -> Iterator[object]:
    """A whole front desk on SQLite, where the database makes no difference."""
    yield from front_over(sqlite_house, assistant, models_of_services)
