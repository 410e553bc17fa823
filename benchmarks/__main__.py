"""``python -m benchmarks``: measures, prints the tables, writes ``out/latest.json``. Ends with 1 when a bar is missed."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.progress import Progress

from benchmarks import quietword, report, stock
from benchmarks.load import Measured, System, drive
from benchmarks.processes import OUT, NotStarted
from benchmarks.turns import PEOPLE, TURNS, script

AT_ONCE = (1, 16)
WARM_UP_AT_ONCE = 16
WARM_UP, *RUNS = range(1 + len(AT_ONCE))
"""Each run has people of its own: nobody's conversation is longer in one run than in another."""


async def play(console: Console, system: System, run: int, at_once: int) -> Measured:
    """One run of the script with a progress bar."""
    what = "warming up" if run == WARM_UP else f"{at_once} at once"
    with Progress(console=console, transient=True) as progress:
        bar = progress.add_task(f"{system.name}, {what}", total=PEOPLE * TURNS)
        return await drive(system, quietword.names(run, PEOPLE), script(), at_once, lambda: progress.advance(bar))


async def measure_stock(console: Console) -> list[report.Figures]:
    """Stock Rasa's runs."""
    folder = stock.ensure_trained(console)
    async with stock.running(folder) as system:
        await play(console, system, WARM_UP, WARM_UP_AT_ONCE)
        measured = [await play(console, system, run, at_once) for run, at_once in zip(RUNS, AT_ONCE, strict=True)]
        memory = system.memory()
    return [report.figures(system.name, run, memory) for run in measured]


async def measure_quietword(console: Console) -> list[report.Figures]:
    """Quiet Word's runs; afterwards every message must stand in the database with as many replies as were counted."""
    async with quietword.running() as system:
        await play(console, system, WARM_UP, WARM_UP_AT_ONCE)
        system.replies = await system.counts(quietword.names(WARM_UP, PEOPLE), TURNS)
        measured = []
        for run, at_once in zip(RUNS, AT_ONCE, strict=True):
            measured.append(await play(console, system, run, at_once))
            if await system.counts(quietword.names(run, PEOPLE), TURNS) != system.replies:
                raise RuntimeError("the same turns got another number of replies than while warming up")
        memory = system.memory()
    return [report.figures(system.name, run, memory) for run in measured]


def chosen(arguments: Sequence[str]) -> set[str]:
    """Which systems to measure: both, or the ones named."""
    wrong = set(arguments) - {"stock", "quietword"}
    if wrong:
        sys.exit(f"Not known: {', '.join(sorted(wrong))}. Usage: python -m benchmarks [stock] [quietword]")
    return set(arguments) or {"stock", "quietword"}


def main() -> int:
    """Runs everything; returns the exit code."""
    console = Console()
    systems = chosen(sys.argv[1:])
    OUT.mkdir(parents=True, exist_ok=True)
    load = os.getloadavg()[0]
    if load > 0.5:
        console.print(f"[yellow]Something else uses this machine (load {load:.1f}): its figures are worse than a quiet one's.[/]")
    try:
        theirs = asyncio.run(measure_stock(console)) if "stock" in systems else []
        ours = asyncio.run(measure_quietword(console)) if "quietword" in systems else []
    except NotStarted as error:
        console.print(str(error), markup=False)
        return 1
    found = report.verdicts(theirs, ours) if theirs and ours else []
    report.show(console, [*theirs, *ours], found)
    if found:
        report.save(OUT / "latest.json", [*theirs, *ours], found, load)
        console.print("Written to benchmarks/out/latest.json.")
    return 0 if all(verdict.reached for verdict in found) else 1


if __name__ == "__main__":
    sys.exit(main())
