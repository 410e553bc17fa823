"""The open comments of the NHS Friends and Family Test, and how they are split.

``QUIETWORD_BENCH_DATA`` names a folder with ``nhs_fft/v6framework_230831.csv`` in it; ``benchmarks/README.md`` says where
to get it. Comments of the same words (but for case and signs) are never on both sides of a split.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.model_selection import GroupShuffleSplit

FILE = Path("nhs_fft") / "v6framework_230831.csv"
NOT_TOPICS = ("Not assigned", "Labelling not possible")
FIRST_TOPIC = 11
"""The column in which the topics begin; after them there is nothing else."""
FEWEST = 25
"""Cases from which a topic is learned and measured."""
SENTIMENTS = {"1": 0, "2": 0, "3": 1, "4": 2, "5": 2}
"""The labellers' five classes as positive, neutral, negative."""
TEST_SHARE, TEST_SEED = 0.3, 0
FITTING_SHARE, FITTING_SEED = 0.12, 7
"""Of what is not tested on: set aside to choose thresholds."""


@dataclass(frozen=True)
class Comments:
    """``topics``: one row a comment, one column for each of ``labels``. ``sentiments``: 0 to 2, or -1 where none was given."""

    texts: list[str]
    labels: list[str]
    topics: Any
    sentiments: Any
    fit: Any
    tune: Any
    test: Any
    groups: Any

    @property
    def rest(self) -> Any:
        """All that is not measured."""
        return np.concatenate([self.fit, self.tune])

    def folds(self, count: int) -> Any:
        """For each of ``rest`` which of ``count`` parts it is in; comments of the same words are in one."""
        return np.array([self.groups[row] % count for row in self.rest])


def folder() -> Path | None:
    """The folder with the data, or None when the setting is missing or there is no such file."""
    named = os.environ.get("QUIETWORD_BENCH_DATA")
    return Path(named) if named and (Path(named) / FILE).exists() else None


def load(data: Path) -> Comments:
    """Reads and splits the comments that have at least one topic with ``FEWEST`` cases."""
    with (data / FILE).open(encoding="utf-8", errors="replace", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["FFT answer"].strip()]
    columns = [name for name in list(rows[0])[FIRST_TOPIC:] if name not in NOT_TOPICS]
    counts = Counter(name for row in rows for name in columns if row[name] == "1")
    labels = [name for name in columns if counts[name] >= FEWEST]
    rows = [row for row in rows if any(row[name] == "1" for name in labels)]
    texts = [re.sub(r"\s+", " ", row["FFT answer"].strip()) for row in rows]
    groups = [_group(text) for text in texts]
    topics = np.array([[row[name] == "1" for name in labels] for row in rows]).astype(int)
    sentiments = np.array([SENTIMENTS.get(row["Comment sentiment"], -1) for row in rows])
    rest, test = next(GroupShuffleSplit(1, test_size=TEST_SHARE, random_state=TEST_SEED).split(texts, groups=groups))
    inner = GroupShuffleSplit(1, test_size=FITTING_SHARE, random_state=FITTING_SEED)
    fit, tune = next(inner.split(rest, groups=[groups[at] for at in rest]))
    return Comments(texts, labels, topics, sentiments, rest[fit], rest[tune], test, [_group(text, 8) for text in texts])


def _group(text: str, start: int = 0) -> int:
    """A number that texts of the same words share."""
    return int(hashlib.md5(_same(text).encode(), usedforsecurity=False).hexdigest()[start : start + (6 if start else 8)], 16)


def _same(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()
