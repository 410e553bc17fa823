"""The words of ``domain.yml``: every one that an action says exists, none holds a number, an address or a shout."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rasa_sdk.executor import ActionExecutor

from bot import yaml_files

ROOT = Path(__file__).parents[2]
DOMAIN = yaml_files.read(ROOT / "domain.yml")
RESPONSES = {name: variants[0] for name, variants in DOMAIN["responses"].items()}
BY_THE_FORM = {f"utter_ask_{form}_{slot}" for form, asked in DOMAIN["forms"].items() for slot in asked["required_slots"]}
BY_CUE = {f"utter_story_{cue}" for cue in ("noted", "noted_1", "noted_2", "noted_3", "begun", "carry_on")}
BY_FEELING = {f"utter_feeling_{name}" for name in ("grief", "distress", "anger", "glad")}


def test_every_action_of_the_domain_is_there_and_no_other() -> None:
    executor = ActionExecutor()
    executor.register_package("actions")
    assert set(executor.actions) == set(DOMAIN["actions"])


def test_what_is_said_is_what_is_written() -> None:
    sources = " ".join(path.read_text(encoding="utf-8") for path in [*(ROOT / "actions").glob("*.py"), *(ROOT / "data").glob("*/*.yml")])
    said = set(re.findall(r"\butter_\w+[a-z]\b", sources)) - {"utter_message", "utter_story", "utter_feeling"}
    assert said <= set(RESPONSES)
    assert set(RESPONSES) <= said | BY_THE_FORM | BY_CUE | BY_FEELING


@pytest.mark.parametrize("name", sorted(RESPONSES))
def test_plain_words(name: str) -> None:
    text = RESPONSES[name]["text"]
    assert "!" not in text
    assert not re.search(r"\d{5}|\d{3} \d{3}|https?:|@|\bwww\.", text), "facts come from organisation.yml or from articles"
    for sentence in re.split(r"[.?:]\s", text):
        assert len(sentence.split()) <= 25, sentence


@pytest.mark.parametrize("name", sorted(RESPONSES))
def test_buttons(name: str) -> None:
    for button in RESPONSES[name].get("buttons", ()):
        assert len(button["title"]) <= 20
        # Rasa fills in single braces: a payload's own must be doubled.
        assert re.fullmatch(r'/\w+(\{\{"\w+": "[\w ]+"\}\})?', button["payload"])
        assert re.match(r"/(\w+)", button["payload"])[1] in [next(iter(i)) if isinstance(i, dict) else i for i in DOMAIN["intents"]]  # type: ignore[index]
