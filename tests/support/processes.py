"""The real program in real processes: ``quietword up`` and a sandbox beside it, on free ports, and a way to kill roles."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.support.postgres import free_port

ROOT = Path(__file__).parent.parent.parent


@dataclass
class Running:
    """A running installation. ``base`` is its web process, ``sandbox`` the stand-in for the platforms."""

    supervisor: subprocess.Popen[bytes]
    base: str
    sandbox: str
    log: Path
    """What the supervisor and the sandbox said; each role's own log is below ``logs``."""
    logs: Path

    def process_of(self, role: str) -> int | None:
        """The process id of a role's present process."""
        children = Path(f"/proc/{self.supervisor.pid}/task/{self.supervisor.pid}/children").read_text().split()
        for child in children:
            try:
                command = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
            except FileNotFoundError:
                continue
            if b"bot.cli" in command and role.encode() in command:
                return int(child)
        return None

    def kill(self, role: str) -> bool:
        """SIGKILL to a role; False when it is not running now."""
        process = self.process_of(role)
        if process is None:
            return False
        os.kill(process, signal.SIGKILL)
        return True

    def wait_ready(self, seconds: float = 180.0) -> None:
        """Returns when database, worker and dispatcher are well."""
        wait_for(lambda: _ready(self.base), seconds, f"not ready after {seconds} seconds: see the log")


def _ready(base: str) -> bool:
    try:
        return httpx.get(f"{base}/health/ready", timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def wait_for(condition, seconds: float, message: str) -> None:  # type: ignore[no-untyped-def]
    """Looks five times a second until the condition holds; AssertionError with the message after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(message)
        time.sleep(0.2)  # another process's state can only be looked at again


@contextmanager
def running(folder: Path, database_url: str, **env: str) -> Iterator[Running]:
    """Starts sandbox and installation, waits until they are ready, and stops both."""
    folder.mkdir(parents=True, exist_ok=True)
    port, sandbox_port = free_port(), free_port()
    base, sandbox = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{sandbox_port}"
    environment = {
        **os.environ,
        "QUIETWORD_VAR": str(folder / "var"),
        "QUIETWORD_MODELS": os.environ.get("QUIETWORD_MODELS", str(ROOT / "models")),
        "DATABASE_URL": database_url,
        "PUBLIC_URL": base,
        "META_GRAPH_URL": f"{sandbox}/sandbox/meta/v26.0",
        "TWILIO_API_URL": f"{sandbox}/sandbox/twilio",
        "TELEGRAM_API_URL": f"{sandbox}/sandbox/telegram",
        "META_ECHO_GRACE_SECONDS": "15",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        **env,
    }
    log = folder / "log.txt"
    with log.open("wb") as output:
        stand_in = subprocess.Popen(
            [sys.executable, "-m", "connectors.sandbox", "--port", str(sandbox_port), "--target", base],
            cwd=ROOT, env=environment, stdout=output, stderr=output,
        )  # fmt: skip
        supervisor = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "up", "--port", str(port)], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
        try:
            found = Running(supervisor, base, sandbox, log, folder / "var" / "logs")
            found.wait_ready()
            yield found
        finally:
            for process in (supervisor, stand_in):
                process.terminate()
            for process in (supervisor, stand_in):
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:
                    process.kill()
