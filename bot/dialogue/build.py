"""Putting a worker together."""

from __future__ import annotations

from bot.app import House
from bot.dialogue.assistant import Assistant
from bot.dialogue.comments import Comments
from bot.dialogue.training import TrainingError, model_path
from bot.dialogue.turns import Turns
from bot.dialogue.worker import Worker
from bot.moderation.classify import CommentClassifier
from bot.moderation.second_look.judge import SecondLook
from bot.moderation.second_look.model import Model
from bot.safety.lexicon import Lexicon
from bot.services import Services, load_services
from bot.store import wake
from bot.store.under_way import UnderWay


def load_assistant(house: House) -> Assistant:
    """The assistant trained from the present data. Raises ``TrainingError`` when there is none."""
    model = model_path(house.settings.root, house.settings.models)
    if not model.exists():
        raise TrainingError(f"There is no trained assistant for the present data ({model.name}). Run: quietword train")
    return Assistant.load(model)


def build_worker(house: House, assistant: Assistant | None = None, services: Services | None = None) -> Worker:
    """A worker over the house; tests pass an assistant and services they loaded once."""
    services = services or load_services(house.settings, house.organisation, house.vault)
    assistant = assistant or load_assistant(house)
    classifier = CommentClassifier(services.redactor, Lexicon.load(), SecondLook(services.encoder, services.second_look, Model.load()))
    under_way = UnderWay(house.settings.var / "under_way")
    comments = Comments(house.sessions, services, classifier, house.locks, under_way)
    with house.sessions() as session:
        services.information.refresh(session)  # seconds: not at the first person's first question
    turns = Turns(house.sessions, services, assistant)
    return Worker(house.sessions, services, turns, comments, house.locks, under_way, wake.make_waiter(house.engine, wake.INBOX))
