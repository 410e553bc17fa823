"""What each worker is at, in a file that outlives it: so a message that ends its worker is known, and is not tried for ever.

A turn that fails is counted where it failed. One that takes the whole process with it (memory that runs out, a crash in native code)
leaves nothing in the database, and the next worker would take the same message, and end like the last. The file is held by a lock of the
operating system for as long as its process lives, and is not synced: a computer that lost its power need not know.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MESSAGE, COMMENT = "message", "comment"
"""What a worker may be at: a stored message, or a public item."""
_WIDTH = 40


class UnderWay:
    """This process's file among those in ``folder``. Not for several threads."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._own = folder / f"{os.getpid()}-{secrets.token_hex(4)}"  # in a container every process may have the same number
        self._file: int | None = None

    @contextmanager
    def at(self, kind: str, number: int) -> Iterator[None]:
        """Whatever happens to the process inside, the next one knows what it was at; an exception is no such end."""
        self._write(f"{kind} {number}")
        try:
            yield
        finally:
            self._write("")

    def left_behind(self, count: Callable[[str, int], None]) -> None:
        """Calls ``count`` with kind and number of each thing that a process, dead by now, was at; afterwards they are forgotten."""
        for path in sorted(self._folder.iterdir()):
            with suppress(FileNotFoundError, BlockingIOError):  # another worker was here first, or its process lives
                file = os.open(path, os.O_RDWR)
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    kind, _, number = os.read(file, _WIDTH).decode("ascii").strip().partition(" ")
                    if number and _is_there(file):
                        count(kind, int(number))
                    path.unlink(missing_ok=True)
                finally:
                    os.close(file)

    def close(self) -> None:
        """Takes the file away."""
        if self._file is not None:
            self._own.unlink(missing_ok=True)
            os.close(self._file)
            self._file = None

    def _write(self, words: str) -> None:
        if self._file is None:
            self._file = self._made()
        os.pwrite(self._file, words.ljust(_WIDTH).encode("ascii"), 0)

    def _made(self) -> int:
        while True:
            file = os.open(self._own, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(file, fcntl.LOCK_EX)
            if _is_there(file):
                return file
            os.close(file)  # a worker that has just started took it for a dead one's, before it was locked


def _is_there(file: int) -> bool:
    """Whether an open file still has its name."""
    return os.fstat(file).st_nlink > 0
