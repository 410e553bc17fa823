"""The worker's Rasa starts without TensorFlow, and says the same as the whole of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import json, sys, warnings
from pathlib import Path
warnings.simplefilter("ignore")
from bot import log
log.set_up("test", "ERROR")
from bot.dialogue.light_rasa import lighten
lighter = lighten(Path(sys.argv[2]))
import asyncio
from rasa.core.agent import Agent
agent = Agent.load(sys.argv[1]) if sys.argv[1] != "-" else None
parsed = asyncio.run(agent.parse_message("how do I find an NHS dentist")) if agent else None
print(json.dumps({"lighter": lighter, "tensorflow": "tensorflow" in sys.modules, "intent": parsed and parsed["intent"]["name"]}))
"""


def started(model: str, config: Path) -> dict[str, object]:
    done = subprocess.run([sys.executable, "-c", PROGRAM, model, str(config)], capture_output=True, text=True, check=True, cwd=ROOT)
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_our_model_is_loaded_and_asked_without_tensorflow(trained_model: Path) -> None:
    assert started(str(trained_model), ROOT / "config.yml") == {"lighter": True, "tensorflow": False, "intent": "ask_information"}


@pytest.mark.parametrize("component", ["DIETClassifier", "TEDPolicy"])
def test_a_configuration_that_needs_tensorflow_keeps_it(component: str, tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    config.write_text(f"pipeline:\n  - name: {component}\n", encoding="utf-8")
    assert started("-", config) == {"lighter": False, "tensorflow": True, "intent": None}
