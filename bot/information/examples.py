"""Example sentences that are not questions for us, and how near a question comes to them.

They are the training examples of some intents (``data/nlu``), so that one list serves both, and the lists here for what
the intents do not cover.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot import yaml_files
from bot.encoder import Encoder
from bot.information.question import levelled

_HERE = Path(__file__).parent
NLU = _HERE.parents[1] / "data" / "nlu"
NOT_OURS = ("out_of_scope", "greet", "goodbye", "thank", "affirm", "deny", "abuse")
CLINICAL = ("clinical_advice_request",)
STORIES = ("share_experience",)
"""Intents whose examples are of each kind."""
_NEAREST = 3


def not_ours() -> list[str]:
    """What we hold nothing on, and small talk."""
    return [*of_intents(NOT_OURS), *_lines(_HERE / "not_ours.txt")]


def clinical() -> list[str]:
    """Requests for medical advice."""
    return [*of_intents(CLINICAL), *_lines(_HERE / "clinical_examples.txt")]


def personal() -> list[str]:
    """Questions about one person's own care."""
    return _lines(_HERE / "personal_examples.txt")


def stories() -> list[str]:
    """People telling how their care was."""
    return of_intents(STORIES)


def of_intents(intents: Sequence[str]) -> list[str]:
    """The training examples of these intents."""
    found = []
    for intent in intents:
        for block in yaml_files.read(NLU / f"{intent}.yml")["nlu"]:
            found += [line.removeprefix("- ").strip() for line in block["examples"].splitlines() if line.strip()]
    return found


def _lines(file: Path) -> list[str]:
    """The lines of a file; those that start with ``#`` are for its reader."""
    return [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]


OF_EACH_KIND = (not_ours, clinical, personal, stories)
"""What gives the examples of each of ``bot.information.subjects.OTHERS``, in that order."""


class Examples:
    """Lists of sentences as vectors, all of them in one table: one product tells how near each list is."""

    def __init__(self, encoder: Encoder, lists: Sequence[Sequence[str]]) -> None:
        self._vectors = encoder.encode_known([levelled(sentence) or sentence for sentences in lists for sentence in sentences])
        ends = list(itertools.accumulate(map(len, lists)))
        self._lists = [slice(end - len(sentences), end) for end, sentences in zip(ends, lists, strict=True)]

    def nearness(self, vector: npt.NDArray[np.float32], without: tuple[int, int] | None = None) -> list[float]:
        """For each list in turn how near its nearest sentence is, and its three nearest on average; all between -1 and 1.

        ``without`` is a sentence to leave out, for judging that sentence itself: the number of its list, and its own in there.
        """
        likeness = self._vectors @ vector
        if without is not None:
            likeness[self._lists[without[0]].start + without[1]] = -1.0
        near: list[float] = []
        for rows in self._lists:
            some = likeness[rows]
            nearest = np.partition(some, len(some) - _NEAREST)[-_NEAREST:].tolist()
            near += [max(nearest), sum(nearest) / _NEAREST]
        return near
