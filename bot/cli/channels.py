"""``quietword channels``: setting the channels up at Meta, Twilio and Telegram, and checking that they stand."""

from __future__ import annotations

import asyncio
from typing import Optional

import typer
from rich.console import Console
from rich.markup import escape

from bot.cli.errors import Unusable
from bot.organisation import Organisation
from bot.settings import load

app = typer.Typer(no_args_is_help=True, help="The channels at their platforms.")
console = Console(highlight=False, soft_wrap=True)

Only = typer.Option(None, "--only", help="meta, twilio or telegram; every channel that is on, if left out.")


@app.command()
def setup(only: Optional[str] = Only) -> None:  # noqa: UP045 - typer reads annotations on 3.10
    """Tell each platform where to deliver, and how we introduce ourselves (data/channels.yml). May be repeated."""
    _run("set_up", only)


@app.command()
def check(only: Optional[str] = Only) -> None:  # noqa: UP045 - typer reads annotations on 3.10
    """Look whether subscriptions, tokens, webhooks and numbers are in order. Changes nothing."""
    _run("check", only)


def _run(work: str, only: str | None) -> None:
    # The platforms' own libraries take half a second to load: no other command waits for them.
    from bot.channels import profile, upkeep
    from connectors.upkeep import Finding

    settings = load()
    try:
        words = profile.load(settings.root / "data" / "channels.yml", Organisation.load(settings.organisation_file))
    except profile.ProfileError as error:
        raise Unusable(str(error)) from None
    platforms = [one for one in upkeep.build(settings) if only in (None, one.platform)]
    if not platforms:
        raise Unusable(
            f"The channel {only} is off, or there is none of that name." if only else "No channel has settings. See docs/run-it.md."
        )

    async def run() -> list[tuple[str, Finding]]:
        try:
            return await (upkeep.set_up if work == "set_up" else upkeep.check)(platforms, words)
        finally:
            await upkeep.close(platforms)

    found = asyncio.run(run())
    for platform, finding in found:
        mark = "[green]well [/]" if finding.well else "[red]WRONG[/]"
        console.print(f"{mark}  {platform}, {escape(finding.subject)}: {escape(finding.text)}")
    if not all(finding.well for _, finding in found):
        if settings.sandboxed and any(finding.subject == "webhook" and not finding.well for _, finding in found):
            console.print("In development the platforms are played by the sandbox inside the web role: it must be running (quietword up).")
        raise typer.Exit(1)
