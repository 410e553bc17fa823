"""The swift tracker sees what Rasa's own sees, however often it is asked."""

from __future__ import annotations

import ast
import copy
import inspect
from types import ModuleType

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.swifter import COPY_FOR_LOGS, finds_slots
from bot.dialogue.tracker import TurnTracker, quick_copy

DOMAIN = Domain.from_yaml("""
version: "3.1"
intents: [greet, ask]
slots:
  town:
    type: text
    mappings: [{type: custom}]
actions: [action_find]
""")
EVENTS = [
    ActionExecuted("action_listen"),
    UserUttered("hello", {"name": "greet", "confidence": 1.0}),
    ActionExecuted("action_find"),
    SlotSet("town", "Wisbech"),
    ActionExecuted("action_listen"),
    UserUttered("where", {"name": "ask", "confidence": 1.0}),
]


def test_states_are_those_of_rasa_after_every_event() -> None:
    swift, plain = TurnTracker("1", DOMAIN.slots), DialogueStateTracker("1", DOMAIN.slots)
    for event in EVENTS:
        for tracker in (swift, plain):
            tracker.update(event, DOMAIN)
        for _ in range(2):
            assert swift.past_states(DOMAIN) == plain.past_states(DOMAIN)
            assert swift.past_states(DOMAIN, omit_unset_slots=True) == plain.past_states(DOMAIN, omit_unset_slots=True)


def test_a_policy_that_cuts_a_state_cuts_its_own_copy() -> None:
    tracker = TurnTracker("1", DOMAIN.slots)
    tracker.update_with_events(EVENTS, DOMAIN)
    before = copy.deepcopy(tracker.past_states(DOMAIN))
    for state in tracker.past_states(DOMAIN):
        state.get("user", {}).clear()
        state.clear()
    assert tracker.past_states(DOMAIN) == before


def test_a_copied_slot_is_a_slot_of_its_own() -> None:
    slot = TextSlot("town", mappings=[{"type": "custom"}], initial_value="Ely")
    twin = quick_copy(slot)
    twin.value = "March"
    assert (slot.value, twin.value, twin.name, type(twin)) == ("Ely", "March", "town", TextSlot)


def test_a_copy_stands_where_rasas_does_and_goes_its_own_way() -> None:
    tracker = TurnTracker("1", DOMAIN.slots)
    tracker.update_with_events(EVENTS, DOMAIN)
    replayed, twin = tracker.travel_back_in_time(float("inf")), tracker.copy()
    for name in ("events", "active_loop", "latest_action", "latest_message", "followup_action", "sender_id"):
        assert getattr(twin, name) == getattr(replayed, name)
    assert twin.current_slot_values() == replayed.current_slot_values()
    assert twin.past_states(DOMAIN) == replayed.past_states(DOMAIN)
    twin.update_with_events([SlotSet("town", "Ely"), ActionExecuted("action_listen")], DOMAIN)
    assert (tracker.get_slot("town"), list(tracker.events)) == ("Wisbech", EVENTS)
    assert twin.past_states(DOMAIN) != tracker.past_states(DOMAIN)


@pytest.mark.parametrize("module", COPY_FOR_LOGS, ids=lambda module: module.__name__)
def test_rasa_copies_there_for_its_debug_lines_only(module: ModuleType) -> None:
    tree = ast.parse(inspect.getsource(module))
    inside = {node for call in ast.walk(tree) if _is_debug(call) for node in ast.walk(call)}
    used = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "copy"]
    assert used
    assert all(node in inside for node in used)


@pytest.mark.parametrize(
    ("mapping", "actions", "finds"),
    [
        ("custom", "action_find", False),
        ("custom, action: action_find", "action_find", True),
        ("from_text", "action_find", True),
        ("custom", "action_validate_slot_mappings", True),
    ],
)
def test_slots_are_looked_for_where_a_domain_asks_for_it(mapping: str, actions: str, finds: bool) -> None:
    slots = f"slots: {{town: {{type: any, mappings: [{{type: {mapping}}}]}}}}"
    assert finds_slots(Domain.from_yaml(f'version: "3.1"\nintents: [greet]\nactions: [{actions}]\n{slots}')) is finds


def _is_debug(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "debug"
