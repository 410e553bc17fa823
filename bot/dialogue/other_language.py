"""A Rasa component at the end of the pipeline: a message that is surely in another language gets an intent of its own."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.information.languages import recognise

OTHER_LANGUAGE = "other_language"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class OtherLanguage(IntentClassifier, GraphComponent):  # type: ignore[misc]
    """Learns nothing: ``bot.information.languages`` knows the languages by their letters."""

    @staticmethod
    def required_packages() -> list[str]:
        """What must be installed."""
        return ["pycld2"]

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> OtherLanguage:
        """The component."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leaves the examples as they are. Rasa looks the parameter up by this very name."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets ``intent``; the ranking stays what the words were taken for."""
        for message in messages:
            text = message.get(TEXT)
            if text and recognise(text) is not None:
                message.set(INTENT, {"name": OTHER_LANGUAGE, "confidence": 1.0}, add_to_output=True)
        return messages
