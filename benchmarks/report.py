"""From measured runs to figures, verdicts, tables and ``out/latest.json``."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.load import Measured

LEAST_SPEED = 2.0
"""Quiet Word's turns per second over stock's: issue 2's bar."""
MOST_LATENCY = 0.75
"""Quiet Word's p50 over stock's: issue 2's bar."""
MOST_WEBHOOK_MS = 100.0
"""The webhook's own answer, p99 under load: issue 2's bar, and far inside what Meta and Twilio wait for."""
WIDTH = 100
"""Columns the tables need."""


@dataclass(frozen=True)
class Figures:
    """One system at one number of people; times in milliseconds, memory in MB."""

    system: str
    at_once: int
    turns: int
    replies: int
    turns_per_second: float
    p50: float
    p95: float
    p99: float
    webhook_p50: float | None
    webhook_p99: float | None
    processor_ms_per_turn: float
    memory_mb: float
    memory_by_process: dict[str, float]


@dataclass(frozen=True)
class Verdict:
    """One bar: what was measured, what was asked, and whether it is reached."""

    subject: str
    measured: float
    bar: str
    reached: bool


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile: the smallest value that at least ``share`` percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * int(share) // 100) - 1)]


def figures(system: str, run: Measured, memory: dict[str, float]) -> Figures:
    """A run in figures."""
    answered = [turn.answered * 1000 for turn in run.turns]
    acknowledged = [turn.acknowledged * 1000 for turn in run.turns if turn.acknowledged is not None]
    return Figures(
        system=system,
        at_once=run.at_once,
        turns=len(run.turns),
        replies=sum(turn.replies for turn in run.turns),
        turns_per_second=run.per_second,
        p50=percentile(answered, 50),
        p95=percentile(answered, 95),
        p99=percentile(answered, 99),
        webhook_p50=percentile(acknowledged, 50) if acknowledged else None,
        webhook_p99=percentile(acknowledged, 99) if acknowledged else None,
        processor_ms_per_turn=1000 * run.processor_seconds / len(run.turns),
        memory_mb=sum(memory.values()),
        memory_by_process=memory,
    )


def verdicts(stock: Sequence[Figures], ours: Sequence[Figures]) -> list[Verdict]:
    """The bars; each of our runs beside stock's at the same number of people."""
    found = []
    by_people = {theirs.at_once: theirs for theirs in stock}
    for mine in ours:
        theirs = by_people[mine.at_once]
        speed, latency = mine.turns_per_second / theirs.turns_per_second, mine.p50 / theirs.p50
        people = ("1 person" if mine.at_once == 1 else f"{mine.at_once} people") + mine.system.removeprefix("Quiet Word")
        found.append(Verdict(f"turns per second over stock's, {people}", speed, f"at least {LEAST_SPEED}", speed >= LEAST_SPEED))
        found.append(Verdict(f"p50 over stock's, {people}", latency, f"at most {MOST_LATENCY}", latency <= MOST_LATENCY))
        if mine.at_once > 1:
            webhook = mine.webhook_p99 or 0.0
            found.append(
                Verdict(f"webhook's own answer, p99 in ms, {people}", webhook, f"below {MOST_WEBHOOK_MS:.0f}", webhook < MOST_WEBHOOK_MS)
            )
    return found


def show(console: Console, runs: Sequence[Figures]) -> None:
    """Prints the figures of turns."""
    table = Table(title=f"The same {runs[0].turns} turns through each system: times in ms", padding=(0, 0, 0, 1))
    table.add_column("system", no_wrap=True)
    for heading in ("people", "turns/s", "p50", "p95", "p99", "webhook\np50", "webhook\np99", "CPU\na turn", "MB", "replies"):
        table.add_column(heading, justify="right", no_wrap=True)
    for run in runs:
        webhook = ["", ""] if run.webhook_p50 is None else [f"{run.webhook_p50:.1f}", f"{run.webhook_p99:.1f}"]
        times = (f"{run.turns_per_second:.1f}", *(f"{value:.0f}" for value in (run.p50, run.p95, run.p99)))
        table.add_row(
            run.system, str(run.at_once), *times, *webhook, f"{run.processor_ms_per_turn:.1f}", f"{run.memory_mb:.0f}", str(run.replies)
        )
    console.print(table)


def show_bars(console: Console, found: Sequence[Verdict]) -> None:
    """Prints what was measured against each bar."""
    bars = Table(title="Quiet Word against the bars")
    bars.add_column("what")
    bars.add_column("measured", justify="right")
    bars.add_column("bar")
    bars.add_column("")
    for verdict in found:
        mark = "[green]reached[/]" if verdict.reached else "[red]MISSED[/]"
        bars.add_row(verdict.subject, f"{verdict.measured:.2f}", verdict.bar, mark)
    console.print(bars)


def save(path: Path, runs: Sequence[Figures], found: Sequence[Verdict], load_before: float) -> None:
    """Writes everything to a JSON file, with what is to be known of the machine."""
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform(), "load_before": load_before}
    content = {
        "measured_at": dt.datetime.now(dt.timezone.utc).isoformat(timespec="seconds"),
        "machine": machine,
        "runs": [asdict(run) for run in runs],
        "verdicts": [asdict(verdict) for verdict in found],
    }
    path.write_text(json.dumps(content, indent=2) + "\n")
