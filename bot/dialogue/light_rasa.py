"""Rasa without what our model does not use: import this before anything of Rasa.

``import rasa.core.agent`` brings TensorFlow with it, for the base classes of two training helpers, and loading a model
brings every component Rasa has. Our pipeline uses none of it. Left out, the worker starts in a third of the time and
needs half the memory. Where ``config.yml`` names a component that needs TensorFlow, everything stays as Rasa has it.
See docs/decisions/0006-rasa-without-tensorflow.md.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

NEED_TENSORFLOW = (
    "DIETClassifier", "ResponseSelector", "TEDPolicy", "UnexpecTEDIntentPolicy", "LanguageModelFeaturizer", "ConveRTFeaturizer",
)  # fmt: skip
ONLY_FOR_TRAINING = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
    "rasa.utils.train_utils": (),
    "rasa.utils.tensorflow.model_data": ("ragged_array_to_ndarray",),
    "rasa.utils.tensorflow.model_data_utils": (),
    "rasa.core.test": (),
    "rasa.graph_components.validators.default_recipe_validator": ("DefaultV1RecipeValidator",),
}
"""Imported at the top of what we need, or named in a trained model; used only while a model is trained."""
OTHER_WAYS = {
    "rasa.core.channels.botframework": ("BotFrameworkInput",),
    "rasa.core.channels.callback": ("CallbackInput",),
    "rasa.core.channels.console": ("CmdlineInput",),
    "rasa.core.channels.facebook": ("FacebookInput",),
    "rasa.core.channels.hangouts": ("HangoutsInput",),
    "rasa.core.channels.mattermost": ("MattermostInput",),
    "rasa.core.channels.rasa_chat": ("RasaChatInput",),
    "rasa.core.channels.rest": ("RestInput",),
    "rasa.core.channels.rocketchat": ("RocketChatInput",),
    "rasa.core.channels.slack": ("SlackInput",),
    "rasa.core.channels.socketio": ("SocketIOInput",),
    "rasa.core.channels.telegram": ("TelegramInput",),
    "rasa.core.channels.twilio": ("TwilioInput",),
    "rasa.core.channels.twilio_voice": ("TwilioVoiceInput",),
    "rasa.core.channels.webexteams": ("WebexTeamsInput",),
    "pymongo.collection": ("Collection",),
    "boto3.dynamodb.conditions": ("Key",),
    "rasa.core.jobs": (),
}
"""Rasa's own channels, its trackers' other databases, and its reminders: ours are ``connectors``, ``tracker_store.py``, and none."""
REGISTRY = "rasa.engine.recipes.default_components"
"""Imports every component, so that ``config.yml`` can name them in short. A trained model names them in full."""


def lighten(config: Path) -> bool:
    """Puts empty modules in the place of what is not needed; False when the configuration needs it, or it is loaded already."""
    text = config.read_text(encoding="utf-8")
    if "rasa" in sys.modules or any(name in text for name in NEED_TENSORFLOW):
        return False
    for module, names in {**ONLY_FOR_TRAINING, **OTHER_WAYS}.items():
        # Rasa asks each channel's class its name, to list it.
        sys.modules[module] = _empty(module, {name: type(name, (), {"name": classmethod(lambda cls: cls.__name__)}) for name in names})
    sys.modules[REGISTRY] = _empty(REGISTRY, {"DEFAULT_COMPONENTS": []})
    return True


def _empty(name: str, content: dict[str, object]) -> ModuleType:
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader=None))  # type: ignore[arg-type]
    vars(module).update(content)
    return module
