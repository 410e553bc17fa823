"""What ``rasa test`` does works on our files: cross-validation of the intents, and the stories of ``tests/test_stories.yml``."""

from __future__ import annotations

import asyncio
from pathlib import Path

import yaml

from bot import yaml_files
from bot.dialogue.assistant import Assistant
from tests.nlu.test_heldout import INTENTS, ROOT, TRAINED

FEW = 12
"""Examples an intent: enough to see that it runs. How well it does is for ``rasa test nlu --cross-validation`` to say."""


def test_cross_validation_runs_on_our_pipeline(tmp_path: Path) -> None:
    from rasa.nlu.test import cross_validate
    from rasa.shared.nlu.training_data.loading import load_data

    few = [{"intent": name, "examples": "".join(f"- {text}\n" for text in texts_of(name)[:FEW])} for name in INTENTS]
    (tmp_path / "few.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": few}), encoding="utf-8")
    config = yaml_files.read(ROOT / "config.yml")
    examples = load_data(str(tmp_path / "few.yml"))
    found, _, _ = asyncio.run(cross_validate(examples, n_folds=2, nlu_config=config, output=str(tmp_path), disable_plotting=True))
    assert sum(found.test["Accuracy"]) / 2 > 3 / len(INTENTS)


def texts_of(intent: str) -> list[str]:
    """The examples of an intent."""
    return [text for name, text in TRAINED if name == intent]


def test_the_stories_are_played_as_written(assistant: Assistant, tmp_path: Path) -> None:
    from rasa.core.test import test

    report = asyncio.run(test(str(ROOT / "tests" / "test_stories.yml"), assistant._agent, out_directory=str(tmp_path), e2e=True))
    failed = tmp_path / "failed_test_stories.yml"
    assert report["report"]["conversation_accuracy"]["accuracy"] == 1.0, failed.read_text(encoding="utf-8")
