"""``python -m benchmarks``: measures, prints the tables, writes ``out/latest.json``. Ends with 1 when a bar is missed."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence

import uvloop
from rich.console import Console
from rich.progress import Progress

from benchmarks import choosing, comments, danger, details, intents, quietword, report, search, stock, themes, turns
from benchmarks.load import Measured, Script, System, Unanswered, drive
from benchmarks.processes import OUT, NotStarted

AT_ONCE = (1, 16)
MORE_WORKERS = 2
"""Quiet Word is measured with so many workers too, at the most people at once."""
WARM_UP_AT_ONCE = 16
SPEED = ("stock", "quietword")
PARTS = {"public": intents.run_public, "choosing": choosing.run}
"""Parts of a table that may be asked for by themselves."""
TABLES = {
    "comments": comments.run, "danger": danger.run, "details": details.run, "intents": intents.run, "search": search.run,
    "themes": themes.run,
}  # fmt: skip
"""Tables of quality by the name one asks for them; each measures ours and its peer in this process, prints, and returns its bars."""


async def play(console: Console, system: System, what: str, script: Script, at_once: int, first_person: int) -> Measured:
    """One script with a progress bar."""
    # Ids as Messenger has them.
    people = [str(7_000_000_000_000_000 + first_person + number) for number in range(len(script))]
    # Drawn twice a second: the drawing takes its part of the two cores, too.
    with Progress(console=console, transient=True, refresh_per_second=2) as progress:
        bar = progress.add_task(f"{system.name}, {what}", total=sum(map(len, script)))
        return await drive(system, people, script, at_once, lambda: progress.advance(bar))


async def measure(console: Console, system: System, at_once: int) -> report.Figures:
    """A freshly started system's figures at so many people at once."""
    await play(console, system, "warming up", turns.warm_up(), WARM_UP_AT_ONCE, 1000)
    run = await play(console, system, f"{at_once} at once", turns.script(), at_once, 0)
    return report.figures(system.name, run, system.memory())


async def measure_stock(console: Console) -> list[report.Figures]:
    """Stock Rasa's runs, each with a server of its own."""
    folder = stock.ensure_trained(console)
    found = []
    for at_once in AT_ONCE:
        async with stock.running(folder) as system:
            found.append(await measure(console, system, at_once))
    return found


async def measure_quietword(console: Console) -> list[report.Figures]:
    """Quiet Word's runs, each with an installation of its own, in which afterwards nothing may be missing."""
    quietword.ensure_trained()
    found = []
    for at_once, workers in [*((at_once, 1) for at_once in AT_ONCE), (AT_ONCE[-1], MORE_WORKERS)]:
        async with quietword.running(workers) as system:
            found.append(await measure(console, system, at_once))
            await system.check(sum(map(len, [*turns.warm_up(), *turns.script()])))
    return found


def chosen(arguments: Sequence[str]) -> set[str]:
    """Which systems and tables to measure: all, or the ones named."""
    known = {*SPEED, *TABLES, *PARTS}
    wrong = set(arguments) - known
    if wrong:
        sys.exit(f"Not known: {', '.join(sorted(wrong))}. Usage: python -m benchmarks [{'] ['.join(sorted(known))}]")
    return set(arguments) or known - set(PARTS)


def main() -> int:
    """Runs everything; returns the exit code."""
    console = Console()
    console = Console(width=max(console.width, report.WIDTH))
    asked = chosen(sys.argv[1:])
    OUT.mkdir(parents=True, exist_ok=True)
    load = os.getloadavg()[0]
    if load > 0.5:
        console.print(f"[yellow]Something else uses this machine (load {load:.1f}): its figures are worse than a quiet one's.[/]")
    uvloop.install()  # what the driver itself uses of the two cores is taken from both systems: as little as can be
    try:
        theirs = asyncio.run(measure_stock(console)) if "stock" in asked else []
        ours = asyncio.run(measure_quietword(console)) if "quietword" in asked else []
    except (NotStarted, Unanswered) as error:
        console.print(str(error), markup=False)
        return 1
    found = report.verdicts(theirs, ours) if theirs and ours else []
    if theirs or ours:
        report.show(console, [*theirs, *ours])
    for name, run in {**TABLES, **PARTS}.items():
        if name in asked:
            found += run(console)
    if found:
        report.show_bars(console, found)
    if theirs and ours:
        report.save(OUT / "latest.json", [*theirs, *ours], found, load)
        console.print("Written to benchmarks/out/latest.json.")
    return 0 if all(verdict.reached for verdict in found) else 1


if __name__ == "__main__":
    sys.exit(main())
