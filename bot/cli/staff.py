"""``quietword staff``: accounts for the desk."""

from __future__ import annotations

import typer

from bot.app import open_house
from bot.cli.errors import Unusable
from bot.desk.accounts import AccountError, add_staff
from bot.settings import load
from bot.store.session import transaction
from bot.store.tables import utcnow

app = typer.Typer(no_args_is_help=True, help="Accounts for the desk.")


@app.callback()
def group() -> None:
    """Keeps ``add`` a command of its own."""


@app.command()
def add(
    email: str,
    role: str = typer.Option(..., help="One of the roles of organisation.yml."),
    name: str = typer.Option("", help="The person's name."),
) -> None:
    """Make an account and print a one-time link."""
    settings = load()
    house = open_house(settings)
    if role not in house.organisation.roles:
        raise Unusable(f"There is no role '{role}'. Use one of: {', '.join(house.organisation.roles)}.")
    with transaction(house.sessions) as session:
        session.begin_write()
        try:
            link = add_staff(session, email, name or email.split("@")[0], role, utcnow())
        except AccountError as error:
            raise Unusable(str(error)) from None
    typer.echo(f"{settings.desk_url}{link.path}")
