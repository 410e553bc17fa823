"""A Rasa featurizer that gives each message the meaning vector of the house's one sentence encoder."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.encoder import DIMENSIONS, Encoder
from bot.encoder.encoder import MODEL_SHA256, TOKENIZER_SHA256


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoderFeaturizer(DenseFeaturizer, GraphComponent):  # type: ignore[misc]
    """Adds one dense sentence vector per message. Learns nothing and keeps no state, so Rasa can cache what it made.

    The vector is the message's meaning, then what the encoder had of it before its last layers (``Encoder.encode_twice``).
    ``scale`` and ``early_scale`` are their lengths. The classifier's regularisation is fair only between features of like
    size, and the classifier gives the words of a message a length of 1 and its runs of letters another.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """A tokenizer must come first: Rasa's dense features ask for it."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """What must be installed beside Rasa."""
        return ["onnxruntime", "tokenizers"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings a pipeline may change."""
        return {FEATURIZER_CLASS_ALIAS: None, "scale": 2.5, "early_scale": 1.5}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Raises ``ValueError`` when ``scale`` or ``early_scale`` is not a positive number."""
        for name in ("scale", "early_scale"):
            if not float(config[name]) > 0:
                raise ValueError(f"SentenceEncoderFeaturizer: '{name}' must be a number above 0.")

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Another model or tokenizer makes other vectors: trained parts built on the old ones must not be reused."""
        return f"{MODEL_SHA256}/{TOKENIZER_SHA256}"

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> SentenceEncoderFeaturizer:
        """A component over the process's encoder."""
        return cls(execution_context.node_name, config, Encoder.load())

    def __init__(self, name: str, config: dict[str, Any], encoder: Encoder) -> None:
        super().__init__(name, config)
        self._encoder = encoder
        self._scales = np.repeat(np.asarray([config["scale"], config["early_scale"]], dtype=np.float32), DIMENSIONS)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Gives every training example its vector. Rasa looks the parameter up by this very name."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Gives every message with a text its vector, of shape (1, 768); one without a text gets zeros."""
        written = [(message, message.get(TEXT)) for message in messages if message.get(TEXT) is not None]
        vectors = self._encoder.encode_twice([text for _, text in written])
        for (message, text), vector in zip(written, vectors, strict=True):
            sentence = (vector * self._scales if text.strip() else np.zeros_like(self._scales))[np.newaxis, :]
            # Only whole sentences have a vector: per-word vectors would cost as much again, and nothing here reads them.
            self.add_features_to_message(sequence=sentence, sentence=sentence, attribute=TEXT, message=message)
        return messages
