"""Trains the second look at comments: ``python -m bot.moderation.second_look.train``.

Reads what ``examples.py`` names, writes ``weights.npz``. With ``--check`` it prints first what is made of each sixth line when the
others were learned from; never of the benchmark's sets. Half a minute of one core; scikit-learn comes with the worker's Rasa.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report

from bot.encoder import DIMENSIONS, Encoder
from bot.moderation.classify import ACTIONS, CommentClassifier
from bot.moderation.second_look.examples import Example, fingerprint, read, varied
from bot.moderation.second_look.model import RULE_SCALE, VECTOR_SCALE, WEIGHTS, Model, said
from bot.organisation import Organisation
from bot.privacy.redaction import Redactor
from bot.safety.lexicon import Lexicon
from bot.safety.pieces import COLUMNS, pieces, weight

STRENGTH = 3.0
"""scikit-learn's C: how little the weights are held down."""


@dataclass(frozen=True)
class Numbers:
    """The examples as numbers, in order; only those columns of the pieces that occur, ``used``."""

    features: csr_matrix
    used: npt.NDArray[np.int64]
    targets: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float64]
    groups: npt.NDArray[np.int64]


def as_numbers(examples: Sequence[Example], encoder: Encoder) -> Numbers:
    """Each example once through the redactor, the rules and the encoder, as in the worker."""
    classifier = CommentClassifier(
        Redactor.load(Organisation.load(Path(__file__).resolve().parents[3] / "organisation.yml")), Lexicon.load()
    )
    seen = [classifier.read(example.text) for example in examples]
    found = [pieces(one.redacted) for one in seen]
    values = np.concatenate([np.full(len(columns), weight(columns)) for columns in found])
    words = csr_matrix((values, np.concatenate(found), np.cumsum([0, *map(len, found)])), shape=(len(found), COLUMNS))
    vectors = np.stack([encoder.encode_twice([one.redacted])[0] for one in seen]) * VECTOR_SCALE
    rules = np.stack([said(one.found) for one in seen]) * RULE_SCALE
    used = np.unique(words.indices)
    return Numbers(
        hstack([csr_matrix(vectors), csr_matrix(rules), words[:, used]]).tocsr(),
        used,
        np.array([ACTIONS.index(example.action) for example in examples]),
        np.array([example.weight for example in examples]),
        np.array([example.group for example in examples]),
    )


def learn(numbers: Numbers, rows: npt.NDArray[np.bool_] | None = None) -> LogisticRegression:
    """The regression over all rows or some."""
    rows = np.ones(len(numbers.targets), bool) if rows is None else rows
    regression = LogisticRegression(C=STRENGTH, max_iter=1000)
    return regression.fit(numbers.features[rows], numbers.targets[rows], sample_weight=numbers.weights[rows])


def as_model(regression: LogisticRegression, numbers: Numbers) -> Model:
    """The regression's weights in the places that ``Model`` reads. Every action must have had examples."""
    if list(regression.classes_) != list(range(len(ACTIONS))):
        raise SystemExit("Some action has no examples.")
    weights = regression.coef_.T.astype(np.float32)
    vector, rules, words = np.split(weights, [2 * DIMENSIONS, 2 * DIMENSIONS + len(ACTIONS)])
    columns = np.zeros((COLUMNS, len(ACTIONS)), np.float32)
    columns[numbers.used] = words
    return Model(vector=vector, rules=rules, pieces=columns, bias=regression.intercept_.astype(np.float32))


def check(numbers: Numbers) -> None:
    """Prints what is made of each sixth line, and of its variants, when the others were learned from."""
    held = numbers.groups % 6 == 0
    asked = held & (numbers.weights == 1.0)
    guessed = learn(numbers, ~held).predict(numbers.features[asked])
    print(classification_report(numbers.targets[asked], guessed, labels=range(len(ACTIONS)), target_names=ACTIONS, digits=3))


def main() -> None:
    """Trains and writes the file."""
    examples = varied(read())
    numbers = as_numbers(examples, Encoder.load())
    if "--check" in sys.argv:
        check(numbers)
    np.savez_compressed(WEIGHTS, learned_from=np.array(fingerprint()), **as_model(learn(numbers), numbers).packed())
    print(f"{len({example.group for example in examples})} lines, {len(examples)} with variants; wrote {WEIGHTS.name}")


if __name__ == "__main__":
    main()
