"""``quietword retention``: the schedule by which records are erased."""

from __future__ import annotations

import typer

from bot.app import open_house
from bot.cli.errors import Unusable
from bot.privacy.keeping import holds
from bot.privacy.keeping.retention import Retention
from bot.privacy.keeping.schedule import CLASSES, NEVER, Schedule
from bot.settings import load

app = typer.Typer(no_args_is_help=True, help="The schedule by which records are erased.")


@app.command()
def run() -> None:
    """Erase now what has outlived its period. The dispatch role does the same every quarter of an hour."""
    house = open_house(load())
    erased = Retention(house.sessions, house.organisation, house.locks).run()
    if erased is None:
        raise Unusable("Another process is carrying out the schedule now. Nothing more to do.")
    if not erased:
        typer.echo("Nothing has outlived its period.")
    for name, number in sorted(erased.items()):
        typer.echo(f"{number:>8}  {name}")


@app.command()
def show() -> None:
    """Print the schedule: each class, its period, and how much is due now; and what is under a legal hold."""
    house = open_house(load())
    schedule = Schedule(house.organisation)
    waiting = Retention(house.sessions, house.organisation, house.locks).waiting()
    for one in CLASSES:
        typer.echo(f"{one.name:<24} {schedule.in_words(one.name):<10} {waiting[one.name]:>6} due   {one.covers}; from {one.counts_from}")
    typer.echo(f"{NEVER[0]:<24} {'never':<10} {'':>6}       {NEVER[1]}; {NEVER[2]}")
    with house.sessions() as session:
        for hold in holds.listed(session):
            typer.echo(f"held since {hold.placed_at:%d %B %Y}: {hold.subject} {hold.subject_id}")
