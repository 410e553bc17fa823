"""The ``quietword`` command: one file for each group of commands."""

from __future__ import annotations

import os
import sys

import typer

from bot.cli import articles, channels, export, keys, providers, retention, rights, roles, staff, try_
from bot.cli.errors import said_plainly

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="The front desk of a local Healthwatch.")
roles.add_to(app)
app.add_typer(articles.app, name="articles")
app.add_typer(channels.app, name="channels")
app.add_typer(export.app, name="export")
app.add_typer(keys.app, name="keys")
app.add_typer(providers.app, name="providers")
app.add_typer(retention.app, name="retention")
app.add_typer(rights.app, name="rights")
app.add_typer(staff.app, name="staff")
app.command("try")(try_.judge)


def main() -> None:
    """Runs the command; what an operator can mend is said in a sentence, without a traceback."""
    # The database, the logs and what is exported are for the account that runs us, not for everybody on the machine.
    os.umask(0o077)
    with said_plainly():
        app()
    sys.exit(0)
