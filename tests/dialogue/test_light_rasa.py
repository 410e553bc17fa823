"""The worker's Rasa starts without TensorFlow, and says the same as the whole of it."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain

from bot.dialogue.swifter import read_domain

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
from bot.dialogue.swifter import load_domains_once
load_domains_once()
agent = Agent.load(sys.argv[1]) if sys.argv[1] != "-" else None
parsed = asyncio.run(agent.parse_message("how do I find an NHS dentist")) if agent else None
left_out = not {"tensorflow", "sklearn", "matplotlib", "pymongo"} & set(sys.modules)
print(json.dumps({"lighter": lighter, "left_out": left_out, "intent": parsed and parsed["intent"]["name"]}))
"""


def started(model: str, config: Path) -> dict[str, object]:
    done = subprocess.run([sys.executable, "-c", PROGRAM, model, str(config)], capture_output=True, text=True, check=True, cwd=ROOT)
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_our_model_is_loaded_and_asked_without_tensorflow(trained_model: Path) -> None:
    assert started(str(trained_model), ROOT / "config.yml") == {"lighter": True, "left_out": True, "intent": "ask_information"}


@pytest.mark.parametrize("component", ["DIETClassifier", "TEDPolicy"])
def test_a_configuration_that_needs_tensorflow_keeps_it(component: str, tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    config.write_text(f"pipeline:\n  - name: {component}\n", encoding="utf-8")
    assert started("-", config) == {"lighter": False, "left_out": False, "intent": None}


def test_a_domain_read_once_is_the_domain_that_rasa_reads(trained_model: Path, tmp_path: Path) -> None:
    with tarfile.open(trained_model) as model:
        member = next(one for one in model.getmembers() if one.name.endswith("domain_provider/domain.yml"))
        member.name = "domain.yml"
        model.extract(member, tmp_path)
    ours, theirs = read_domain(tmp_path), Domain.from_path(tmp_path)
    assert theirs.forms
    assert ours.as_dict() == theirs.as_dict()
    assert ours.fingerprint() == theirs.fingerprint()
