"""A Rasa intent classifier: logistic regression over a message's pieces and its meaning vector, in a fraction of a millisecond.

The same mathematics as Rasa's LogisticRegressionClassifier behind two CountVectorsFeaturizers, whose sparse matrices cost
a message more than all the rest of understanding it. What is learned is a plain table of numbers: nothing is unpickled,
and prediction needs neither scipy nor skops. See docs/decisions/0007-a-classifier-of-our-own.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, TEXT, TEXT_TOKENS
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.dialogue import pieces

WEIGHTS, WORDS = "weights.npz", "words.json"

Numbers = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Learned:
    """What training leaves: a weight for every piece, every number of the vector, and every intent."""

    intents: list[str]
    numbers: dict[str, int]
    rarity: npt.NDArray[np.float32]  # (pieces,)
    of_pieces: npt.NDArray[np.float32]  # (pieces, intents)
    of_vector: npt.NDArray[np.float32]  # (numbers of the vector, intents)
    of_intents: npt.NDArray[np.float32]  # (intents,)

    def judge(self, words: Sequence[str], vector: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """How likely each intent is, in the order of ``intents``; together 1."""
        found = pieces.count(words, self.numbers)
        total = self.of_intents + vector @ self.of_vector
        if found:
            columns, amounts = weigh(found, self.rarity, self.are_words)
            total = total + amounts @ self.of_pieces[columns]
        likely = np.exp(total - total.max())
        return np.asarray(likely / likely.sum(), dtype=np.float32)

    @cached_property
    def are_words(self) -> npt.NDArray[np.bool_]:
        """Which pieces are whole words, by number."""
        return np.fromiter(map(pieces.is_word, self.numbers), dtype=np.bool_, count=len(self.numbers))

    def save(self, folder: Path) -> None:
        """Writes two files; ``load`` reads them."""
        np.savez_compressed(folder / WEIGHTS, rarity=self.rarity, pieces=self.of_pieces, vector=self.of_vector, intents=self.of_intents)
        (folder / WORDS).write_text(json.dumps({"intents": self.intents, "pieces": list(self.numbers)}), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Learned:
        """Reads what ``save`` wrote."""
        words = json.loads((folder / WORDS).read_text(encoding="utf-8"))
        with np.load(folder / WEIGHTS, allow_pickle=False) as weights:
            numbers = {piece: number for number, piece in enumerate(words["pieces"])}
            return cls(words["intents"], numbers, weights["rarity"], weights["pieces"], weights["vector"], weights["intents"])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class PiecesAndMeaningClassifier(IntentClassifier, GraphComponent):  # type: ignore[misc]
    """Needs a tokenizer and one dense featurizer of whole sentences before it."""

    @classmethod
    def required_components(cls) -> list[type]:
        """What must come earlier in the pipeline."""
        return [Tokenizer, DenseFeaturizer]

    @staticmethod
    def required_packages() -> list[str]:
        """What must be installed to train."""
        return ["scipy"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``max_iter`` steps of training, ``ranking_length`` intents told, runs of letters in fewer than ``min_df`` examples left out,
        and ``C``, how far the examples are trusted against the wish for small weights."""
        return {"max_iter": 100, "ranking_length": 10, "min_df": 2, "C": 1.0}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, learned: Learned | None = None) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._learned = learned

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> PiecesAndMeaningClassifier:
        """A component that has learned nothing yet."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> PiecesAndMeaningClassifier:
        """A component as training left it."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, Learned.load(Path(folder)))

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from every example with a text and an intent. Intents with few examples count as much as those with many."""
        examples = [one for one in training_data.intent_examples if one.get(INTENT) and one.get(TEXT)]
        self._learned = learn(
            [words_of(one) for one in examples],
            np.vstack([vector_of(one) for one in examples]),
            [one.get(INTENT) for one in examples],
            max_iter=self._config["max_iter"],
            seldom=self._config["min_df"],
            trust=self._config["C"],
        )
        with self._storage.write_to(self._resource) as folder:
            self._learned.save(Path(folder))
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Judges the examples themselves. Rasa looks the parameter up by this very name."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets ``intent`` and ``intent_ranking`` of every message with a text."""
        assert self._learned is not None
        for message in messages:
            if message.get(TEXT) is None:
                continue
            likely = self._learned.judge(words_of(message), vector_of(message))
            order = np.argsort(-likely, kind="stable")[: self._config["ranking_length"]]
            ranking = [{"name": self._learned.intents[place], "confidence": float(likely[place])} for place in order]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages


