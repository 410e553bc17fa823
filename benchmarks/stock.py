"""The peer: Rasa 3.6 as ``rasa init`` leaves it, with Quiet Word's intents and one fixed reply for each.

Pipeline and policies are Rasa's defaults, the tracker store is the default (in memory), the channel is REST, and the
server is one ``rasa run``. No custom action is called, nothing is redacted and nothing is stored: all in its favour.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version
from pathlib import Path

from rich.console import Console

from benchmarks.load import Connections, Turn, Unanswered
from benchmarks.processes import OUT, ROOT, NotStarted, free_port, memory, processor_seconds, started, tail, wait_until_answering

SOURCES = ROOT / "benchmarks" / "stock"
MODEL = "stock"


class Stock:
    """A running stock server."""

    name = "stock Rasa 3.6"

    def __init__(self, port: int, process: int) -> None:
        self._connections = Connections(port)
        self._process = process

    async def say(self, person: str, number: int, text: str) -> Turn:
        """One message, answered in the same request. Raises ``Unanswered``."""
        body = json.dumps({"sender": person, "message": text}).encode()
        begun = time.time()
        answer = await self._connections.post("/webhooks/rest/webhook", body, {"Content-Type": "application/json"})
        answered = time.time() - begun
        if answer.status != 200:
            raise Unanswered(f"stock Rasa answered {answer.status}")
        return Turn(answered, None, len(json.loads(answer.body)))

    def memory(self) -> dict[str, float]:
        """MB by process."""
        return memory(self._process)

    def processor_seconds(self) -> float:
        """Processor time used so far."""
        return processor_seconds(self._process)

    def close(self) -> None:
        """Lets the connections go."""
        self._connections.close()


def project() -> Path:
    """Where the stock project of the present sources lies, or would lie; its name is a hash of everything it is made from."""
    digest = hashlib.sha256(version("rasa").encode())
    for file in sorted(SOURCES.rglob("*.yml")):
        digest.update(str(file.relative_to(SOURCES)).encode() + b"\0" + file.read_bytes())
    return OUT / f"stock-{digest.hexdigest()[:16]}"


def ensure_trained(console: Console) -> Path:
    """The trained project's folder; trains it when its sources are new. Raises ``NotStarted`` when training fails."""
    folder = project()
    if (folder / "models" / f"{MODEL}.tar.gz").exists():
        console.print("Stock Rasa: trained before from the same files.")
        return folder
    # A copy, because Rasa writes the defaults it chose into config.yml.
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SOURCES, folder)
    console.print("Stock Rasa: training with its default settings. This takes a minute or two, once.")
    begun = time.monotonic()
    command = [sys.executable, "-m", "rasa", "train", "--fixed-model-name", MODEL]
    with started(command, folder, folder / "train.log", {}) as process, console.status("training") as status:
        while process.poll() is None:
            status.update(f"training, {time.monotonic() - begun:.0f} s  {_last_words(folder / 'train.log')}")
            with suppress(subprocess.TimeoutExpired):
                process.wait(1.0)
    if process.returncode != 0 or not (folder / "models" / f"{MODEL}.tar.gz").exists():
        raise NotStarted(f"The stock assistant could not be trained:\n{tail(folder / 'train.log')}")
    console.print(f"Stock Rasa: trained in {time.monotonic() - begun:.0f} s.")
    return folder


def _last_words(log: Path) -> str:
    return tail(log, 300).replace("\r", "\n").strip().rpartition("\n")[2][:60]


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Stock]:
    """Starts ``rasa run`` on a free loopback port and waits until it answers."""
    port = free_port()
    command = [sys.executable, "-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(port), "-m", f"models/{MODEL}.tar.gz"]
    log = folder / "run.log"
    with started(command, folder, log, {}) as process:
        # Rasa's server listens only once the model is loaded.
        await asyncio.to_thread(wait_until_answering, Stock.name, process, f"http://127.0.0.1:{port}/webhooks/rest/", log)
        system = Stock(port, process.pid)
        try:
            yield system
        finally:
            system.close()
