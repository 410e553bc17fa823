"""Pieces of words: the same in every process, and no more work for a long message."""

from __future__ import annotations

import subprocess
import sys

from bot.safety.pieces import pieces, weight


def test_each_column_once_and_in_order() -> None:
    assert pieces("my dad, my dad") == sorted(set(pieces("my dad, my dad")))


def test_the_same_in_every_process() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "from bot.safety.pieces import pieces; print(pieces('my dad hit me'))"],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "77"},
    )
    assert said.stdout.strip() == str(pieces("my dad hit me"))


def test_a_long_message_is_read_to_its_limit_only() -> None:
    assert len(pieces("word " * 100_000)) < 100
    assert pieces("") == []
    assert weight([]) == 1.0
