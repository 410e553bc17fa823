"""A Rasa tracker that remembers what it has worked out.

Rasa replays every event of a conversation each time a policy asks for the states so far, six to ten times a turn, and for
every action that runs. Between two of those questions mostly nothing has happened.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker


class TurnTracker(DialogueStateTracker):  # type: ignore[misc]
    """Rasa's tracker; what differs does so only in speed."""

    _known: dict[tuple[bool, bool], tuple[tuple[int, int], list[State]]] | None = None

    def past_states(
        self,
        domain: Domain,
        omit_unset_slots: bool = False,
        ignore_rule_only_turns: bool = False,
        rule_only_data: dict[str, Any] | None = None,
    ) -> list[State]:
        """The states so far, as Rasa has them; worked out again only when an event has come since."""
        # Events only ever come at the end, so their number and the newest one tell whether anything is new.
        stands = (len(self.events), id(self.events[-1]) if self.events else 0)
        known = self._known = self._known or {}
        asked = (omit_unset_slots, ignore_rule_only_turns)  # the policies ask for different things in turn
        if asked not in known or known[asked][0] != stands:
            known[asked] = stands, super().past_states(domain, omit_unset_slots, ignore_rule_only_turns, rule_only_data)
        # Policies cut pieces out of the states they are given.
        return [{part: dict(value) for part, value in state.items()} for state in known[asked][1]]

    def copy(self) -> TurnTracker:
        """A tracker that stands where this one does. Rasa makes an empty one and replays every event."""
        twin = copy.copy(self)
        twin.events = self.events.copy()
        twin.slots = {name: quick_copy(slot) for name, slot in self.slots.items()}
        twin._known = None
        return twin

    def generate_all_prior_trackers(self) -> Iterator[tuple[DialogueStateTracker, bool]]:
        """The tracker before each action and now, and whether that action is hidden: one tracker that goes on, as Rasa has it."""
        past = _Past(self.sender_id, [slot for slot in self.slots.values() if slot.has_features()])
        for event in self.applied_events():
            if isinstance(event, ActionExecuted):
                yield past, event.hide_rule_turn
            past.update(event)
        yield past, False


def quick_copy(slot: Slot) -> Slot:
    """What ``copy.copy`` makes of a slot, without its general machinery: every new tracker copies all slots."""
    twin = object.__new__(type(slot))
    twin.__dict__.update(slot.__dict__)
    return twin


class _Past(DialogueStateTracker):  # type: ignore[misc]
    """A tracker for what policies see: of the slots only those that have a say in what comes next."""

    def _set_slot(self, key: str, value: Any) -> None:
        if key in self.slots:
            super()._set_slot(key, value)
