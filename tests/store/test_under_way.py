"""What a worker was at is known after its death, once, and never said of one that lives or ended well."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.store.under_way import COMMENT, MESSAGE, UnderWay

DIES = """
import os, signal, sys
from pathlib import Path
from bot.store.under_way import UnderWay
at = UnderWay(Path(sys.argv[1]))
with at.at("message", 7):
    pass
with at.at(sys.argv[2], 12):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def found(folder: Path) -> list[tuple[str, int]]:
    """What a worker that starts now is told of."""
    seen: list[tuple[str, int]] = []
    UnderWay(folder).left_behind(lambda kind, number: seen.append((kind, number)))
    return seen


@pytest.mark.parametrize("kind", [MESSAGE, COMMENT])
def test_what_a_killed_process_was_at_is_told_once(tmp_path: Path, kind: str) -> None:
    died = subprocess.run([sys.executable, "-c", DIES, str(tmp_path), kind], check=False, timeout=30)
    assert died.returncode == -signal.SIGKILL
    assert found(tmp_path) == [(kind, 12)]
    assert found(tmp_path) == []


def test_what_a_living_worker_is_at_is_its_own(tmp_path: Path) -> None:
    lives = UnderWay(tmp_path)
    with lives.at(MESSAGE, 3):
        assert found(tmp_path) == []
    lives.close()
    assert list(tmp_path.iterdir()) == []


def test_an_exception_is_no_death(tmp_path: Path) -> None:
    fails = UnderWay(tmp_path)
    with pytest.raises(ValueError, match="broken"), fails.at(MESSAGE, 3):
        raise ValueError("broken")
    fails.close()
    assert found(tmp_path) == []


def test_a_file_that_was_taken_away_before_it_was_locked_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    real, first = fcntl.flock, [True]

    def flock(file: int, how: int) -> None:
        if first.pop() if first else False:
            next(tmp_path.iterdir()).unlink()  # another worker starts just now
        real(file, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    at = UnderWay(tmp_path)
    with at.at(MESSAGE, 3):
        assert len(list(tmp_path.iterdir())) == 1
    at.close()
