"""What Rasa works out again and again although it cannot have changed, worked out once.

Each of these gives the same results as Rasa's own. They are put in place in the worker's process only: ``rasa train``,
``rasa shell`` and the rest are as everybody knows them.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import rasa.core.policies.rule_policy
import rasa.core.processor
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel
from rasa.core.policies.policy import Policy
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.shared.core.constants import ACTION_VALIDATE_SLOT_MAPPINGS, DEFAULT_SLOT_NAMES
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import Event
from rasa.shared.core.slot_mappings import SlotMappingType
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.io import read_file, read_yaml

from bot.dialogue.next_action import NextAction, rests_on_happenings
from bot.dialogue.runner import StraightRunner
from bot.dialogue.tracker import quick_copy

T = TypeVar("T")
REMEMBERED_STATES = 4096
COPY_FOR_LOGS = (rasa.core.processor, rasa.core.policies.rule_policy)
"""Modules that copy, deeply, only what they then give to debug lines."""


def load_domains_once() -> None:
    """Before a model is loaded: Rasa parses its domain four times, and checks twice what was checked when it was trained."""
    DomainProvider.load = classmethod(_domain_as_trained)


def _domain_as_trained(cls: type[DomainProvider], model_storage: ModelStorage, resource: Resource, **_: Any) -> DomainProvider:
    with model_storage.read_from(resource) as folder:
        return cls(model_storage, resource, read_domain(folder))


def read_domain(folder: Path) -> Domain:
    """The domain as training left it in ``folder``."""
    return Domain.from_dict(read_yaml(read_file(folder / "domain.yml")))


def make_swifter(agent: Agent) -> None:
    """Changes a loaded agent, and Rasa's classes in this process."""
    processor = agent.processor
    assert processor is not None
    # Rasa looks event classes up by walking all subclasses, for every event it reads.
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=128)(Event.resolve_by_type))
    Slot.__copy__ = quick_copy
    for module in COPY_FOR_LOGS:
        module.copy = _NoCopy
    if not finds_slots(processor.domain):
        processor.run_action_extract_slots = _find_none
    # It spells every slot into a debug line, after each action.
    processor._log_slots = lambda tracker: None
    # To see whether a domain is empty, Rasa builds an empty one and compares.
    empty = processor.domain.is_empty()
    processor.domain.is_empty = lambda: empty
    runner = StraightRunner(processor.graph_runner)
    policies = [component for component in runner.components() if isinstance(component, Policy)]
    for policy in policies:
        if isinstance(policy, RulePolicy):
            policy._get_possible_keys = RememberedRules(policy)
    processor.graph_runner = runner
    if rests_on_happenings(processor.domain, policies):
        processor._predict_next_with_tracker = NextAction(processor)


def finds_slots(domain: Domain) -> bool:
    """Whether Rasa has to look for slots in each message: not when all are filled by actions that rules or forms call."""
    mappings = [mapping for slot in domain.slots if slot.name not in DEFAULT_SLOT_NAMES for mapping in slot.mappings]
    by_actions = all(mapping["type"] == str(SlotMappingType.CUSTOM) and "action" not in mapping for mapping in mappings)
    return not by_actions or ACTION_VALIDATE_SLOT_MAPPINGS in domain.user_actions


async def _find_none(_channel: OutputChannel, tracker: DialogueStateTracker) -> DialogueStateTracker:
    return tracker


class _NoCopy:
    """Stands in for Python's ``copy`` where nobody reads what is copied."""

    @staticmethod
    def deepcopy(value: T) -> T:
        return value


class RememberedRules:
    """Which rules fit a row of states. Rasa tries them one by one; most turns begin with states seen before."""

    def __init__(self, policy: RulePolicy) -> None:
        self._find = policy._get_possible_keys
        self._found: dict[tuple[int, str], frozenset[str]] = {}

    def __call__(self, lookup: dict[str, str], states: list[State]) -> set[str]:
        """The keys of ``lookup`` whose rules fit ``states``."""
        asked = (id(lookup), repr(states))  # a policy keeps its lookups for life
        found = self._found.get(asked)
        if found is None:
            if len(self._found) >= REMEMBERED_STATES:
                self._found.clear()
            found = self._found[asked] = frozenset(self._find(lookup, states))
        return set(found)
