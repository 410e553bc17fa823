"""The model of numbers at work: a text in, stretches that are somebody's number, with the kind and how sure it is, out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite

from bot.privacy.finding.figures.features import features
from bot.privacy.finding.figures.runs import Run, runs

PATH = Path(__file__).with_name("figures.crfsuite")
TYPES = (
    "PHONE_NUMBER", "UK_NHS", "UK_NINO", "UK_POSTCODE", "DATE_OF_BIRTH", "HOSPITAL_NUMBER", "UK_PASSPORT", "UK_DRIVING_LICENCE",
    "UK_VEHICLE_REGISTRATION", "CREDIT_CARD", "UK_BANK_ACCOUNT",
)  # fmt: skip
"""The types of the contract that the model knows."""


@dataclass(frozen=True)
class NumberFound:
    """A stretch of a text of this type of the contract: how likely it is anybody's at all, and how likely of this type, 0 to 1."""

    start: int
    end: int
    type: str
    personal: float
    of_type: float


class NumberTagger:
    """Finds numbers. Safe to share between threads."""

    def __init__(self, path: Path = PATH) -> None:
        self._model = pycrfsuite.Tagger()
        self._model.open(str(path))
        self._lock = threading.Lock()  # the library keeps what it reads in the model itself

    def find(self, text: str) -> Iterator[NumberFound]:
        """Every stretch the model takes for a detail, in order. ``text`` is cleaned."""
        for run in runs(text):
            yield from _joined(run, self._labels(run))

    def _labels(self, run: Run) -> list[tuple[str, float, float]]:
        """For each piece its likeliest label, how likely it is part of any detail, and how likely the label."""
        rows = features(run)
        with self._lock:
            labels = self._model.tag(rows)
            return [(label, 1.0 - self._model.marginal("O", at), self._model.marginal(label, at)) for at, label in enumerate(labels)]


def _joined(run: Run, labels: list[tuple[str, float, float]]) -> Iterator[NumberFound]:
    """Pieces of one detail put together; the least sure of them counts."""
    start = None
    for at, (label, _, _) in enumerate([*labels, ("O", 0.0, 0.0)]):
        if start is not None and not label.startswith("I-"):
            inside = labels[start:at]
            yield NumberFound(
                run.pieces[start].start,
                run.pieces[at - 1].end,
                inside[0][0][2:],
                min(one[1] for one in inside),
                min(one[2] for one in inside),
            )
            start = None
        if start is None and label != "O":
            start = at
