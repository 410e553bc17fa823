"""The trained layers: the graph that runs them does what the paper's formulas say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bot.encoder import Encoder
from bot.encoder.layers import COUNT, Layers, Matrix, weights_in
from bot.safety.second_look.model import CLOSER

HEADS, WIDTH, EPSILON = 12, 384, 1e-12


class Plain:
    """The same layers (Vaswani et al. 2017, Devlin et al. 2019) in plain numpy."""

    def __init__(self, weights: dict[str, Matrix]) -> None:
        self._weights = weights

    def logits(self, x: Matrix, first: int = 0) -> Matrix:
        for layer in range(first, COUNT):
            name = f"encoder.layer.{layer}."
            mixed = self._dense(self._attention(x, f"{name}attention.self."), f"{name}attention.output.dense")
            x = self._normed(x + mixed, f"{name}attention.output.LayerNorm")
            wide = self._dense(x, f"{name}intermediate.dense")
            bent = 0.5 * wide * (1 + np.tanh(math.sqrt(2 / math.pi) * (wide + 0.044715 * wide**3)))
            x = self._normed(x + self._dense(bent, f"{name}output.dense"), f"{name}output.LayerNorm")
        return np.concatenate([x.mean(0), x.max(0)]) @ self._weights["head.w"] + self._weights["head.b"]

    def _attention(self, x: Matrix, name: str) -> Matrix:
        parts = (self._dense(x, name + part) for part in ("query", "key", "value"))
        query, key, value = (part.reshape(len(x), HEADS, -1).transpose(1, 0, 2) for part in parts)
        scores = np.exp(query @ key.transpose(0, 2, 1) / math.sqrt(WIDTH / HEADS))
        mixed = scores / scores.sum(-1, keepdims=True) @ value
        return mixed.transpose(1, 0, 2).reshape(len(x), WIDTH)

    def _dense(self, x: Matrix, name: str) -> Matrix:
        return x @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]

    def _normed(self, x: Matrix, name: str) -> Matrix:
        scaled = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + EPSILON)
        return scaled * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]


@pytest.mark.parametrize(
    "text", ["no", "my chest is tight", "she has been sick for three days now and nobody at the ward will look at her"]
)
def test_the_graph_does_what_the_formulas_say(text: str) -> None:
    weights, x = weights_in(CLOSER), Encoder.load().read(text).embedded
    assert Layers(weights).logits(x) == pytest.approx(Plain(weights).logits(x), abs=1e-4)


def test_layers_begin_with_the_first_that_has_weights() -> None:
    kept = ("encoder.layer.4.", "encoder.layer.5.", "head.")
    weights = {name: value for name, value in weights_in(CLOSER).items() if name.startswith(kept)}
    x = Encoder.load().read("my chest is tight").fourth
    assert Layers(weights).logits(x) == pytest.approx(Plain(weights).logits(x, first=4), abs=1e-4)
