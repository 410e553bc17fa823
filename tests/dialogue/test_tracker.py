"""The swift tracker sees what Rasa's own sees, however often it is asked."""

from __future__ import annotations

import copy

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.swifter import quick_copy
from bot.dialogue.tracker import TurnTracker

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
