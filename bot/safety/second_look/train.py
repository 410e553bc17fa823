"""Trains the second look and the weighed words of the door: ``python -m bot.safety.second_look.train``.

Reads what ``examples.py`` names, writes ``weights.npz`` and ``../weighed.bin``. With ``--check`` it learns from five sixths of the
examples first, and prints what it makes of the rest; never of the benchmark's sets. Twenty-five to fifty minutes of one core, numpy and
scipy only.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.encoder import DIMENSIONS, Encoder
from bot.safety.pieces import COLUMNS, pieces, weight
from bot.safety.second_look.examples import Example, fingerprint, learnable
from bot.safety.second_look.model import THRESHOLD, WEIGHTS, labels_of
from bot.safety.second_look.network import QUESTIONS, VECTOR_SCALE, Network
from bot.safety.weighed import TABLE

Matrix = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
ROUNDS, DOOR_ROUNDS, BATCH = 8, 8, 128
BEGINNINGS = 2
RATE, RATE_OF_FEW = 0.003, 0.02
"""Step of Adam for the questions and their answers, and for what is straight regression."""
DECAY, DOOR_DECAY = 1e-3, 3e-4
DROPPED = 0.2
LONGEST = 96
"""Word pieces of an example that are learned from."""


@dataclass(frozen=True)
class Read:
    """The examples as numbers, in order."""

    targets: npt.NDArray[np.int64]
    vectors: Matrix
    states: list[npt.NDArray[np.float16]]
    columns: list[list[int]]

    def some(self, rows: Sequence[int]) -> Read:
        """Only these."""
        return Read(self.targets[rows], self.vectors[rows], [self.states[row] for row in rows], [self.columns[row] for row in rows])


def read_all(examples: Sequence[Example], encoder: Encoder) -> Read:
    """Each example once through the encoder, by all cores."""
    labels = labels_of()

    def half(example: Example) -> tuple[Matrix, npt.NDArray[np.float16]]:
        reading = encoder.read(example.text)
        return reading.vector, reading.fourth[:LONGEST].astype(np.float16)

    with ThreadPoolExecutor() as cores:
        vectors, states = zip(*cores.map(half, examples), strict=True)
    return Read(
        np.array([labels.index(example.label) for example in examples]),
        np.stack(vectors),
        list(states),
        [pieces(example.text) for example in examples],
    )


class Adam:
    """Kingma and Ba 2015, with decoupled weight decay and a step that shrinks to nothing."""

    def __init__(self, weights: dict[str, Matrix], steps: int, decay: float) -> None:
        self.weights, self._steps, self._decay, self._step = weights, steps, decay, 0
        self._mean = {name: np.zeros_like(value) for name, value in weights.items()}
        self._square = {name: np.zeros_like(value) for name, value in weights.items()}

    def learn(self, gradients: dict[str, Matrix]) -> None:
        """One step."""
        self._step += 1
        shrinking = max(0.02, 1 - self._step / self._steps)
        for name, gradient in gradients.items():
            rate = (RATE if name in ("ask", "asked", "say") else RATE_OF_FEW) * shrinking
            mean = self._mean[name] = 0.9 * self._mean[name] + 0.1 * gradient
            square = self._square[name] = 0.99 * self._square[name] + 0.01 * gradient**2
            step = mean / (1 - 0.9**self._step) / (np.sqrt(square / (1 - 0.99**self._step)) + 1e-8)
            self.weights[name] -= rate * (step + (0 if name == "bias" else self._decay) * self.weights[name])


def learn(data: Read) -> Network:
    """Networks from several beginnings, joined: what only one of them believes counts for less."""
    return Network.joined([_learn(data, np.random.RandomState(beginning)) for beginning in range(BEGINNINGS)])


def _learn(data: Read, chance: np.random.RandomState) -> Network:
    outcomes = len(labels_of())
    weights: dict[str, Matrix] = {
        "ask": (chance.randn(DIMENSIONS, QUESTIONS) / DIMENSIONS**0.5).astype(np.float32),
        "asked": np.zeros(QUESTIONS, np.float32),
        "say": (chance.randn(2 * QUESTIONS, outcomes) * 0.05).astype(np.float32),
        "vector": np.zeros((DIMENSIONS, outcomes), np.float32),
        "pieces": np.zeros((COLUMNS, outcomes), np.float32),
        "bias": np.zeros(outcomes, np.float32),
    }
    states, wanted = data.states, np.eye(outcomes, dtype=np.float32)[data.targets]
    lengths = np.array([len(state) for state in states])
    adam = Adam(weights, ROUNDS * (len(states) // BATCH + 1), DECAY)
    for rows in _batches(lengths, ROUNDS, chance):
        longest = int(lengths[rows].max())
        tokens, there = np.zeros((len(rows), longest, DIMENSIONS), np.float32), np.zeros((len(rows), longest, 1), np.float32)
        for place, row in enumerate(rows):
            tokens[place, : lengths[row]], there[place, : lengths[row]] = states[row], 1
        tokens *= _kept(chance, (len(rows), 1, DIMENSIONS))
        vectors = data.vectors[rows] * VECTOR_SCALE * _kept(chance, (len(rows), DIMENSIONS))
        answers = np.maximum(tokens @ weights["ask"] + weights["asked"], 0) * there
        strongest = answers.argmax(axis=1)[:, None]
        mean = answers.sum(axis=1) / lengths[rows, None]
        kept = _kept(chance, (len(rows), 2 * QUESTIONS))
        both = np.concatenate([np.take_along_axis(answers, strongest, 1)[:, 0], mean], axis=1) * kept
        found = _Sparse(data.columns, rows)
        scores = both @ weights["say"] + vectors @ weights["vector"] + found @ weights["pieces"] + weights["bias"]
        wrong = _wrong(scores, wanted[rows])
        back = (wrong @ weights["say"].T) * kept
        each = np.repeat((back[:, QUESTIONS:] / lengths[rows, None])[:, None, :], longest, axis=1)
        np.put_along_axis(each, strongest, np.take_along_axis(each, strongest, 1) + back[:, None, :QUESTIONS], 1)
        each *= answers > 0
        adam.learn(
            {
                "ask": tokens.reshape(-1, DIMENSIONS).T @ each.reshape(-1, QUESTIONS),
                "asked": each.sum(axis=(0, 1)),
                "say": both.T @ wrong,
                "vector": vectors.T @ wrong,
                "pieces": found.gradient(wrong),
                "bias": wrong.sum(axis=0),
            }
        )
    return Network(**weights)


def learn_door(data: Read) -> tuple[Matrix, Matrix]:
    """Regression over the words alone: weights (columns, outcomes) and bias."""
    chance, outcomes = np.random.RandomState(0), len(labels_of())
    weights: dict[str, Matrix] = {"pieces": np.zeros((COLUMNS, outcomes), np.float32), "bias": np.zeros(outcomes, np.float32)}
    wanted, sizes = np.eye(outcomes, dtype=np.float32)[data.targets], np.ones(len(data.targets), np.int64)
    adam = Adam(weights, DOOR_ROUNDS * (len(sizes) // BATCH + 1), DOOR_DECAY)
    for rows in _batches(sizes, DOOR_ROUNDS, chance):
        found = _Sparse(data.columns, rows)
        wrong = _wrong(found @ weights["pieces"] + weights["bias"], wanted[rows])
        adam.learn({"pieces": found.gradient(wrong), "bias": wrong.sum(axis=0)})
    return weights["pieces"], weights["bias"]


class _Sparse:
    """The pieces of some examples as a matrix that is nearly empty."""

    def __init__(self, columns: Sequence[list[int]], rows: Rows) -> None:
        from scipy.sparse import csr_matrix

        chosen = [columns[row] for row in rows]
        values = np.concatenate([np.full(len(found), weight(found), np.float32) for found in chosen])
        ends = np.cumsum([0, *map(len, chosen)])
        self._matrix = csr_matrix((values, np.concatenate(chosen), ends), shape=(len(chosen), COLUMNS))

    def __matmul__(self, weights: Matrix) -> Matrix:
        return np.asarray(self._matrix @ weights)

    def gradient(self, wrong: Matrix) -> Matrix:
        return np.asarray(self._matrix.T @ wrong)


def _batches(lengths: npt.NDArray[np.int64], rounds: int, chance: np.random.RandomState) -> Iterator[Rows]:
    """Every example once a round, beside others of about its length."""
    for _ in range(rounds):
        order = chance.permutation(len(lengths))
        order = order[np.argsort(lengths[order] // 6, kind="stable")]
        batches = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
        chance.shuffle(batches)
        yield from batches


def _kept(chance: np.random.RandomState, shape: tuple[int, ...]) -> Matrix:
    return ((chance.rand(*shape) > DROPPED) / (1 - DROPPED)).astype(np.float32)


def _wrong(scores: Matrix, wanted: Matrix) -> Matrix:
    likely = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray((likely / likely.sum(axis=1, keepdims=True) - wanted) / len(wanted), dtype=np.float32)


def check(examples: list[Example], data: Read) -> None:
    """Prints what is made of each sixth line when the others were learned from."""
    held = [row for row, example in enumerate(examples) if example.group % 6 == 0]
    firsts = [row for place, row in enumerate(held) if not place or examples[row].group != examples[held[place - 1]].group]
    network = learn(data.some([row for row, example in enumerate(examples) if example.group % 6]))
    asked = data.some(firsts)
    rows = zip(asked.vectors, asked.states, asked.columns, strict=True)
    chances = np.array([network.chances(vector, states.astype(np.float32), found, weight(found)) for vector, states, found in rows])
    for least in (0.3, THRESHOLD, 0.7):
        said = np.where(1 - chances[:, 0] < least, 0, 1 + chances[:, 1:].argmax(axis=1))
        danger = asked.targets > 0
        right, noticed = (said == asked.targets)[danger].mean(), (said > 0)[danger].mean()
        print(f"at {least}: right category {right:.3f}, noticed {noticed:.3f}, false {(said > 0)[~danger].mean():.4f}")


def main() -> None:
    """Trains and writes both files."""
    examples, learned_from = learnable(), fingerprint()
    data = read_all(examples, Encoder.load())
    if "--check" in sys.argv:
        check(examples, data)
    np.savez_compressed(WEIGHTS, learned_from=np.array(learned_from), **learn(data).packed())
    weights, bias = learn_door(data)
    scale = float(np.abs(weights).max() / 127)
    head = json.dumps({"scale": scale, "bias": [round(float(value), 6) for value in bias], "learned_from": learned_from})
    TABLE.write_bytes(head.encode() + b"\n" + zlib.compress(np.rint(weights / scale).astype(np.int8).tobytes(), 9))
    print(f"{examples[-1].group + 1} lines, {len(examples)} with variants; wrote {WEIGHTS.name} and {TABLE.name}")


if __name__ == "__main__":
    main()
