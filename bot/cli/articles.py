"""``quietword articles``: curated information as Markdown files, in and out, and checked."""

from __future__ import annotations

from pathlib import Path

import typer

from bot.app import open_house
from bot.information.articles import check_dir, export_dir, import_dir
from bot.organisation import Organisation
from bot.settings import load
from bot.store.session import transaction

app = typer.Typer(no_args_is_help=True, help="Curated information as Markdown files with front matter.")


@app.command("import")
def import_(folder: Path) -> None:
    """Read the articles of FOLDER into the database."""
    with transaction(open_house(load()).sessions) as session:
        session.begin_write()
        typer.echo(import_dir(session, folder))


@app.command("export")
def export(folder: Path) -> None:
    """Write the articles of the database into FOLDER."""
    with open_house(load()).sessions() as session:
        typer.echo(export_dir(session, folder))


@app.command("check")
def check(folder: Path) -> None:
    """Check front matter, sources, dates, reading age, SMS length and links of the articles in FOLDER."""
    problems = check_dir(folder, Organisation.load(load().organisation_file))
    for problem in problems:
        typer.echo(str(problem))
    if problems:
        raise typer.Exit(1)
    typer.echo("Every article is in order.")
