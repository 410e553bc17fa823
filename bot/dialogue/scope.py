"""A Rasa component after the classifier: decides whether a message is ours to answer, and ranks the intents anew.

The decision itself, and what it rests on, is in ``bot/dialogue/borders.py``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.dialogue import borders
from bot.dialogue.classifier import learn, vector_of, words_of
from bot.encoder import DIMENSIONS

RANKING = "intent_ranking"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ScopeDecision(IntentClassifier, GraphComponent):  # type: ignore[misc]
    """Needs ``PiecesAndMeaningClassifier`` before it, which must tell of every intent (``ranking_length`` at least their number)."""

    @classmethod
    def required_components(cls) -> list[type]:
        """What must come earlier in the pipeline. (Of classifiers Rasa cannot say so: it trains them side by side.)"""
        return [Tokenizer, DenseFeaturizer]

    @staticmethod
    def required_packages() -> list[str]:
        """What must be installed to train."""
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``max_iter``, ``min_df`` and ``C`` as the classifier has them; ``ranking_length`` intents told."""
        return {"max_iter": 40, "min_df": 2, "C": 1.0, "ranking_length": 5}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, learned: borders.Borders | None = None) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._learned = learned

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> ScopeDecision:
        """A component that has learned nothing yet."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> ScopeDecision:
        """A component as training left it."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, borders.Borders.load(Path(folder)))

    def train(self, training_data: TrainingData) -> Resource:
        """Learns the decision from what classifiers that had not seen them say of the examples."""
        examples = [one for one in training_data.intent_examples if one.get(INTENT) and one.get(TEXT)]
        if {one.get(INTENT) for one in examples}.issuperset(borders.OUTSIDE):
            self._learned = _learn(examples, max_iter=self._config["max_iter"], seldom=self._config["min_df"], trust=self._config["C"])
            with self._storage.write_to(self._resource) as folder:
                self._learned.save(Path(folder))
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Decides on the examples themselves. Rasa looks the parameter up by this very name."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets ``intent`` and ``intent_ranking`` anew for every message that has them."""
        for message in messages:
            ranking = message.get(RANKING)
            if not ranking or self._learned is None:
                continue
            intents = [one["name"] for one in ranking]
            likely = np.asarray([one["confidence"] for one in ranking], dtype=np.float32)
            decided = self._learned.decide(likely, intents, meaning_of(message), message.get(TEXT))
            order = np.argsort(-decided, kind="stable")[: self._config["ranking_length"]]
            ranked = [{"name": intents[place], "confidence": float(decided[place])} for place in order]
            message.set(INTENT, ranked[0], add_to_output=True)
            message.set(RANKING, ranked, add_to_output=True)
        return messages


def _learn(examples: list[Message], **how: Any) -> borders.Borders:
    """Each third of the examples is judged by a classifier that learned from the other two. ``how`` is for ``learn``."""
    words = [words_of(one) for one in examples]
    scaled = np.vstack([vector_of(one) for one in examples])
    vectors = np.vstack([borders.unit(meaning_of(one)) for one in examples])
    intents = [one.get(INTENT) for one in examples]
    sides = borders.sides_of(intents)
    evidence: dict[int, borders.Numbers] = {}
    # Dealt out intent by intent, so that every third has its share of each.
    dealt = np.empty(len(examples), dtype=np.intp)
    dealt[np.argsort(intents, kind="stable")] = np.arange(len(examples)) % borders.FOLDS
    for fold in range(borders.FOLDS):
        seen, unseen = np.flatnonzero(dealt != fold), np.flatnonzero(dealt == fold)
        judge = learn([words[i] for i in seen], scaled[seen], [intents[i] for i in seen], **how)
        others, their_sides = vectors[seen], sides[seen]
        for i in unseen:
            likely = judge.judge(words[i], scaled[i])
            evidence[i] = borders.gather(likely, judge.intents, others @ vectors[i], their_sides, examples[i].get(TEXT))
    return borders.calibrate(np.vstack([evidence[i] for i in range(len(examples))]), sides > 0, vectors, sides)


def meaning_of(message: Message) -> borders.Numbers:
    """The part of the message's vector that likeness is told by: its meaning, without what the featurizer put beside it."""
    return vector_of(message)[:DIMENSIONS]
