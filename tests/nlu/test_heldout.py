"""Messages that were not trained on: how many the assistant understands."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from bot import yaml_files
from bot.dialogue.assistant import Assistant

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
INTENTS = (
    "share_experience", "ask_information", "speak_to_person", "make_complaint", "volunteer_or_events", "media_enquiry",
    "data_rights", "opt_out",
    "greet",     "goodbye", "thank", "affirm", "deny", "bot_challenge", "clinical_advice_request", "abuse", "out_of_scope",
)  # fmt: skip
AT_LEAST, EACH_AT_LEAST = 0.92, 0.75


def examples(path: Path) -> list[tuple[str, str]]:
    """(intent, text) of a Rasa NLU file."""
    blocks = yaml_files.read(path)["nlu"]
    return [(block["intent"], line.removeprefix("- ").strip()) for block in blocks for line in block["examples"].splitlines()]


HELD_OUT = examples(HERE / "heldout.yml")
TRAINED = [example for path in sorted((ROOT / "data" / "nlu").glob("*.yml")) for example in examples(path)]


def test_every_intent_has_examples_enough() -> None:
    trained, held_out = Counter(intent for intent, _ in TRAINED), Counter(intent for intent, _ in HELD_OUT)
    assert set(trained) == set(held_out) == set(INTENTS)
    assert all(trained[intent] >= 60 and held_out[intent] >= 12 for intent in INTENTS)
    assert min(trained["share_experience"], trained["ask_information"]) >= 100


def test_nothing_is_taught_twice_or_held_out_and_taught() -> None:
    texts = [text for _, text in TRAINED]
    assert [text for text, times in Counter(texts).items() if times > 1] == []
    assert {text.casefold() for _, text in HELD_OUT} & {text.casefold() for text in texts} == set()


@pytest.fixture(scope="module")
def understood(assistant: Assistant) -> list[tuple[str, str, str]]:
    """(what it was, what it was taken for, the text)."""

    async def parse() -> list[tuple[str, str, str]]:
        agent = assistant._agent
        results = []
        for intent, text in HELD_OUT:
            parsed = await agent.parse_message(text)
            ranking = parsed.get("intent_ranking") or [parsed["intent"]]
            first = next(entry["name"] for entry in ranking if entry["name"] != "nlu_fallback")
            results.append((intent, first, text))
        return results

    return asyncio.run(parse())


def test_accuracy(understood: list[tuple[str, str, str]]) -> None:
    right: dict[str, list[bool]] = defaultdict(list)
    for intent, found, _ in understood:
        right[intent].append(intent == found)
    wrong = "\n".join(f"{intent} taken for {found}: {text}" for intent, found, text in understood if intent != found)
    overall = sum(sum(each) for each in right.values()) / len(understood)
    print(f"\nheld-out accuracy {overall:.3f}\n" + "\n".join(f"{intent:26} {sum(each)}/{len(each)}" for intent, each in right.items()))
    assert overall >= AT_LEAST, wrong
    assert {intent: sum(each) / len(each) for intent, each in right.items() if sum(each) / len(each) < EACH_AT_LEAST} == {}, wrong
