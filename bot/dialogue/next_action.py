"""What the assistant does next, remembered: it follows from what has happened since the turn began, and most turns go like others.

Rasa works the states of the conversation out anew for each question and tries its rules one by one on them, two or three times
a turn. Our rules and our one kind of policy look at happenings only: which intent, which action, which form. So what was predicted
after a row of happenings is predicted again after the same row. In a form rows are long and seldom the same: there Rasa is asked.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Hashable, Iterable

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

REMEMBERED = 4096


class NextAction:
    """In the place of a processor's own prediction. Same predictions, with events of their own."""

    def __init__(self, processor: MessageProcessor) -> None:
        self._predict = processor._predict_next_with_tracker
        self._known: dict[Hashable, PolicyPrediction] = {}

    def __call__(self, tracker: DialogueStateTracker) -> PolicyPrediction:
        """The prediction for a tracker as it stands."""
        row = None if tracker.followup_action else happenings(tracker)
        if row is None:
            return self._predict(tracker)
        known = self._known.get(row)
        if known is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._known[row] = self._predict(tracker)
        return _afresh(known)


def rests_on_happenings(domain: Domain, policies: Iterable[object]) -> bool:
    """Whether policies look at nothing but ``happenings``: only rules, none of which is about a text, and no slot has a say."""
    about_texts = any(not isinstance(policy, RulePolicy) or any('"text"' in rule for rule in policy.lookup[RULES]) for policy in policies)
    return not about_texts and not any(slot.has_features() for slot in domain.slots)


def happenings(tracker: DialogueStateTracker) -> Hashable | None:
    """What policies see of the events, in order, nothing that anybody said; None where they see more than this."""
    if tracker.active_loop is not None:
        return None
    row: list[Hashable] = []
    for event in tracker.events:
        kind = type(event)
        if kind is ActionExecuted:
            row.append((event.action_name, event.hide_rule_turn))
        elif kind is UserUttered:
            row.append((event.intent.get("name"), repr([(one["entity"], one["value"]) for one in event.entities])))
        elif kind is DefinePrevUserUtteredFeaturization:
            row.append(event.use_text_for_featurization)
        elif kind not in (SlotSet, BotUttered, SessionStarted):
            return None
    return tuple(row)


def _afresh(known: PolicyPrediction) -> PolicyPrediction:
    """The prediction with events that happen now: the tracker keeps them and writes on them."""
    prediction = copy.copy(known)
    prediction.events = [_now(event) for event in known.events]
    return prediction


def _now(event: Event) -> Event:
    twin = copy.copy(event)
    twin.timestamp = time.time()
    return twin
