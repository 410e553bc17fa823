"""``quietword staff``: accounts for the desk."""

from __future__ import annotations

import typer
from sqlalchemy import select

from bot.app import open_house
from bot.cli.errors import Unusable
from bot.desk import second_step
from bot.desk.accounts import AccountError, add_staff
from bot.settings import load
from bot.store.session import transaction
from bot.store.tables import Staff, utcnow

app = typer.Typer(no_args_is_help=True, help="Accounts for the desk.")


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


@app.command("second-step-off")
def second_step_off(email: str) -> None:
    """Take the second step off an account whose owner has lost phone and recovery codes, and sign them out."""
    house = open_house(load())
    with transaction(house.sessions) as session:
        session.begin_write()
        staff_id = session.execute(select(Staff.id).where(Staff.email == email.strip().casefold())).scalar()
        if staff_id is None:
            raise Unusable("There is no account with this e-mail.")
        if not second_step.take_off(session, house.vault, staff_id, actor="system"):
            raise Unusable("This account has no second step.")
    typer.echo("The second step is off, and the account's browsers are signed out. Be sure that it was its owner who asked.")
