"""The measured systems' processes: a free port, a start, a wait for readiness, memory, and an end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parent.parent
OUT = ROOT / "benchmarks" / "out"
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore", "PYTHONUNBUFFERED": "1"}
"""For both systems alike: nothing is reported to anybody, and libraries do not warn of each other's age."""
STOP_SECONDS = 30.0


class NotStarted(Exception):
    """A system ended or did not become ready; the message holds the end of its log."""


def free_port() -> int:
    """A loopback port nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def started(command: Sequence[str], folder: Path, log: Path, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Runs a command in a process group of its own, with its output in ``log``, and ends it on the way out."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **QUIET, **environment}, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        # Whatever it left behind: the group is its own.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def wait_until_answering(name: str, process: subprocess.Popen[bytes], url: str, log: Path, seconds: float = 600.0) -> None:
    """Returns when ``url`` answers 200. Raises ``NotStarted`` when the process ends or the time is over."""
    deadline = time.monotonic() + seconds
    while not _answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            what = f"ended with {process.returncode}" if process.poll() is not None else f"was not ready after {seconds:.0f} seconds"
            raise NotStarted(f"{name} {what}. The end of {log.relative_to(ROOT)}:\n{tail(log)}")
        time.sleep(0.1)  # another process's readiness can only be asked for again


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def tail(log: Path, characters: int = 2000) -> str:
    """The end of a log file."""
    return log.read_text(errors="replace")[-characters:]


def memory(process: int) -> dict[str, float]:
    """Resident memory in MB (10^6 bytes) of a process and all below it, each under its process id and name of command."""
    found: dict[str, float] = {}
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            found[f"{process} {_command(process)}"] = int(line.split()[1]) * 1024 / 1e6
    for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        found |= memory(int(child))
    return found


def processor_seconds(process: int) -> float:
    """Processor time used so far by a process and all below it that still run."""
    # Fields 14 and 15 of stat; the second, a name in brackets, may hold spaces.
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    used = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return used + sum(processor_seconds(int(child)) for child in children)


def _command(process: int) -> str:
    words = Path(f"/proc/{process}/cmdline").read_bytes().decode(errors="replace").split("\0")
    return " ".join(word for word in words[1:] if word and not word.startswith("/"))[:40].strip()
