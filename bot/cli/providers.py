"""``quietword providers``: the services people can tell of, from our own list and the open registers."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import typer

from bot.app import open_house
from bot.cli.errors import Unusable
from bot.experiences.providers import Directories, take_in
from bot.experiences.registers import RegisterError, read
from bot.settings import load
from bot.store.session import transaction
from bot.store.tables import utcnow

POSTCODE = typer.Option([], "--postcode", help="Take only services whose postcode begins so. May be given again.")

app = typer.Typer(no_args_is_help=True, help="The services that experiences can be of.")


@app.command("import")
def import_(
    file: Path,
    postcode: list[str] = POSTCODE,
    service_type: Optional[str] = typer.Option(None, "--service-type", help="The kind of every service in the file."),  # noqa: UP045
) -> None:
    """Read the services of FILE: ours, the NHS Organisation Data Service's or the Care Quality Commission's."""
    try:
        listed = read(file, service_type)
    except RegisterError as error:
        raise Unusable(str(error)) from error
    with transaction(open_house(load()).sessions) as session:
        session.begin_write()
        count = take_in(session, listed, utcnow(), postcode)
    typer.echo(f"{count} of {len(listed)} services taken in.")


@app.command("find")
def find(words: str) -> None:
    """Say which services WORDS could mean, best first."""
    with open_house(load()).sessions() as session:
        matches = Directories().now(session).search(words)
    for match in matches:
        typer.echo(f"{match.score:.2f}  {match.service.label}  ({match.service.code})")
    if not matches:
        typer.echo("None is likely.")
