"""What a message is about, learned from all phrasings together: its likely topic, or that it is none of ours.

The nearest phrasing alone is easily led astray by one stray likeness, and by spelling. So this reads the message's vector and its
words, neighbouring words and runs of letters, as a table of numbers learned beforehand (``python -m bot.information.calibrate``).
It only leans: a phrasing or a topic that an editor added since is still found by its likeness, at once and without learning.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

WEIGHTS = Path(__file__).with_name("subjects.npz")
OTHERS = ("not_ours", "clinical", "personal_case", "story")
"""What is learned beside the topics. They come first among the names."""
COLUMNS = 1 << 13
"""Columns for words and runs of letters; different ones may share a column."""
VECTOR_SCALE = 2.0
"""Length of the vector beside the words and the runs, which have length 1 each: as in the intent classifier."""
LEAST = -7.0
"""The smallest logarithm told: rarer than one in a thousand is all the same."""
RUNS = (2, 3, 4)
"""Letters of a run, the space at either end of a word counted."""
MOST_WORDS = 80
_WORD = re.compile(r"[a-z0-9]+")
_NUMBER = re.compile(r"\d+")

Row = npt.NDArray[np.intp]
Amounts = npt.NDArray[np.float32]


class Subjects:
    """The learned table. ``names`` are ``OTHERS`` and then the topics that were known when it was learned."""

    def __init__(self, names: Sequence[str], of_vector: Amounts, of_pieces: Amounts, offsets: Amounts) -> None:
        self.names = tuple(names)
        self.numbers = {name: number for number, name in enumerate(self.names)}
        self._of_vector = of_vector  # (384, names)
        self._of_pieces = of_pieces  # (COLUMNS, names)
        self._offsets = offsets

    @classmethod
    def load(cls, file: Path = WEIGHTS) -> Subjects:
        """Reads what ``save`` wrote."""
        with np.load(file, allow_pickle=False) as kept:
            parts = [np.ascontiguousarray(kept[part], dtype=np.float32) for part in ("of_vector", "of_pieces", "offsets")]
            return cls([str(name) for name in kept["names"]], *parts)

    def save(self, file: Path = WEIGHTS) -> None:
        """Writes the table, in half precision."""
        half = {"of_vector": self._of_vector.astype(np.float16), "of_pieces": self._of_pieces.astype(np.float16)}
        np.savez_compressed(file, names=np.asarray(self.names), offsets=self._offsets.astype(np.float32), **half)

    def judge(self, text: str, vector: Amounts) -> Amounts:
        """The logarithm of how likely each name is, in order, between ``LEAST`` and 0. ``vector`` is the text's."""
        columns, amounts = pieces(text)
        total = self._offsets + VECTOR_SCALE * (vector @ self._of_vector) + amounts @ self._of_pieces[columns]
        total -= total.max()
        return np.asarray(np.maximum(total - np.log(np.exp(total).sum()), LEAST), dtype=np.float32)


def pieces(text: str) -> tuple[Row, Amounts]:
    """The columns of a text's words and neighbouring words, and of its runs of letters; all words weigh 1 together, and all runs."""
    plain = _NUMBER.sub("0", text.lower().replace("'", "").replace("\u2019", ""))
    words = [word.encode() for word in _WORD.findall(plain)[:MOST_WORDS]]
    whole = {b"=" + word for word in words}.union(first + b" " + second for first, second in pairwise(words))
    framed = [b" " + word + b" " for word in set(words)]
    runs = {word[at : at + length] for word in framed for length in RUNS for at in range(len(word) - length + 1)}
    # Not Python's own hash, which differs from process to process.
    columns = [zlib.crc32(piece) % COLUMNS for some in (whole, runs) for piece in some]
    amounts = np.repeat(np.asarray([len(whole), len(runs)], dtype=np.float32).clip(1) ** -0.5, [len(whole), len(runs)])
    return np.asarray(columns, dtype=np.intp), amounts.astype(np.float32)


def learn(texts: Sequence[str], vectors: Amounts, labels: Sequence[str], strength: float = 5.0, steps: int = 60) -> Subjects:
    """Softmax regression (L2; ``strength`` is the inverse of the regularisation) over the texts, each with its vector and label."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    names = [*OTHERS, *sorted(set(labels) - set(OTHERS))]
    told = np.asarray([names.index(label) for label in labels])
    found = [pieces(text) for text in texts]
    ends = np.cumsum([0, *(len(columns) for columns, _ in found)])
    columns, amounts = (np.concatenate([pair[part] for pair in found]) for part in (0, 1))
    counted = csr_matrix((amounts.astype(np.float64), columns, ends), shape=(len(texts), COLUMNS))
    turned = counted.T.tocsr()
    scaled = np.asarray(vectors, dtype=np.float64) * VECTOR_SCALE
    width, rows = scaled.shape[1], np.arange(len(told))

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        table = flat.reshape(width + COLUMNS + 1, len(names))
        total = scaled @ table[:width] + counted @ table[width:-1] + table[-1]
        total -= total.max(axis=1, keepdims=True)
        total -= np.log(np.exp(total).sum(axis=1, keepdims=True))
        missed = np.exp(total)
        missed[rows, told] -= 1
        slope = np.vstack([scaled.T @ missed, turned @ missed, missed.sum(axis=0, keepdims=True)]) * strength
        slope[:-1] += table[:-1]
        return float(-strength * total[rows, told].sum() + 0.5 * (table[:-1] ** 2).sum()), slope.ravel()

    fitted = minimize(loss, np.zeros((width + COLUMNS + 1) * len(names)), jac=True, method="L-BFGS-B", options={"maxiter": steps})
    table = fitted.x.reshape(width + COLUMNS + 1, len(names)).astype(np.float32)
    return Subjects(names, table[:width], table[width:-1], table[-1])
