"""What is remembered of the next action is what Rasa would say, and is never used where Rasa sees more than was remembered."""

from __future__ import annotations

import pytest
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.assistant import Assistant
from bot.dialogue.next_action import NextAction, happenings, rests_on_happenings
from bot.dialogue.tracker import TurnTracker

BEGINNING: tuple[Event, ...] = (ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen"))


@pytest.fixture
def processor(assistant: Assistant) -> MessageProcessor:
    found = assistant._agent.processor
    assert found is not None
    return found


def said(processor: MessageProcessor, intent: str, *events: Event) -> TurnTracker:
    """A tracker in which somebody has just said this, and then ``events`` happened."""
    tracker = TurnTracker("1", processor.domain.slots)
    user = UserUttered("in some words", {"name": intent, "confidence": 0.9}, [])
    tracker.update_with_events([*BEGINNING, user, *events], processor.domain)
    return tracker


def test_the_assistant_remembers(processor: MessageProcessor) -> None:
    assert isinstance(processor._predict_next_with_tracker, NextAction)


def test_every_turn_goes_as_rasa_would_have_it(processor: MessageProcessor) -> None:
    remembered = NextAction(processor)
    for _ in range(2):  # asked, and then remembered
        for intent in processor.domain.intents:
            tracker, events = said(processor, intent), [SlotSet("offer", "anything"), BotUttered("an answer")]
            for _ in range(4):
                swift, plain = remembered(tracker), MessageProcessor._predict_next_with_tracker(processor, tracker)
                for what in ("probabilities", "policy_name", "events", "hide_rule_turn", "is_no_user_prediction"):
                    assert getattr(swift, what) == getattr(plain, what), (intent, what)
                action = processor.domain.action_names_or_texts[swift.max_confidence_index]
                if action == "action_listen" or action.endswith("_form"):
                    break
                tracker.update_with_events([*swift.events, ActionExecuted(action), *events], processor.domain)


def test_what_is_remembered_happens_anew(processor: MessageProcessor) -> None:
    remembered = NextAction(processor)
    first, second = remembered(said(processor, "thank")), remembered(said(processor, "thank"))
    assert first.events == second.events != []
    assert all(one is not other and one.timestamp < other.timestamp for one, other in zip(first.events, second.events, strict=True))


def test_words_say_nothing_and_intents_do(processor: MessageProcessor) -> None:
    assert happenings(said(processor, "greet")) == happenings(said(processor, "greet", SlotSet("offer", 1), BotUttered("Hello.")))
    assert happenings(said(processor, "greet")) != happenings(said(processor, "thank"))
    assert happenings(said(processor, "greet")) != happenings(said(processor, "greet", ActionExecuted("action_greet")))
    assert "in some words" not in repr(happenings(said(processor, "greet")))


def test_in_a_form_and_for_a_wished_action_rasa_is_asked(processor: MessageProcessor) -> None:
    asked: list[DialogueStateTracker] = []
    remembered = NextAction(processor)
    remembered._predict = lambda tracker: asked.append(tracker) or MessageProcessor._predict_next_with_tracker(processor, tracker)
    wished = said(processor, "greet")
    wished.followup_action = "action_thank"
    in_form = said(processor, "share_experience", ActiveLoop("experience_form"))
    for tracker in (in_form, in_form, wished):
        remembered(tracker)
    assert asked == [in_form, in_form, wished]
    assert happenings(said(processor, "greet", ActiveLoop("experience_form"), ActiveLoop(None))) is None


@pytest.mark.parametrize(("influences", "rests"), [("false", True), ("true", False)])
def test_a_slot_that_has_a_say_is_more_than_happenings(processor: MessageProcessor, influences: str, rests: bool) -> None:
    slots = f"slots: {{town: {{type: text, influence_conversation: {influences}, mappings: [{{type: custom}}]}}}}"
    assert rests_on_happenings(Domain.from_yaml(f'version: "3.1"\nintents: [greet]\n{slots}'), []) is rests


def test_a_policy_that_learns_is_more_than_happenings(processor: MessageProcessor) -> None:
    assert not rests_on_happenings(processor.domain, [object()])
