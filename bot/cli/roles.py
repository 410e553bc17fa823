"""Starting things: ``up``, the three roles, ``train``, ``migrate``, ``doctor``."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from typing import Optional

import typer
from rich.console import Console

from bot import roles
from bot.app import House, open_house
from bot.cli.errors import Unusable
from bot.dialogue.training import model_path
from bot.settings import Settings, load
from bot.store import heartbeats

console = Console(highlight=False, soft_wrap=True)


def add_to(app: typer.Typer) -> None:
    """Adds the commands of this file to the top level."""
    for command in (up, web, worker, dispatch, train, migrate, doctor):
        app.command()(command)


def up(port: int = 8080, workers: int = 1, host: str = "127.0.0.1") -> None:
    """Web, worker and dispatch under one supervisor: the whole front desk on this machine."""
    settings = load()
    ensure_trained(settings)
    house = _up_to_date(settings)
    heartbeats.forget_all(house.sessions)
    link = prepare(house)
    address = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0') else host}:{port}"  # noqa: S104 - compared, not bound
    commands = {"web": ["web", "--port", str(port), "--host", host], "dispatch": ["dispatch"]}
    commands |= {f"worker {number}": ["worker"] for number in range(1, workers + 1)}
    house.locks.close()
    house.engine.dispose()
    console.print("Starting web, worker and dispatch.")
    announce = Announcement(settings, address, link)
    from bot.supervisor import Supervisor

    raise typer.Exit(Supervisor(commands, settings.var / "logs", {"QUIETWORD_LOCAL_URL": f"http://127.0.0.1:{port}"}).run(announce.look))


def web(
    port: int = 8080,
    host: str = "127.0.0.1",
    public: bool = typer.Option(False, "--public", help="Only webhooks and web chat."),
    desk: bool = typer.Option(False, "--desk", help="Only the desk and the metrics."),
) -> None:
    """The web role alone; both faces unless one is named."""
    chosen = {name for name, wanted in (("public", public), ("desk", desk)) if wanted}
    roles.run_web(load(), host, port, frozenset(chosen or {"public", "desk"}))


def worker() -> None:
    """The worker role alone: answers what waits in the inbox."""
    roles.run_worker(load())


def dispatch() -> None:
    """The dispatch role alone: sends what waits in the outbox."""
    roles.run_dispatch(load())


def train(force: bool = typer.Option(False, "--force", help="Train even when the data has not changed.")) -> None:
    """Train the assistant if its data has changed since it was last trained."""
    settings = load()
    if force:
        model_path(settings.root, settings.models).unlink(missing_ok=True)
    if not ensure_trained(settings):
        console.print("The assistant is up to date with its data.")


def migrate() -> None:
    """Bring the database up to date and read in the articles."""
    prepare(_up_to_date(load()), first_staff=False)
    console.print("The database is up to date.")


def doctor() -> None:
    """Check settings, keys, database, channels, articles and the assistant, and say what is wrong in plain words."""
    from bot.doctor import examine

    findings = examine(load)
    for finding in findings:
        console.print(f"[{'green' if finding.well else 'red'}]{'well ' if finding.well else 'WRONG'}[/]  {finding.subject}: {finding.text}")
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)


def ensure_trained(settings: Settings) -> bool:
    """Trains when there is no model of the present data; True when it did. Raises ``Unusable`` when that fails."""
    if model_path(settings.root, settings.models).exists():
        return False
    console.print("Training the assistant: its data is new. This takes about a minute, once.")
    command = [sys.executable, "-m", "bot.dialogue.training", str(settings.root), str(settings.models)]
    with console.status("training"):
        # The model holds nothing of anybody, and may be trained by one account for another to run.
        done = subprocess.run(command, capture_output=True, text=True, check=False, umask=0o022)  # noqa: S603 - our own module
    if done.returncode != 0:
        raise Unusable(f"The assistant could not be trained.\n{done.stderr[-2000:]}")
    console.print("The assistant is trained.")
    return True


def _up_to_date(settings: Settings) -> House:
    from bot.store import migrate as migrations  # the roles themselves need nothing of it, and wait for every import

    house = open_house(settings)
    migrations.upgrade(house.engine)
    return house


def prepare(house: House, first_staff: bool = True) -> Optional[str]:  # noqa: UP045 - typer reads annotations on 3.10
    """Reads in the articles and services; makes the first staff account when there is none. Returns its one-time path, if made."""
    from bot.desk.accounts import ensure_first
    from bot.experiences import providers, registers
    from bot.information.articles import import_dir
    from bot.store.session import transaction
    from bot.store.tables import utcnow

    with transaction(house.sessions) as session:
        session.begin_write()
        kept = import_dir(session, house.settings.root / "data" / "articles").kept
        if kept:
            console.print(f"New in the files, but the desk has changed them, so the desk's words stay: {', '.join(kept)}.")
        providers.take_in(session, registers.read(house.settings.root / "data" / "providers" / "seed.csv"), utcnow())
        if not first_staff or house.settings.production:
            return None
        link = ensure_first(session, "desk@example.org", "First member of staff", utcnow())
    return link.path if link is not None else None


class Announcement:
    """Waits until everything is ready, then says once where to go."""

    def __init__(self, settings: Settings, address: str, link: str | None) -> None:
        self._settings, self._address, self._link = settings, address, link
        self._done = False
        self._ticks = 0

    def look(self) -> None:
        """Called a few times a second by the supervisor; prints the addresses when readiness is reached."""
        self._ticks += 1
        if self._done or self._ticks % 3:
            return
        try:
            with urllib.request.urlopen(f"{self._address.replace('localhost', '127.0.0.1')}/health/ready", timeout=2) as answer:  # noqa: S310 - our own address
                self._done = all(json.load(answer).values())
        except (urllib.error.URLError, OSError, ValueError):
            return  # not up yet: the next tick looks again
        if self._done:
            self._say()

    def _say(self) -> None:
        console.rule("Quiet Word is ready")
        console.print(f"  Web chat           {self._address}/chat/")
        console.print(f"  The desk           {self._address}/desk/")
        if not self._settings.production:
            console.print(f"  Play every channel {self._address}/sandbox/")
        if self._link:
            console.print(f"\n  First staff login (once, within 24 hours), as desk@example.org:\n  {self._address}{self._link}")
        console.print(f"\n  Logs are in {self._settings.var / 'logs'}. Stop with Ctrl+C.")
