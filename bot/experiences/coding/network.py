"""The network behind the suggestions: the sentence encoder's first three layers as they are, its last three trained anew.

The first half runs in onnxruntime from the encoder's own file, the second here in numpy: a story is read once, when it is
sent, so its 20 to 60 ms matter less than a second model file of 23 MB would. ``PROVENANCE.md`` says what it was trained on.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from bot.encoder.encoder import MODEL_FILE, TOKENIZER_FILE

HALF_WAY = "encoder.layer.2.b"
"""The name, in the encoder's graph, of what comes out of its third layer."""
LAYERS, HEADS, WIDTH, EPSILON = (3, 4, 5), 12, 384, 1e-12
LONGEST = 128
"""Word pieces read at once; a longer story is read in parts."""
_FIRST, _LAST = 101, 102  # [CLS] and [SEP] in the encoder's vocabulary

Matrix = npt.NDArray[np.float32]


class Half:
    """The encoder up to its third layer."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # A protobuf message that follows another of its kind is merged into it: this adds one output to the graph.
        output = _field(7, _field(12, _field(1, HALF_WAY.encode())))  # ModelProto.graph, GraphProto.output, ValueInfoProto.name
        self._session = onnxruntime.InferenceSession(
            MODEL_FILE.read_bytes() + output, sess_options=options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(TOKENIZER_FILE))
        self._tokenizer.no_truncation()

    def parts(self, text: str) -> list[Matrix]:
        """One (word pieces, 384) matrix for each part of at most ``LONGEST`` word pieces."""
        pieces = self._tokenizer.encode(text.encode("utf-8", "replace").decode("utf-8"), add_special_tokens=False).ids
        size = LONGEST - 2
        return [self._run([_FIRST, *pieces[at : at + size], _LAST]) for at in range(0, max(len(pieces), 1), size)]

    def _run(self, pieces: list[int]) -> Matrix:
        out: Matrix = self._session.run([HALF_WAY], {"input_ids": np.array([pieces], dtype=np.int64)})[0][0]
        return out


def _field(number: int, content: bytes) -> bytes:
    """A length-delimited protobuf field; the content must be shorter than 128 bytes."""
    return bytes([number << 3 | 2, len(content)]) + content


class Network:
    """The three trained layers and the two heads; weights by their names, int8 with a scale for each row, as float32 here."""

    def __init__(self, weights: dict[str, Matrix]) -> None:
        self._weights = weights

    @classmethod
    def load(cls, path: Path) -> Network:
        """Reads ``path`` (an .npz of ``compact``)."""
        with np.load(path, allow_pickle=False) as file:
            return cls(expand({name: file[name] for name in file.files}))

    def logits(self, x: Matrix) -> Matrix:
        """One number for each topic and each of three sentiments, from one part of a text."""
        for layer in LAYERS:
            name = f"encoder.layer.{layer}."
            x = self._normed(x + self._dense(self._attention(x, f"{name}attention.self."), f"{name}attention.output.dense"),
                             f"{name}attention.output.LayerNorm")  # fmt: skip
            inner = _gelu(self._dense(x, f"{name}intermediate.dense"))
            x = self._normed(x + self._dense(inner, f"{name}output.dense"), f"{name}output.LayerNorm")
        both = np.concatenate([x.mean(0), x.max(0)])
        out: Matrix = both @ self._weights["head.w"] + self._weights["head.b"]
        return out

    def _attention(self, x: Matrix, name: str) -> Matrix:
        count = len(x)
        query, key, value = (self._dense(x, name + part).reshape(count, HEADS, -1).transpose(1, 0, 2) for part in ("query", "key", "value"))
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(WIDTH / HEADS)
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        mixed: Matrix = (scores / scores.sum(-1, keepdims=True) @ value).transpose(1, 0, 2).reshape(count, WIDTH)
        return mixed

    def _dense(self, x: Matrix, name: str) -> Matrix:
        out: Matrix = x @ self._weights[name + ".weight"].T + self._weights[name + ".bias"]
        return out

    def _normed(self, x: Matrix, name: str) -> Matrix:
        scaled = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + EPSILON)
        out: Matrix = scaled * self._weights[name + ".weight"] + self._weights[name + ".bias"]
        return out


def _gelu(x: Matrix) -> Matrix:
    """Hendrycks and Gimpel 2016, with their tanh approximation: numpy has no error function."""
    out: Matrix = 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
    return out


def compact(weights: dict[str, Matrix]) -> dict[str, npt.NDArray[Any]]:
    """The weights for a file: matrices as int8 with a scale for each row, the rest as float16."""
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
