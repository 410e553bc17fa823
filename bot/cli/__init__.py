"""The ``quietword`` command: one file for each group of commands, read when the group is asked for."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from bot.cli import roles, try_
from bot.cli.errors import said_plainly

GROUPS = ("articles", "channels", "export", "keys", "providers", "retention", "rights", "staff")


class OnDemand(TyperGroup):
    """Commands, and beside them the groups: what one of those needs takes as long to import as a role takes to start."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, for the help."""
        return [*(name for name in super().list_commands(ctx) if name not in GROUPS), *GROUPS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name, or None."""
        if cmd_name in GROUPS and cmd_name not in self.commands:
            group = get_group(import_module(f"bot.cli.{cmd_name}").app)
            group.name = cmd_name
            self.add_command(group)
        return super().get_command(ctx, cmd_name)


app = typer.Typer(
    cls=OnDemand, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="The front desk of a local Healthwatch."
)
roles.add_to(app)
app.command("try")(try_.judge)


def main() -> None:
    """Runs the command; what an operator can mend is said in a sentence, without a traceback."""
    # The database, the logs and what is exported are for the account that runs us, not for everybody on the machine.
    os.umask(0o077)
    with said_plainly():
        app()
    sys.exit(0)
