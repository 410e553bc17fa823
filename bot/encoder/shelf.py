"""Vectors of texts of ours, kept in a folder between starts: each text is encoded once in the life of an installation.

Every batch that was encoded is two files, one of numbers that stand for the texts and one of their vectors, so that a changed
article costs its own phrasings and nothing else, however many articles there are. No text is kept.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Vectors = npt.NDArray[np.float32]
_KEYS = ".keys.npy"


def key_of(text: str) -> int:
    """The number that stands for a text: 64 bits of its hash."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little")


class Shelf:
    """The batches in a folder, which other processes may fill too: each is written under another name first."""

    def __init__(self, folder: Path, width: int) -> None:
        self._folder = folder
        self._width = width
        self._batches: list[Vectors] = []
        self._keys: Keys = np.empty(0, dtype=np.uint64)
        self._places = np.empty((0, 2), dtype=np.int64)  # (batch, row) of each key; keys in order
        for file in sorted(folder.glob(f"*{_KEYS}")):
            self._open(file)

    def find(self, keys: Sequence[int]) -> tuple[Vectors, npt.NDArray[np.bool_]]:
        """A row for each key, and whether it is known; the rows of unknown keys hold nothing of use."""
        wanted = np.asarray(keys, dtype=np.uint64)
        vectors = np.empty((len(wanted), self._width), dtype=np.float32)
        if not len(self._keys):
            return vectors, np.zeros(len(wanted), dtype=np.bool_)
        at = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        known = self._keys[at] == wanted
        places = self._places[at]
        for number in np.unique(places[known, 0]):
            rows = known & (places[:, 0] == number)
            vectors[rows] = self._batches[number][places[rows, 1]]
        return vectors, known

    def put(self, keys: Sequence[int], vectors: Vectors) -> None:
        """Keeps a batch, one row a key."""
        self._folder.mkdir(parents=True, exist_ok=True)
        numbers = np.asarray(keys, dtype=np.uint64)
        name = hashlib.blake2b(numbers.tobytes(), digest_size=12).hexdigest()
        file = self._folder / f"{name}{_KEYS}"
        for path, content in ((self._folder / f"{name}.npy", vectors), (file, numbers)):  # keys last: with them the batch is there
            draft = path.with_suffix(f".{os.getpid()}")
            with draft.open("wb") as handle:
                np.save(handle, content)
            draft.replace(path)
        self._open(file)

    def _open(self, file: Path) -> None:
        try:
            keys = np.load(file, allow_pickle=False)
            vectors = np.load(file.with_name(file.name.replace(_KEYS, ".npy")), mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError):
            return  # half of it is missing or damaged: it is made again
        if keys.dtype != np.uint64 or vectors.shape != (len(keys), self._width):
            return
        places = np.stack([np.full(len(keys), len(self._batches)), np.arange(len(keys))], axis=1)
        self._batches.append(vectors)
        all_keys, all_places = np.concatenate([self._keys, keys]), np.concatenate([self._places, places])
        order = np.argsort(all_keys, kind="stable")
        self._keys, self._places = all_keys[order], all_places[order]
