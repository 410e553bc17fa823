"""Makes ``layer.onnx``: what one of the encoder's layers does, in float32, without the weights that it does it with.

``layers.py`` gives it those of each layer that was trained. Nobody needs this to run Quiet Word; it is here so that anybody can check
where the committed file comes from. It wants a package that Quiet Word does not install:

    uv run --no-project --python 3.11 --with onnx bot/encoder/build_layer.py

The operators are the fused ones of onnxruntime (domain ``com.microsoft``); ``FastGelu`` is the tanh approximation of Hendrycks and
Gimpel (2016), with which the layers were trained.
"""

from __future__ import annotations

from math import prod
from pathlib import Path
from typing import Any

import onnx
from onnx import TensorProto, helper

HEADS, WIDTH, INNER, EPSILON = 12, 384, 1536, 1e-12
FUSED = "com.microsoft"


class Graph:
    """The ONNX graph in the making."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []

    def model(self) -> onnx.ModelProto:
        """Input ``x`` (1, pieces, 384) and output ``y`` of the same shape."""
        attention = self._weight("attention.weight", WIDTH, 3 * WIDTH), self._weight("attention.bias", 3 * WIDTH)
        mixed = self._node("Attention", ["x", *attention], "mixed", FUSED, num_heads=HEADS)
        between = self._added("x", self._product(mixed, "attention.output.dense", WIDTH, WIDTH), "attention.output", "between")
        wide = self._product(between, "intermediate.dense", WIDTH, INNER)
        bent = self._node("FastGelu", [wide, self._weight("intermediate.dense.bias", INNER)], "bent", FUSED)
        self._added(between, self._product(bent, "output.dense", INNER, WIDTH), "output", "y")
        ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, "pieces", WIDTH]) for name in ("x", "y")]
        graph = helper.make_graph(self._nodes, "layer", ends[:1], ends[1:], self._weights)
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="quiet-word")

    def _product(self, x: str, name: str, given: int, made: int) -> str:
        return self._node("MatMul", [x, self._weight(f"{name}.weight", given, made)], f"{name}.product")

    def _added(self, x: str, inner: str, name: str, output: str) -> str:
        norm = [self._weight(f"{name}.LayerNorm.{part}", WIDTH) for part in ("weight", "bias")]
        inputs = [x, inner, *norm, self._weight(f"{name}.dense.bias", WIDTH)]
        return self._node("SkipLayerNormalization", inputs, output, FUSED, epsilon=EPSILON)

    def _weight(self, name: str, *shape: int) -> str:
        """A place for weights, which whoever loads the file puts there."""
        place = onnx.TensorProto(name=name, data_type=TensorProto.FLOAT, dims=shape, data_location=TensorProto.EXTERNAL)
        for key, value in (("location", "given"), ("offset", "0"), ("length", str(4 * prod(shape)))):
            place.external_data.add(key=key, value=value)
        self._weights.append(place)
        return name

    def _node(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        self._nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes))
        return output


if __name__ == "__main__":
    Path(__file__).with_name("layer.onnx").write_bytes(Graph().model().SerializeToString(deterministic=True))
