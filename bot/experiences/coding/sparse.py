"""Logistic regression over words, pairs of words and pieces of words: half of a suggestion, and the half that can name its words."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

_WORD = re.compile(r"[a-z0-9']+")


PIECE = "#"
"""What the name of a piece of a word begins with; no word does."""
_LENGTHS = (3, 4, 5)


def terms(text: str) -> list[str]:
    """The words of a text and its pairs of neighbours, as they are counted."""
    words = _words(text)
    return words + [f"{first} {second}" for first, second in pairwise(words)]


def pieces(text: str) -> list[str]:
    """Every run of three to five signs within a word, its ends marked by a space: misspelt words share them with the right ones."""
    found = []
    for word in _words(text):
        marked = f" {word} "
        found += [PIECE + marked[at : at + length] for length in _LENGTHS for at in range(max(len(marked) - length + 1, 0))]
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'"))


@dataclass(frozen=True)
class Sparse:
    """``weights``: a row for each term, a column for each output; ``idf``: how telling each term is."""

    vocabulary: dict[str, int]
    idf: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]

    @classmethod
    def load(cls, path: Path) -> Sparse:
        """Reads an .npz that ``save`` wrote."""
        with np.load(path, allow_pickle=False) as file:
            vocabulary = str(file["terms"]).split("\n")
            weights = file["weights"].astype(np.float32) * file["scale"]
            return cls({term: at for at, term in enumerate(vocabulary)}, file["idf"].astype(np.float32), weights, file["bias"])

    def save(self, path: Path) -> None:
        """Writes the weights as int8 with a scale for each output."""
        scale = np.abs(self.weights).max(0) / 127 + 1e-12
        vocabulary = "\n".join(sorted(self.vocabulary, key=self.vocabulary.__getitem__))
        parts: dict[str, Any] = {"terms": np.array(vocabulary), "idf": self.idf.astype(np.float16), "scale": scale.astype(np.float32)}
        np.savez_compressed(path, weights=np.rint(self.weights / scale).astype(np.int8), bias=self.bias, **parts)

    def features(self, text: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """The known terms and pieces of a text and their weights: (1 + ln count) times idf, each of the two kinds of unit length."""
        kinds = [self._kind(terms(text)), self._kind(pieces(text))]
        return np.concatenate([at for at, _ in kinds]), np.concatenate([values for _, values in kinds])

    def _kind(self, found: list[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        counted = Counter(self.vocabulary[term] for term in found if term in self.vocabulary)
        at = np.fromiter(counted, np.int64, len(counted))
        values = (1 + np.log(np.fromiter(counted.values(), np.float32, len(counted)))) * self.idf[at]
        return at, (values / (np.linalg.norm(values) or 1.0)).astype(np.float32)

    def logits(self, text: str) -> npt.NDArray[np.float32]:
        """One number for each output."""
        at, values = self.features(text)
        out: npt.NDArray[np.float32] = values @ self.weights[at] + self.bias
        return out

    def words_for(self, text: str, output: int, most: int = 3) -> tuple[str, ...]:
        """The words of the text that speak most for an output, strongest first; a word inside a chosen pair is not named again."""
        at, values = self._kind(terms(text))
        shares = dict(zip(at.tolist(), (values * self.weights[at, output]).tolist(), strict=True))
        named = {term: shares[self.vocabulary[term]] for term in terms(text) if self.vocabulary.get(term) in shares}
        chosen: list[str] = []
        for term in sorted(named, key=lambda name: -named[name]):
            if named[term] <= 0 or len(chosen) == most:
                break
            known = {word for other in chosen for word in other.split()}
            if not known & set(term.split()) and any(len(word) > 3 for word in term.split()):
                chosen.append(term)
        return tuple(chosen)
