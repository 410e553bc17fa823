"""``quietword keys``: the vault's keys."""

from __future__ import annotations

import time

import typer

from bot.app import open_house
from bot.cli.errors import Unusable
from bot.settings import load
from bot.store import audit
from bot.store.session import transaction

PATIENCE_SECONDS = 30.0
"""How long a rotation waits for rows that something else has in hand."""

app = typer.Typer(no_args_is_help=True, help="The vault's keys.")


@app.callback()
def group() -> None:
    """Keeps ``rotate`` a command of its own."""


@app.command()
def rotate() -> None:
    """Re-seal everything under the newest key of QUIETWORD_KEYS. Safe while the program runs; cut short, it goes on where it stopped."""
    house = open_house(load())
    total = 0
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with transaction(house.sessions) as session:
            session.begin_write()
            count = house.vault.rotate(session)
            left = 0 if count else house.vault.under_older_keys(session)
            if count or left == 0:
                detail = {"rows": count, "key": house.vault.newest}
                audit.record(session, actor="system", act="rotate_keys", subject="vault", subject_id="all", detail=detail)
        total += count
        if count:
            deadline = time.monotonic() + PATIENCE_SECONDS
        elif left == 0:
            break
        elif time.monotonic() > deadline:
            raise Unusable(f"{left} originals are held by something else. {total} were re-sealed. Run the command again.")
        else:
            time.sleep(0.2)  # somebody has the last rows in hand: a turn, an erasure, another rotation
    typer.echo(f"{total} sealed originals were re-sealed. All stand under the newest key, {house.vault.newest}.")
