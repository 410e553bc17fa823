"""``quietword up``: one of each role under a small supervisor, on one machine.

A role that ends by itself is started again, at once the first time and after a growing pause when it keeps ending.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
"""A role that ran this long is well again: its next end is restarted at once."""
STOP_SECONDS = 15.0
LONGEST_LOG_BYTES = 10_000_000
"""A role's log is put aside when it is longer than this at the role's start; one older one is kept."""


@dataclass
class Child:
    """One role's process."""

    name: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    ended: int = 0
    start_at: float = field(default_factory=time.monotonic)

    def start(self, environment: dict[str, str], logs: Path) -> None:
        """Starts the process in the supervisor's own group, so that Ctrl+C reaches it too; it writes to ``logs``."""
        path = logs / f"{self.name.replace(' ', '-')}.log"
        if path.exists() and path.stat().st_size > LONGEST_LOG_BYTES:
            path.replace(path.with_suffix(".log.old"))
        with path.open("ab") as output:
            command = [sys.executable, "-m", "bot.cli", *self.arguments]
            self.process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)  # noqa: S603 - our own command
        self.started = time.monotonic()


class Supervisor:
    """Keeps the roles running until told to stop."""

    def __init__(self, commands: Mapping[str, Sequence[str]], logs: Path, environment: dict[str, str] | None = None) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self._logs = logs
        self._children = [Child(name, arguments) for name, arguments in commands.items()]
        self._environment = {**os.environ, **(environment or {})}
        self._stop = threading.Event()

    def run(self, on_tick: Callable[[], None] = lambda: None) -> int:
        """Starts everything and waits; returns 0 after a wanted stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        while not self._stop.wait(0.2):
            for child in self._children:
                self._tend(child)
            on_tick()
        self._end()
        return 0

    def _tend(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.start_at:
                child.start(self._environment, self._logs)
            return
        code = child.process.poll()
        if code is None:
            return
        child.ended = 1 if now - child.started > STEADY_SECONDS else child.ended + 1
        pause = 0.0 if child.ended == 1 else min(LONGEST_PAUSE_SECONDS, 2.0 ** (child.ended - 2))
        sys.stderr.write(f"{child.name} ended by itself (code {code}) and is started again. Its log is in {self._logs}.\n")
        child.process, child.start_at = None, now + pause

    def _end(self) -> None:
        running = [child.process for child in self._children if child.process is not None and child.process.poll() is None]
        for process in running:
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