def weigh(
    found: Mapping[int, int], rarity: npt.NDArray[np.float32], are_words: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float32]]:
    """What each piece found counts: the numbers of the pieces, and their amounts.

    A rare piece counts more than one that every text has, and a piece found often counts little more than one found once.
    All words together weigh 1, and all runs together 1, so that a long message says no more than a short one: with plain
    counts the length of a message decided between intents. (Sublinear tf-idf, as in Manning et al. 2008, chapter 6.)
    """
    columns = np.fromiter(found.keys(), dtype=np.intp, count=len(found))
    amounts = (1 + np.log(np.fromiter(found.values(), dtype=np.float32, count=len(found)))) * rarity[columns]
    words = are_words[columns]
    for some in (words, ~words):
        length = float(np.linalg.norm(amounts[some]))
        if length:
            amounts[some] /= length
    return columns, amounts


def learn(
    texts: Sequence[Sequence[str]], vectors: Numbers, intents: Sequence[str], *, max_iter: int, seldom: int, trust: float = 1.0
) -> Learned:
    """Logistic regression (L2, C = ``trust``, intents weighted alike) over the texts' pieces and vectors, one row each."""
    numbers = pieces.learn(texts, seldom)
    counts = [pieces.count(words, numbers) for words in texts]
    having = np.bincount([number for found in counts for number in found], minlength=len(numbers))
    rarity = (np.log((1 + len(texts)) / (1 + having)) + 1).astype(np.float32)
    are_words = np.fromiter(map(pieces.is_word, numbers), dtype=np.bool_, count=len(numbers))
    names, which = np.unique(np.asarray(intents), return_inverse=True)
    weights, offsets = fit([weigh(found, rarity, are_words) for found in counts], len(numbers), vectors, which, max_iter, trust)
    return Learned([str(name) for name in names], numbers, rarity, weights[: len(numbers)], weights[len(numbers) :], offsets)


def fit(
    weighed: Sequence[tuple[npt.NDArray[np.intp], Numbers]],
    known: int,
    vectors: Numbers,
    which: npt.NDArray[np.intp],
    max_iter: int,
    trust: float,
) -> tuple[Numbers, Numbers]:
    """The weights, (``known`` pieces + numbers of the vector, intents), and offsets that make ``which`` intent each text has likeliest.

    The same sum as scikit-learn's LogisticRegression with balanced classes finds, and the same search for it. But the few
    pieces of a text stay sparse and its vector dense, where scikit-learn wants all of it one or the other: five times as quick.
    """
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    ends = np.cumsum([0, *(len(columns) for columns, _ in weighed)])
    amounts, columns = (np.concatenate([one[part] for one in weighed]) for part in (1, 0))
    counted = csr_matrix((amounts, columns, ends), shape=(len(which), known), dtype=np.float32)
    turned, dense = counted.T.tocsr(), np.asarray(vectors, dtype=np.float32)
    many = int(which.max()) + 1
    of_text = (trust * len(which) / (many * np.bincount(which, minlength=many)))[which].astype(np.float32)[:, np.newaxis]
    meant = np.eye(many, dtype=np.float32)[which]

    def off(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        table = flat.reshape(-1, many).astype(np.float32)
        total = counted @ table[:known] + dense @ table[known:-1] + table[-1]
        total -= total.max(axis=1, keepdims=True)
        likely = np.exp(total)
        whole = likely.sum(axis=1, keepdims=True)
        loss = float((of_text * meant * (np.log(whole) - total)).sum()) + 0.5 * float((table[:-1] ** 2).sum())
        wrong = of_text * (likely / whole - meant)
        slope = np.vstack([turned @ wrong + table[:known], dense.T @ wrong + table[known:-1], wrong.sum(axis=0, keepdims=True)])
        return loss, slope.ravel().astype(np.float64)

    start = np.zeros((known + dense.shape[1] + 1) * many)
    found = minimize(off, start, jac=True, method="L-BFGS-B", options={"maxiter": max_iter, "gtol": 1e-4})
    table = found.x.reshape(-1, many).astype(np.float32)
    return table[:-1], table[-1]


def words_of(message: Message) -> list[str]:
    """The message's words as the tokenizer before found them."""
    return [token.text for token in message.get(TEXT_TOKENS, [])]


def vector_of(message: Message) -> npt.NDArray[np.float32]:
    """The message's sentence vector: the dense features that the featurizer before gave it."""
    _, sentence = message.get_dense_features(TEXT)
    return np.asarray(sentence.features[0], dtype=np.float32)
