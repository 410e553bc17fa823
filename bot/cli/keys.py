"""``quietword keys``: the vault's keys."""

from __future__ import annotations

import typer

from bot.app import open_house
from bot.settings import load
from bot.store import audit
from bot.store.session import transaction

app = typer.Typer(no_args_is_help=True, help="The vault's keys.")


@app.callback()
def group() -> None:
    """Keeps ``rotate`` a command of its own."""


@app.command()
def rotate() -> None:
    """Re-seal everything under the newest key of QUIETWORD_KEYS. Safe while the program runs."""
    house = open_house(load())
    total = 0
    while True:
        with transaction(house.sessions) as session:
            session.begin_write()
            count = house.vault.rotate(session)
            if count == 0:
                audit.record(session, actor="system", act="rotate_keys", subject="vault", subject_id="all", detail={"rows": total})
                break
        total += count
    typer.echo(f"{total} sealed originals now stand under the newest key.")
